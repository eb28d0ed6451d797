using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;

namespace Teahouse.Server.Doors;

/// <summary>Reads commands and writes answers as the contract has them.</summary>
public static class Json
{
    /// <summary>Reads a request strictly; what is wrong with it becomes a named refusal.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type, out Refused? refused)
    {
        try
        {
            refused = null;
            var value = JsonSerializer.Deserialize(body, type);
            if (value is null)
            {
                refused = new(Refusals.Malformed, "null is not a request.");
            }

            return value;
        }
        catch (JsonException e)
        {
            refused = Name(e);
            return default;
        }
        catch (NotSupportedException e)
        {
            // The serializer reports a polymorphic value without its "type" this way.
            refused = new(Refusals.MissingField, e.Message.Split('.')[0] + ".");
            return default;
        }
    }

    public static Reply Write<TRequest, TAnswer>(Command<TRequest, TAnswer> command, Answer<TAnswer> answer, string requestId)
    {
        if (answer.Refused is not null)
        {
            return Write(answer.Refused, requestId);
        }

        var status = answer.Status == 0 ? command.Status : answer.Status;
        return new(status, status == 204 ? default : JsonSerializer.SerializeToUtf8Bytes(answer.Value!, command.AnswerInfo));
    }

    public static Reply Write(Refused refused, string requestId) =>
        new(refused.Row.Status, JsonSerializer.SerializeToUtf8Bytes(Problem(refused, requestId), Wire.Json.Problem));

    public static Problem Problem(Refused refused, string requestId) =>
        new($"urn:teahouse:refusal:{refused.Row.Code}", refused.Row.Title, refused.Row.Status, refused.Row.Code, refused.Detail, requestId,
            refused.RetryAfter?.TotalSeconds);

    // The serializer has no error codes; the words of its messages are the only way to tell these apart, and a test pins them.
    static Refused Name(JsonException e)
    {
        var at = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "" : $" at {e.Path}";
        return e.Message switch
        {
            var m when m.Contains("could not be mapped to any .NET member") => new(Refusals.UnknownField, $"Unknown field{at}."),
            var m when m.Contains("missing required properties") || m.Contains("must specify a type discriminator") =>
                new(Refusals.MissingField, $"A required field is missing{at}: {Quoted(m)}."),
            var m when m.Contains("Duplicate property") => new(Refusals.Malformed, $"A field is given twice{at}."),
            var m when m.Contains("could not be converted") || m.Contains("unrecognized type discriminator") || m.Contains("doesn't allow") =>
                new(Refusals.InvalidField, $"A value has the wrong type or form{at}."),
            _ => new(Refusals.Malformed, $"Not well-formed JSON{at}."),
        };
    }

    static string Quoted(string message)
    {
        var names = message.LastIndexOf(':');
        return names < 0 ? "see the contract" : message[(names + 1)..].Trim().TrimEnd('.');
    }
}

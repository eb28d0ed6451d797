using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>An answer with its HTTP status, for the calls that have two ordinary ones.</summary>
public sealed record ApiAnswer<T>(int Status, T Value);

/// <summary>The HTTP half of the contract, made from the table of commands.</summary>
/// <param name="http">Its base address is the server, without /api/v1.</param>
public sealed partial class TeahouseApi(HttpClient http)
{
    /// <summary>The session; null for calls that need none.</summary>
    public string? Token { get; set; }

    /// <summary>Asks for a command by its first route.</summary>
    /// <exception cref="RefusedException">The server refused.</exception>
    /// <exception cref="DisconnectedException">No answer came.</exception>
    public async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        Command<TRequest, TAnswer> command, TRequest request, CancellationToken cancellationToken = default) =>
        (await AskAsync(command, request, null, cancellationToken)).Value;

    /// <summary>As <see cref="CallAsync"/>, answering the status too, and with an idempotency key for a POST that is not a message.</summary>
    public async Task<ApiAnswer<TAnswer>> AskAsync<TRequest, TAnswer>(
        Command<TRequest, TAnswer> command, TRequest request, string? key = null, CancellationToken cancellationToken = default)
    {
        using var message = Write(command, request);
        if (key is not null)
        {
            message.Headers.Add("Idempotency-Key", key);
        }

        using var response = await SendAsync(message, command.Name, cancellationToken);
        return new((int)response.StatusCode, ReadAnswer<TAnswer>(await response.Content.ReadAsByteArrayAsync(cancellationToken)));
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, string name, CancellationToken cancellationToken)
    {
        try
        {
            var response = await http.SendAsync(message, cancellationToken);
            var status = (int)response.StatusCode;
            if (status < 400)
            {
                return response;
            }

            using (response)
            {
                throw Refused(status, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            }
        }
        catch (HttpRequestException e)
        {
            throw new DisconnectedException($"No answer to {name}.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DisconnectedException($"No answer to {name} in time.", e);
        }
    }

    HttpRequestMessage Write<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request)
    {
        var route = command.Routes[0];
        var fields = JsonSerializer.SerializeToNode(request, command.RequestInfo)!.AsObject();
        var path = Fill(route.Path, fields);
        var inQuery = route.Method is "GET" or "DELETE";
        var message = new HttpRequestMessage(new HttpMethod(route.Method), "/api/v1" + path + (inQuery ? Query(fields) : ""));
        if (!inQuery && fields.Count > 0)
        {
            message.Content = new StringContent(fields.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        if (Token is not null && !command.Anonymous)
        {
            message.Headers.Authorization = new("Bearer", Token);
        }

        return message;
    }

    // What the path names leaves the fields: a body that repeats it is refused.
    static string Fill(string path, JsonObject fields)
    {
        foreach (var name in fields.Select(field => field.Key).Where(name => path.Contains($"{{{name}}}", StringComparison.Ordinal)).ToList())
        {
            path = path.Replace($"{{{name}}}", Uri.EscapeDataString(fields[name]!.ToString()), StringComparison.Ordinal);
            fields.Remove(name);
        }

        return path;
    }

    static string Query(JsonObject fields)
    {
        var pairs = fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value!.ToString())}");
        return fields.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    // An empty list is 204 without a body, and a command without an answer is too.
    static T ReadAnswer<T>(byte[] body) =>
        body.Length > 0 ? ClientJson.Read<T>(body)
        : typeof(T) == typeof(Nothing) ? (T)(object)Nothing.Value
        : ClientJson.Read<T>("[]"u8);

    static RefusedException Refused(int status, byte[] body)
    {
        try
        {
            return new(ClientJson.Read<Problem>(body));
        }
        catch (JsonException)
        {
            // Something between us and the server answered.
            return new(new(null, null, status, "http_" + status, Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(200, body.Length)))));
        }
    }
}

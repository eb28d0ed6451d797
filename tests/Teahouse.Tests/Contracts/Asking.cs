using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Contracts;

/// <summary>What somebody was answered: <c>ok</c>, the code of a refusal, or the name of a close code; and the words of it.</summary>
readonly record struct Answered(string Outcome, int Status, string Body);

/// <summary>Asks for commands as a client might that checks nothing itself.</summary>
static class Asking
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <summary>Asks over HTTP: fields go into the path, then into the query or the body.</summary>
    public static Task<Answered> HttpAsync(TestServer server, Route route, JsonObject fields, string? authorization)
    {
        // Read again, so that every value says itself without quotes.
        fields = JsonNode.Parse(fields.ToJsonString())!.AsObject();
        var path = route.Path;
        foreach (var name in fields.Select(field => field.Key).Where(name => path.Contains($"{{{name}}}")).ToList())
        {
            path = path.Replace($"{{{name}}}", fields[name]!.ToString(), StringComparison.Ordinal);
            fields.Remove(name);
        }

        if (route.Method is "GET" or "DELETE")
        {
            var query = string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value!.ToString())}"));
            return HttpAsync(server, route.Method, query.Length > 0 ? $"{path}?{query}" : path, null, authorization);
        }

        var body = fields.Count > 0 ? Encoding.UTF8.GetBytes(fields.ToJsonString()) : null;
        return HttpAsync(server, route.Method, path, body, authorization);
    }

    /// <summary>Asks over HTTP with a body as it is.</summary>
    public static async Task<Answered> HttpAsync(
        TestServer server, string method, string path, byte[]? body, string? authorization, (string Name, string Value)? header = null)
    {
        using var http = server.Http();
        using var request = new HttpRequestMessage(new(method), "/api/v1" + path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (header is { } extra)
        {
            request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        using var response = await http.SendAsync(request, Patience);
        var text = await response.Content.ReadAsStringAsync(Patience);
        var status = (int)response.StatusCode;
        return new(status < 400 ? "ok" : Code(text, status), status, text);
    }

    /// <summary>
    /// Asks on a socket of its own. Without a token the command comes first, where the hello belongs; something may happen between the
    /// ready and the command.
    /// </summary>
    public static async Task<Answered> SocketAsync(
        Uri server, string op, JsonObject fields, string? token, Func<Task>? meanwhile = null)
    {
        await using var socket = await BareSocket.ConnectAsync(server);
        if (token is not null)
        {
            await socket.TrySendAsync(new JsonObject { ["op"] = "hello", ["token"] = token }.ToJsonString());
        }

        if (token is null || await socket.ReceiveAsync("ready") is not null)
        {
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            var command = fields.DeepClone().AsObject();
            (command["op"], command["ref"]) = (op, 7);
            await socket.TrySendAsync(command.ToJsonString());
        }

        return await socket.ReceiveAsync("ok", "error") is { } answer
            ? answer.GetProperty("op").GetString() == "ok"
                ? new("ok", 200, answer.ToString())
                : new(answer.GetProperty("code").GetString()!, answer.GetProperty("status").GetInt32(), answer.ToString())
            : new(JsonNamingPolicy.SnakeCaseLower.ConvertName((await socket.ClosedAsync())?.ToString() ?? "broken"), 0, "");
    }

    static string Code(string problem, int status)
    {
        using var json = JsonDocument.Parse(problem);
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
        var code = json.RootElement.GetProperty("code").GetString()!;
        Assert.Contains(Refusals.All, row => row.Code == code && row.Status == status);
        return code;
    }
}

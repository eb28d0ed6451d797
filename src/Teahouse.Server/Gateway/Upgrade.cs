using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Teahouse.Server.Gateway;

/// <summary>A request to upgrade to the socket, as RFC 6455 section 4.2.1 has it.</summary>
sealed record Upgrade(string Host, string Key, string Origin, string ForwardedFor, bool Deflate, string RequestId)
{
    /// <summary>The largest head that is looked at.</summary>
    public static int HeadBytes => 8 * 1024;

    // RFC 9110 section 5.6.2.
    static readonly SearchValues<char> NameChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static ReadOnlySpan<byte> RequestLine => "GET /api/v1/socket HTTP/1.1\r\n"u8;

    /// <summary>
    /// Reads the head of a request, up to its empty line. Null for whatever is not plainly an upgrade to the socket: HTTP then says what
    /// it is, or what is wrong with it.
    /// </summary>
    public static Upgrade? Read(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith(RequestLine) || !Ascii.IsValid(head))
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Encoding.ASCII.GetString(head[RequestLine.Length..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':');
            if (colon < 1 || line.AsSpan(0, colon).ContainsAnyExcept(NameChars) || line.AsSpan().ContainsAnyInRange('\0', '\u001F')
                || !fields.TryAdd(line[..colon], line[(colon + 1)..].Trim(' ')))
            {
                return null;
            }
        }

        string Field(string name) => fields.GetValueOrDefault(name, "");
        return Field("Upgrade").Equals("websocket", StringComparison.OrdinalIgnoreCase) && Has(Field("Connection"), "upgrade")
            && Field("Sec-WebSocket-Version") == "13" && Has(Field("Sec-WebSocket-Protocol"), SocketServer.Subprotocol)
            && Base64.IsValid(Field("Sec-WebSocket-Key"), out var decoded) && decoded == 16 && Field("Host").Length > 0
            && !fields.ContainsKey("Content-Length") && !fields.ContainsKey("Transfer-Encoding")
                ? new(Field("Host"), Field("Sec-WebSocket-Key"), Field("Origin"), Field("X-Forwarded-For"),
                    OffersDeflate(Field("Sec-WebSocket-Extensions")), TraceId(Field("traceparent")))
                : null;
    }

    /// <summary>The head of the answer that takes it.</summary>
    public byte[] Accepted() => Encoding.ASCII.GetBytes(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        $"Sec-WebSocket-Accept: {Accept(Key)}\r\nSec-WebSocket-Protocol: {SocketServer.Subprotocol}\r\n" +
        (Deflate ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n" : "") +
        $"X-Request-Id: {RequestId}\r\n\r\n");

    /// <summary>The trace that the caller began (W3C Trace Context), or a new one.</summary>
    public static string TraceId(string? traceparent)
    {
        var id = ActivityContext.TryParse(traceparent, null, out var parent) ? parent.TraceId : ActivityTraceId.CreateRandom();
        return id.ToHexString();
    }

#pragma warning disable CA5350 // RFC 6455 section 4.2.2 wants SHA-1 here, and not for secrecy.
    static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350

    /// <summary>Whether compression is offered (RFC 7692) in a way that this server does it: without a bound on its window.</summary>
    static bool OffersDeflate(string offers) => offers.Split(',').Any(offer =>
    {
        var parts = offer.Split(';', StringSplitOptions.TrimEntries);
        return parts[0] == "permessage-deflate" && parts[1..].All(parameter =>
            parameter.StartsWith("client_max_window_bits", StringComparison.Ordinal)
            || parameter is "server_no_context_takeover" or "client_no_context_takeover");
    });

    static bool Has(string list, string word) => list.Split(',').Any(item => item.Trim().Equals(word, StringComparison.OrdinalIgnoreCase));
}

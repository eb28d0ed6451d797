using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Teahouse.Server.Gateway;

/// <summary>
/// Makes large answers to authenticated calls smaller. The length of what is compressed together can betray it (BREACH): so nothing that
/// holds a token is compressed, and a foreign page cannot have a browser ask again and again, since sessions are in a header and not in a
/// cookie.
/// </summary>
static class Compression
{
    /// <summary>Smaller answers and frames fit one packet anyway.</summary>
    public static int WorthBytes => 1024;

    // Beyond it Brotli takes much longer for little.
    static int BrotliQuality => 4;

    static int BrotliWindow => 18;

    /// <summary>The body as the caller takes it; says so in the headers.</summary>
    public static ReadOnlyMemory<byte> Shrink(HttpContext context, ReadOnlyMemory<byte> body)
    {
        if (body.Length < WorthBytes)
        {
            return body;
        }

        context.Response.Headers.Append("Vary", "Accept-Encoding");
        var accepted = context.Request.GetTypedHeaders().AcceptEncoding;
        bool Accepts(string coding) => accepted.Any(one => one.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && one.Quality != 0);
        if (Accepts("br"))
        {
            context.Response.Headers.ContentEncoding = "br";
            return Brotli(body.Span);
        }

        if (Accepts("gzip"))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return Gzip(body.Span);
        }

        return body;
    }

    static byte[] Brotli(ReadOnlySpan<byte> body)
    {
        var room = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(body.Length));
        try
        {
            return BrotliEncoder.TryCompress(body, room, out var written, BrotliQuality, BrotliWindow)
                ? room.AsSpan(0, written).ToArray()
                : throw new InvalidOperationException("The most that it can take was not enough.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    static byte[] Gzip(ReadOnlySpan<byte> body)
    {
        using var into = new MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(into, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return into.ToArray();
    }
}

using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace Teahouse.Client;

/// <summary>Bytes of a stream that can be sought, from an offset on, as the body of a call.</summary>
sealed class StreamPart : HttpContent
{
    const int BufferBytes = 128 * 1024;

    readonly Stream _stream;
    readonly long _offset;
    readonly long _length;

    public StreamPart(Stream stream, long offset, long length)
    {
        (_stream, _offset, _length) = (stream, offset, length);
        Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
    }

    /// <summary>Why the stream could not be read, should that be why the call broke.</summary>
    public Exception? Failure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var left = _length; left > 0;)
            {
                var bytes = buffer.AsMemory(0, (int)Math.Min(left, BufferBytes));
                await ReadAsync(bytes, _offset + _length - left, cancellationToken);
                await stream.WriteAsync(bytes, cancellationToken);
                left -= bytes.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    async Task ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        try
        {
            _stream.Position = offset;
            await _stream.ReadExactlyAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failure = e;
            throw;
        }
    }
}

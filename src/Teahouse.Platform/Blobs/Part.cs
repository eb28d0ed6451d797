namespace Teahouse.Platform.Blobs;

/// <summary>As much of another stream as a length says. Disposes the other.</summary>
sealed class Part(Stream whole, long length) : ReadStream
{
    long _left = length;

    public override long Length { get; } = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var count = await whole.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        _left -= count;

        // The end of the other before its time is a line that was cut.
        return count > 0 ? count : throw new EndOfStreamException($"{_left} bytes of a blob did not come.");
    }

    public override async ValueTask DisposeAsync()
    {
        await whole.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            whole.Dispose();
        }

        base.Dispose(disposing);
    }
}

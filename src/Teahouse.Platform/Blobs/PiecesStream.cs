namespace Teahouse.Platform.Blobs;

/// <summary>Reads the pieces of a stage one after the other, as much of them as a length says.</summary>
sealed class PiecesStream(S3Bucket bucket, IReadOnlyList<string> pieces, long length) : ReadStream
{
    int _next;
    long _left = length;
    Stream? _piece;

    public override long Length { get; } = length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_left > 0 && !buffer.IsEmpty)
        {
            _piece ??= _next < pieces.Count ? await bucket.OpenAsync(pieces[_next++], 0, _left, cancellationToken) : null;
            if (_piece is null)
            {
                throw new EndOfStreamException($"{_left} bytes of a stage did not come.");
            }

            var count = await _piece.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
            if (count > 0)
            {
                _left -= count;
                return count;
            }

            await _piece.DisposeAsync();
            _piece = null;
        }

        return 0;
    }

    public override async ValueTask DisposeAsync()
    {
        await (_piece?.DisposeAsync() ?? default);
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _piece?.Dispose();
        }

        base.Dispose(disposing);
    }
}

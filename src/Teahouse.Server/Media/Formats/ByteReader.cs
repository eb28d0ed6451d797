namespace Teahouse.Server.Media.Formats;

/// <summary>Reads a file from its beginning to its end through a buffer of fixed size, whatever lengths the file speaks of.</summary>
sealed class ByteReader(Stream stream) : IDisposable
{
    readonly byte[] _buffer = new byte[64 << 10];
    int _start;
    int _end;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>What is at hand; empty only at the end.</summary>
    public ReadOnlySpan<byte> Window()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, stream.Read(_buffer));
        }

        return _buffer.AsSpan(_start, _end - _start);
    }

    /// <summary>Goes on within the window.</summary>
    public void Advance(int bytes)
    {
        _start += bytes;
        Position += bytes;
    }

    /// <summary>The next byte; -1 at the end.</summary>
    public int Next()
    {
        var window = Window();
        if (window.IsEmpty)
        {
            return -1;
        }

        var next = window[0];
        Advance(1);
        return next;
    }

    /// <summary>Fills a span; false when there is less.</summary>
    public bool TryRead(Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            var window = Window();
            if (window.IsEmpty)
            {
                return false;
            }

            var some = Math.Min(window.Length, into.Length);
            window[..some].CopyTo(into);
            into = into[some..];
            Advance(some);
        }

        return true;
    }

    /// <summary>Copies bytes, or passes over them when there is nowhere to copy them to; false when there are fewer.</summary>
    public bool TryCopy(long bytes, Stream? to)
    {
        while (bytes > 0)
        {
            var window = Window();
            if (window.IsEmpty)
            {
                return false;
            }

            var some = (int)Math.Min(window.Length, bytes);
            to?.Write(window[..some]);
            Advance(some);
            bytes -= some;
        }

        return true;
    }

    public bool TrySkip(long bytes) => TryCopy(bytes, null);

    public void Dispose() => stream.Dispose();
}

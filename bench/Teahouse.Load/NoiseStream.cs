using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Teahouse.Load;

/// <summary>Bytes without a pattern that can be had again, of any length, without keeping them: those from an offset on depend on the seed alone.</summary>
public sealed class NoiseStream(long length, ulong seed = 1) : Stream
{
    long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>The first bytes of it.</summary>
    public static byte[] Bytes(int length, ulong seed = 1)
    {
        var bytes = new byte[length];
        new NoiseStream(length, seed).ReadExactly(bytes);
        return bytes;
    }

    public static byte[] Sha256(long length, ulong seed = 1) => SHA256.HashData(new NoiseStream(length, seed));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        for (var i = 0; i < count;)
        {
            var word = Mix((ulong)(_position >> 3) + seed * 0x9E3779B97F4A7C15);
            if ((_position & 7) == 0 && count - i >= 8)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(buffer[i..], word);
                (i, _position) = (i + 8, _position + 8);
            }
            else
            {
                buffer[i++] = (byte)(word >> (int)((_position++ & 7) * 8));
            }
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // The finalizer of SplitMix64.
    static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Teahouse.Platform.Blobs;

namespace Teahouse.Server.Media;

/// <summary>The bytes that a call brings, no more of them than are wanted.</summary>
sealed class UploadBody(PipeReader body, long wanted, IncrementalHash? hash) : ReadStream
{
    /// <summary>How many have come.</summary>
    public long Come { get; private set; }

    /// <summary>The line is gone: there is nobody left to answer.</summary>
    public bool Broken { get; private set; }

    /// <summary>There was more than was wanted.</summary>
    public bool TooLong { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A token would leave the server's reader in a state in which it cannot read on to the end of the call.
        await using var end = cancellationToken.Register(body.CancelPendingRead);
        while (true)
        {
            var read = await NextAsync();
            var count = (int)Math.Min(read.Buffer.Length, Math.Min(buffer.Length, wanted - Come));
            var bytes = read.Buffer.Slice(0, count);
            bytes.CopyTo(buffer.Span);
            TooLong |= Come == wanted && !read.Buffer.IsEmpty;
            body.AdvanceTo(bytes.End);
            if (count > 0 || read.IsCompleted || TooLong)
            {
                hash?.AppendData(buffer.Span[..count]);
                Come += count;
                return count;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    async ValueTask<ReadResult> NextAsync()
    {
        try
        {
            return await body.ReadAsync(CancellationToken.None);
        }
        catch
        {
            Broken = true;
            throw;
        }
    }
}

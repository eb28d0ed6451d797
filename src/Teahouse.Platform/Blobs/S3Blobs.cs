using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Teahouse.Platform.Blobs;

/// <summary>
/// Keeps blobs as objects of an S3 bucket, under their names. A stage is objects <c>stage/NAME/OFFSET</c> of 8 MiB each, but the last, which is
/// written anew when more comes; a blob is made of them on the server's side, without their bytes coming here again.
/// </summary>
public sealed class S3Blobs(BlobOptions options) : IBlobStore, IDisposable
{
    // S3 makes a large object of at most 10,000 parts, and all but the last have at least 5 MiB.
    const int PieceBytes = 8 * 1024 * 1024;
    const int MostPieces = 10_000;

    readonly S3Bucket _bucket = new(options);

    public void Dispose() => _bucket.Dispose();

    public Task PrepareAsync(CancellationToken cancellationToken) => _bucket.PrepareAsync(cancellationToken);

    public async Task AppendAsync(
        string staged, long offset, Stream content, Func<long, ValueTask> kept, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var (at, filled) = await CutAsync(staged, offset, buffer, cancellationToken);
            ExceptionDispatchInfo? broken = null;
            while (broken is null)
            {
                var held = filled;
                (filled, broken) = await FillAsync(content, buffer, held, cancellationToken);
                if (filled > held)
                {
                    await _bucket.PutAsync(Piece(staged, at), buffer.AsMemory(0, filled), CancellationToken.None);
                    await kept(at + filled);
                }

                if (filled < PieceBytes)
                {
                    break;
                }

                (at, filled) = (at + PieceBytes, 0);
            }

            broken?.Throw();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<Stream> OpenStagedAsync(string staged, long length, CancellationToken cancellationToken)
    {
        var pieces = await PiecesAsync(staged, length, cancellationToken);
        return length == 0 ? Stream.Null : new PiecesStream(_bucket, pieces, length);
    }

    public async Task CommitAsync(string staged, long length, string name, CancellationToken cancellationToken)
    {
        BlobName.Check(staged);
        if (await LengthAsync(name, cancellationToken) is null)
        {
            try
            {
                await MakeAsync(await PiecesAsync(staged, length, cancellationToken), length, name, cancellationToken);
            }
            catch (Exception e) when (e is EndOfStreamException or FileNotFoundException)
            {
                // Unless somebody else has just committed this stage.
                if (await LengthAsync(name, cancellationToken) is null)
                {
                    throw new EndOfStreamException($"The stage {staged} has not as many bytes as were said to be kept.", e);
                }
            }
        }

        await DiscardAsync(staged, cancellationToken);
    }

    public async Task DiscardAsync(string staged, CancellationToken cancellationToken)
    {
        await foreach (var piece in _bucket.ListAsync(Pieces(staged), cancellationToken))
        {
            await _bucket.DeleteAsync(piece.Key, cancellationToken);
        }
    }

    public async Task PutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        BlobName.Check(name);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var filled = await content.ReadAtLeastAsync(buffer.AsMemory(0, PieceBytes), PieceBytes, false, cancellationToken);
            if (filled < PieceBytes)
            {
                await _bucket.PutAsync(name, buffer.AsMemory(0, filled), cancellationToken);
                return;
            }

            await _bucket.AssembleAsync(name, async part =>
            {
                for (var number = 1; filled > 0; number++)
                {
                    await part.PutAsync(number, buffer.AsMemory(0, filled), cancellationToken);
                    filled = await content.ReadAtLeastAsync(buffer.AsMemory(0, PieceBytes), PieceBytes, false, cancellationToken);
                }
            }, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public Task<long?> LengthAsync(string name, CancellationToken cancellationToken) =>
        _bucket.LengthAsync(BlobName.Check(name), cancellationToken);

    public Task<Stream?> OpenAsync(string name, long offset, long length, CancellationToken cancellationToken) =>
        _bucket.OpenAsync(BlobName.Check(name), offset, length, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => _bucket.DeleteAsync(BlobName.Check(name), cancellationToken);

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in _bucket.ListAsync(prefix, cancellationToken))
        {
            if (!one.Key.StartsWith(Stages, StringComparison.Ordinal))
            {
                yield return new(one.Key, false, one.WrittenAt);
            }
        }

        BlobEntry? stage = null;
        await foreach (var piece in _bucket.ListAsync(Stages + prefix, cancellationToken))
        {
            var name = piece.Key[Stages.Length..piece.Key.LastIndexOf('/')];
            if (stage is not null && stage.Name != name)
            {
                yield return stage;
            }

            stage = new(name, true, stage?.Name == name && stage.WrittenAt > piece.WrittenAt ? stage.WrittenAt : piece.WrittenAt);
        }

        if (stage is not null)
        {
            yield return stage;
        }
    }

    static string Stages => "stage/";

    static string Pieces(string staged) => $"{Stages}{BlobName.Check(staged)}/";

    static string Piece(string staged, long offset) => offset / PieceBytes < MostPieces
        ? $"{Pieces(staged)}{offset:x16}"
        : throw new StorageFullException($"A file in S3 has at most {(long)PieceBytes * MostPieces} bytes.");

    /// <summary>Lets go of what stands beyond an offset, and reads the piece in which it lies: where that begins, and how much of it counts.</summary>
    async Task<(long At, int Filled)> CutAsync(string staged, long offset, byte[] buffer, CancellationToken cancellationToken)
    {
        await PiecesAsync(staged, offset, cancellationToken);
        var at = offset / PieceBytes * PieceBytes;
        var filled = (int)(offset - at);
        if (filled > 0)
        {
            await using var piece = await _bucket.OpenAsync(Piece(staged, at), 0, filled, cancellationToken) ?? throw TooShort(staged);
            await piece.ReadExactlyAsync(buffer.AsMemory(0, filled), cancellationToken);
        }

        await foreach (var later in _bucket.ListAsync(Pieces(staged), cancellationToken))
        {
            if (string.CompareOrdinal(later.Key, Piece(staged, at)) > 0 || (filled == 0 && later.Key == Piece(staged, at)))
            {
                await _bucket.DeleteAsync(later.Key, cancellationToken);
            }
            else if (later.Key == Piece(staged, at) && later.Length > filled)
            {
                await _bucket.PutAsync(later.Key, buffer.AsMemory(0, filled), cancellationToken);
            }
        }

        return (at, filled);
    }

    /// <summary>The pieces that hold the first bytes of a stage.</summary>
    async Task<List<string>> PiecesAsync(string staged, long length, CancellationToken cancellationToken)
    {
        var (keys, held) = (new List<string>(), 0L);
        await foreach (var piece in _bucket.ListAsync(Pieces(staged), cancellationToken))
        {
            if (held >= length || piece.Key != Piece(staged, held))
            {
                break;
            }

            keys.Add(piece.Key);
            held += piece.Length;
        }

        return held >= length ? keys : throw TooShort(staged);
    }

    async Task MakeAsync(List<string> pieces, long length, string name, CancellationToken cancellationToken)
    {
        if (length <= PieceBytes)
        {
            var bytes = new byte[length];
            await using var piece = pieces is [var only] ? await _bucket.OpenAsync(only, 0, length, cancellationToken) : Stream.Null;
            await (piece ?? Stream.Null).ReadExactlyAsync(bytes, cancellationToken);
            await _bucket.PutAsync(name, bytes, cancellationToken);
            return;
        }

        await _bucket.AssembleAsync(name, async part =>
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                await part.CopyAsync(i + 1, pieces[i], Math.Min(PieceBytes, length - (i * (long)PieceBytes)), cancellationToken);
            }
        }, cancellationToken);
    }

    /// <summary>Reads until the buffer is full, or the content ends or breaks: how full it is, and how it broke.</summary>
    static async Task<(int Filled, ExceptionDispatchInfo? Broken)> FillAsync(
        Stream content, byte[] buffer, int filled, CancellationToken cancellationToken)
    {
        try
        {
            int count;
            while (filled < PieceBytes && (count = await content.ReadAsync(buffer.AsMemory(filled, PieceBytes - filled), cancellationToken)) > 0)
            {
                filled += count;
            }

            return (filled, null);
        }
        catch (Exception e)
        {
            // What has come is kept first; then it goes on.
            return (filled, ExceptionDispatchInfo.Capture(e));
        }
    }

    static EndOfStreamException TooShort(string staged) => new($"The stage {staged} has not as many bytes as were said to be kept.");
}

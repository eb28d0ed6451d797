using System.Buffers;
using System.Security.Cryptography;
using Npgsql;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>
/// Makes files of uploads that are whole. Every step can be taken again: the hash is noted before the bytes move, and the rows are written once
/// they have.
/// </summary>
sealed class Completing(
    NpgsqlDataSource database, IBlobStore blobs, HashLocks locks, Deriving deriving, OwnFiles own, MediaOptions options, TimeProvider time)
    : IDisposable
{
    /// <summary>What is larger takes its turn to be hashed, and is not waited for.</summary>
    public const long LargeBytes = 32L << 20;

    const int BufferBytes = 256 * 1024;

    static readonly TimeSpan Wait = TimeSpan.FromSeconds(4);

    readonly SemaphoreSlim _large = new(2);

    public async ValueTask<Answer<MediaFile>> CompleteAsync(CompleteUpload request, Call call, CancellationToken cancellationToken)
    {
        if (!MediaKinds.IsKind(request.Kind))
        {
            return new Refused(Refusals.InvalidField, "kind is image, video, voice, audio or file.");
        }

        if (await FindAsync(request.UploadId, call.User, cancellationToken) is not { } upload)
        {
            return NotFound;
        }

        try
        {
            return Check(upload) is { } refused ? refused : await CompleteAsync(request, upload, call.User, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            return NotFound;
        }
        catch (StorageFullException)
        {
            return new Refused(Refusals.StorageFull, "There is no room to keep it; the upload stays.");
        }
        catch (IOException)
        {
            return new Refused(Refusals.Unavailable, "The files cannot be reached; the upload stays.", TimeSpan.FromSeconds(1));
        }
    }

    public void Dispose() => _large.Dispose();

    static Refused NotFound => new(Refusals.NotFound, "There is no such upload of yours.");

    static Refused? Check(Upload upload) =>
        upload.Received != upload.Length ? new(Refusals.WrongOffset, $"{upload.Received} of {upload.Length} bytes have come.")
        : upload.Length == 0 ? new(Refusals.BadMedia, "The file is empty.") : null;

    async Task<Upload?> FindAsync(Guid id, Guid user, CancellationToken cancellationToken) =>
        await database.Command(MediaSql.WholeUpload, id, user).FirstAsync(
            row => new Upload(id, row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2)), cancellationToken);

    async Task<Answer<MediaFile>> CompleteAsync(CompleteUpload request, Upload upload, Guid user, CancellationToken cancellationToken)
    {
        var sha256 = upload.Sha256;
        if (sha256 is not null && await own.GetAsync(user, sha256, TimeSpan.Zero, cancellationToken) is { Refused: null } done)
        {
            return done;
        }

        var mediaType = MediaTypes.Sniff(await HeadAsync(upload, cancellationToken));
        if (!MediaKinds.MayBe(request.Kind, mediaType))
        {
            return new Refused(Refusals.BadMedia, $"It is {mediaType}, and cannot be sent as {request.Kind}.");
        }

        sha256 ??= await HashInTurnAsync(upload, cancellationToken);
        if (options.UserBytes > 0 && await own.UsedAsync(user, sha256, cancellationToken) + upload.Length > options.UserBytes)
        {
            return new Refused(Refusals.QuotaExceeded, $"All your files have at most {options.UserBytes} bytes.");
        }

        if (await database.Command(MediaSql.NameUpload, upload.Id, sha256).RunAsync(cancellationToken) == 0)
        {
            return NotFound;
        }

        await KeepAsync(request, upload, sha256, mediaType, user, cancellationToken);
        deriving.Ring();
        return await own.GetAsync(user, sha256, upload.Length > LargeBytes ? TimeSpan.Zero : Wait, cancellationToken);
    }

    /// <summary>The first bytes, which tell what it is: of the stage, or of the blob that was made of it before.</summary>
    async Task<byte[]> HeadAsync(Upload upload, CancellationToken cancellationToken)
    {
        var length = Math.Min(upload.Length, MediaTypes.HeadBytes);
        await using var stream = upload.Sha256 is not null
            && await blobs.OpenAsync(BlobNames.Original(upload.Sha256), 0, length, cancellationToken) is { } kept
            ? kept : await blobs.OpenStagedAsync(Uploads.Stage(upload.Id), length, cancellationToken);
        var head = new byte[length];
        return head[..await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)];
    }

    async Task<byte[]> HashInTurnAsync(Upload upload, CancellationToken cancellationToken)
    {
        if (upload.Length <= LargeBytes)
        {
            return await HashAsync(upload, cancellationToken);
        }

        await _large.WaitAsync(cancellationToken);
        try
        {
            return await HashAsync(upload, cancellationToken);
        }
        finally
        {
            _large.Release();
        }
    }

    async Task<byte[]> HashAsync(Upload upload, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var stream = await blobs.OpenStagedAsync(Uploads.Stage(upload.Id), upload.Length, cancellationToken);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                hash.AppendData(buffer.AsSpan(0, read));
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    async Task KeepAsync(
        CompleteUpload request, Upload upload, byte[] sha256, string mediaType, Guid user, CancellationToken cancellationToken)
    {
        var original = request.Kind == MediaKinds.File;
        await using var held = await locks.TakeAsync(sha256, cancellationToken);
        var connection = held.Connection;
        var file = await connection.Command(MediaSql.File, sha256).FirstAsync(FileRow.Read, cancellationToken);
        if (file is null || file.State == FileRow.Processing || (original && !file.Original))
        {
            await blobs.CommitAsync(Uploads.Stage(upload.Id), upload.Length, BlobNames.Original(sha256), cancellationToken);
        }
        else
        {
            await blobs.DiscardAsync(Uploads.Stage(upload.Id), cancellationToken);
        }

        var now = time.GetUtcNow();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Command(MediaSql.AddFile, sha256, upload.Length, mediaType,
            MediaKinds.IsPrepared(mediaType) ? FileRow.Processing : FileRow.Ready, now).RunAsync(cancellationToken);
        if (original)
        {
            await connection.Command(MediaSql.KeepOriginal, sha256).RunAsync(cancellationToken);
        }

        await connection.Command(MediaSql.Possess, user, sha256, request.Kind, FileNames.Clean(request.Name), upload.Length, original,
            now.AddHours(options.UnsentHours)).RunAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    sealed record Upload(Guid Id, long Length, long Received, byte[]? Sha256);
}

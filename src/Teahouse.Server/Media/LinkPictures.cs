using System.Security.Cryptography;
using Npgsql;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Postgres;
using Teahouse.Platform.Sandbox;
using Teahouse.Protocol;

namespace Teahouse.Server.Media;

/// <summary>Makes files of the pictures of pages: of what was fetched only derivatives are kept, made by the same limited decoders.</summary>
sealed class LinkPictures(
    NpgsqlDataSource database, IBlobStore blobs, HashLocks locks, Decoders decoders, WorkFolders folders, TimeProvider time) : IDisposable
{
    const string Kind = "image";

    // People's own files have the decoders to themselves but for this one.
    readonly SemaphoreSlim _one = new(1);

    /// <summary>Keeps a picture for as long as something has it, and for a moment before; null when it is none that can be shown.</summary>
    public async Task<MediaItem?> KeepAsync(byte[] picture, CancellationToken cancellationToken)
    {
        var (sha256, mediaType) = (SHA256.HashData(picture), MediaTypes.Sniff(picture));
        if (!MediaKinds.MayBe(Kind, mediaType))
        {
            return null;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (await FindAsync(sha256, cancellationToken) is null)
            {
                await MakeAsync(picture, sha256, mediaType, cancellationToken);
            }
        }
        finally
        {
            _one.Release();
        }

        // Somebody may have uploaded the same: then what comes of that counts.
        var file = await FindAsync(sha256, cancellationToken);
        return file?.Fits(Kind) == true ? file.Describe(new(file.Hash, Kind)) : null;
    }

    public void Dispose() => _one.Dispose();

    Task<FileRow?> FindAsync(byte[] sha256, CancellationToken cancellationToken) =>
        database.Command(MediaSql.File, sha256).FirstAsync(FileRow.Read, cancellationToken);

    async Task MakeAsync(byte[] picture, byte[] sha256, string mediaType, CancellationToken cancellationToken)
    {
        using var folder = folders.New();
        var (source, into) = (Path.Combine(folder.Path, "source"), Directory.CreateDirectory(Path.Combine(folder.Path, "made")));
        await File.WriteAllBytesAsync(source, picture, cancellationToken);
        var made = await decoders.DeriveAsync(source, mediaType, into.FullName, cancellationToken);
        if (made.Refused is null)
        {
            await KeepAsync(sha256, picture.Length, mediaType, made, cancellationToken);
        }
    }

    async Task KeepAsync(byte[] sha256, long size, string mediaType, Derived made, CancellationToken cancellationToken)
    {
        await using var held = await locks.TakeAsync(sha256, cancellationToken);
        foreach (var file in made.Files)
        {
            await using var stream = File.OpenRead(file.Path);
            await blobs.PutAsync(BlobNames.Made(sha256, file.Variant.Name), stream, cancellationToken);
        }

        await held.Connection.Command(MediaSql.AddPicture, sha256, size, mediaType, FileFacts.Of(made).Write(), time.GetUtcNow())
            .RunAsync(cancellationToken);
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Teahouse.Platform.Blobs;

/// <summary>
/// Keeps blobs as files: <c>file/abcd…</c> is the file <c>file/ab/abcd…</c> below one folder, stages are files below <c>stage</c>. A file is
/// made elsewhere, flushed, and renamed to its place, so that it is whole or not there. The folder may be shared between nodes.
/// </summary>
public sealed class FileBlobs(string folder, TimeProvider time) : IBlobStore
{
    const int BufferBytes = 256 * 1024;
    const int FlushBytes = 16 * 1024 * 1024;

    // ENOSPC, and EDQUOT of Linux.
    static readonly int[] Full = [28, 122];
    static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    readonly string _folder = Path.GetFullPath(folder);

    string Stages => Path.Combine(_folder, "stage");
    string New => Path.Combine(_folder, "new");

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Others keep things beside the blobs, and may have to pass.
            Directory.CreateDirectory(Path.GetDirectoryName(_folder)!);
            Folder.Create(Stages);
            Folder.Create(New);
            using var probe = WriteNew();
            File.Delete(probe.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"blobs.folder: {_folder} cannot be written to: {e.Message}", e);
        }

        // What a killed process has begun to put; another node may be at work on younger ones.
        var before = (time.GetUtcNow() - Abandoned).UtcDateTime;
        foreach (var left in new DirectoryInfo(New).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before))
        {
            left.Delete();
        }

        return Task.CompletedTask;
    }

    public Task AppendAsync(
        string staged, long offset, Stream content, Func<long, ValueTask> kept, CancellationToken cancellationToken) => RoomAsync(async () =>
    {
        using var file = OpenStage(PathOf(staged, Stages), offset);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var (written, told) = (offset, offset);
        try
        {
            int count;
            while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, count), written, CancellationToken.None);
                written += count;
                if (written - told >= FlushBytes)
                {
                    await TellAsync();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (written > told)
            {
                await TellAsync();
            }
        }

        async Task TellAsync()
        {
            // Before the flush: after one that failed, another may succeed although bytes were lost.
            told = written;
            await FlushAsync(file);
            await kept(written);
        }
    });

    public Task<Stream> OpenStagedAsync(string staged, long length, CancellationToken cancellationToken)
    {
        var path = PathOf(staged, Stages);
        if (length == 0)
        {
            return Task.FromResult(Stream.Null);
        }

        try
        {
            // FileShare.Read keeps writers out, see OpenStage.
            var file = Open(path, FileShare.Read);
            if (file.Length >= length)
            {
                return Task.FromResult<Stream>(new Part(file, length));
            }

            file.Dispose();
            throw TooShort(staged);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw TooShort(staged);
        }
    }

    public Task CommitAsync(string staged, long length, string name, CancellationToken cancellationToken) => RoomAsync(async () =>
    {
        var (from, to) = (PathOf(staged, Stages), PathOf(name, _folder));
        if (!File.Exists(to))
        {
            try
            {
                using (var file = OpenStage(from, length))
                {
                    await FlushAsync(file);
                }

                Folder.Create(Path.GetDirectoryName(to)!);
                File.Move(from, to, overwrite: true);
            }
            catch (Exception e) when (e is EndOfStreamException or FileNotFoundException && File.Exists(to))
            {
                // Somebody else has just committed this stage.
            }
        }

        Folder.Flush(Path.GetDirectoryName(to)!);
        Delete(from);
    });

    public Task DiscardAsync(string staged, CancellationToken cancellationToken)
    {
        Delete(PathOf(staged, Stages));
        return Task.CompletedTask;
    }

    public Task PutAsync(string name, Stream content, CancellationToken cancellationToken) => RoomAsync(async () =>
    {
        var to = PathOf(name, _folder);
        var file = WriteNew();
        try
        {
            await using (file)
            {
                await content.CopyToAsync(file, cancellationToken);
                await FlushAsync(file.SafeFileHandle);
            }

            Folder.Create(Path.GetDirectoryName(to)!);
            File.Move(file.Name, to, overwrite: true);
            Folder.Flush(Path.GetDirectoryName(to)!);
        }
        catch
        {
            File.Delete(file.Name);
            throw;
        }
    });

    public Task<long?> LengthAsync(string name, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(name, _folder));
        return Task.FromResult(file.Exists ? file.Length : (long?)null);
    }

    public Task<Stream?> OpenAsync(string name, long offset, long length, CancellationToken cancellationToken)
    {
        try
        {
            var file = Open(PathOf(name, _folder), FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Min(offset, file.Length);
            return Task.FromResult<Stream?>(new Part(file, Math.Min(length, file.Length - file.Position)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Delete(PathOf(name, _folder));
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var (root, staged) in new[] { (_folder, false), (Stages, true) })
        {
            foreach (var (name, file) in Files(root, prefix))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new(name, staged, file.LastWriteTimeUtc);
            }
        }
    }

    // The kind, the first two characters of the rest, and all the rest in one: so many folders that none grows large, and no more.
    static string PathOf(string name, string root)
    {
        var (kind, rest) = Split(BlobName.Check(name));
        return Path.Combine(root, kind, rest[..Math.Min(2, rest.Length)], rest);
    }

    static (string Kind, string Name) Split(string name)
    {
        var slash = name.IndexOf('/');
        return slash < 0 ? (name, "") : (name[..slash], name[(slash + 1)..].Replace('/', '+'));
    }

    IEnumerable<(string Name, FileInfo File)> Files(string root, string prefix)
    {
        var (kindPrefix, rest) = Split(prefix);
        var shardPrefix = rest[..Math.Min(2, rest.Length)];
        return from kind in new DirectoryInfo(root).EnumerateDirectories()
               where root == Stages || kind.FullName != Stages && kind.FullName != New
               where prefix.Contains('/') ? kind.Name == kindPrefix : kind.Name.StartsWith(kindPrefix, StringComparison.Ordinal)
               from shard in kind.EnumerateDirectories()
               where shard.Name.StartsWith(shardPrefix, StringComparison.Ordinal)
               from file in shard.EnumerateFiles()
               where file.Name.StartsWith(rest, StringComparison.Ordinal)
               select ($"{kind.Name}/{file.Name.Replace('+', '/')}", file);
    }

    // FileShare.None is an exclusive flock: a second writer, and who commits while one is at work, are refused, whichever process they are in.
    static SafeFileHandle OpenStage(string path, long length)
    {
        var exists = File.Exists(path);
        if (!exists)
        {
            if (length > 0)
            {
                throw TooShort(path);
            }

            Folder.Create(Path.GetDirectoryName(path)!);
        }

        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var held = RandomAccess.GetLength(file);
            if (held < length)
            {
                throw TooShort(path);
            }

            if (held > length)
            {
                RandomAccess.SetLength(file, length);
            }

            if (!exists)
            {
                Folder.Flush(Path.GetDirectoryName(path)!);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static FileStream Open(string path, FileShare share) => new(path, FileMode.Open, FileAccess.Read, share, bufferSize: 0);

    FileStream WriteNew() =>
        new(Path.Combine(New, Guid.CreateVersion7().ToString("N")), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);

    static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            Folder.Flush(Path.GetDirectoryName(path)!);
        }
    }

    // A flush takes as long as the disk does, and there is no other than a blocking one.
    static Task FlushAsync(SafeFileHandle file) => Task.Run(() => RandomAccess.FlushToDisk(file));

    static EndOfStreamException TooShort(string staged) => new($"The stage {staged} has not as many bytes as were said to be kept.");

    static async Task RoomAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (IOException e) when (Full.Contains(e.HResult))
        {
            throw new StorageFullException("There is no room left where the blobs are kept.", e);
        }
    }
}

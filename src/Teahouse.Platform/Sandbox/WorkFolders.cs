using System.Diagnostics;
using System.Globalization;

namespace Teahouse.Platform.Sandbox;

/// <summary>
/// Folders for what is under way. They go with their use, at the latest with the process; those of a process that was killed are deleted by
/// the next one. Several processes may share a root that is theirs alone.
/// </summary>
public sealed class WorkFolders(string root) : IDisposable
{
    const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    readonly Lock _gate = new();
    FileStream? _held;
    string _own = "";
    int _last;

    /// <summary>A new, empty folder.</summary>
    public WorkFolder New()
    {
        lock (_gate)
        {
            if (_held is null)
            {
                Begin();
            }
        }

        var path = Path.Combine(_own, Interlocked.Increment(ref _last).ToString("d6", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(path, OnlyOwner);
        return new(path);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_held is not null)
            {
                WorkFolder.Delete(_own);
                _held.Dispose();
                _held = null;
            }
        }
    }

    // The lock stands beside the folder: whoever deletes the folder holds it.
    void Begin()
    {
        Directory.CreateDirectory(root, OnlyOwner);
        foreach (var held in Directory.GetFiles(root, "*.lock"))
        {
            Sweep(held);
        }

        _own = Path.Combine(Path.GetFullPath(root), Path.GetRandomFileName());
        _held = new FileStream(_own + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        Directory.CreateDirectory(_own, OnlyOwner);
    }

    static void Sweep(string held)
    {
        try
        {
            // On Linux FileShare.None is flock(LOCK_EX | LOCK_NB), which the kernel lets go when the process ends, however it ends.
            using var mine = new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            WorkFolder.Delete(held[..^".lock".Length]);
        }
        catch (IOException)
        {
            // Its process lives, or another one sweeps here at this moment.
        }
    }
}

/// <summary>A folder that is deleted, with all that is in it, when it is no longer used.</summary>
public sealed record WorkFolder(string Path) : IDisposable
{
    public void Dispose() => Delete(Path);

    internal static void Delete(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // A tool has closed its folders even to their owner, has nested them deeper than a path reaches, or is dying and writes its last.
            using var rm = Process.Start("sh", ["-c", """chmod -R u+rwX -- "$1"; exec rm -rf -- "$1" """, "sh", path]);
            rm.WaitForExit();
        }
    }
}

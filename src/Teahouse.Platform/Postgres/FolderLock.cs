using System.Globalization;

namespace Teahouse.Platform.Postgres;

/// <summary>
/// Holds a data folder for this process: an exclusive flock on its file <c>lock</c>, which the kernel lets go when the process ends,
/// however it ends. The file <c>teahouse.pid</c> beside it names the holder.
/// </summary>
public sealed class FolderLock : IDisposable
{
    const int WouldBlock = 11;

    readonly FileStream _lock;
    readonly string _pidFile;

    FolderLock(FileStream held, string pidFile) => (_lock, _pidFile) = (held, pidFile);

    /// <exception cref="DatabaseException">Another process holds the folder, or it cannot be written to.</exception>
    public static FolderLock Take(string folder)
    {
        var pidFile = Path.Combine(folder, "teahouse.pid");
        try
        {
            // On Linux FileShare.None is flock(LOCK_EX | LOCK_NB), and the descriptor is closed in children.
            var held = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(held, pidFile);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            var holder = File.Exists(pidFile) ? $" (pid {File.ReadAllText(pidFile)})" : "";
            throw new DatabaseException($"The data folder {folder} is in use by another teahouse{holder}. Stop it, or use another folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The data folder {folder} cannot be written to: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        File.Delete(_pidFile);
        _lock.Dispose();
    }
}

using Teahouse.Platform.Postgres;
using Xunit;

namespace Teahouse.Tests.Blobs;

/// <summary>A disk of a few MB in memory, which only root can have; taken away at the end.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    readonly string _stuffing;

    SmallDisk(string path) => (Path, _stuffing) = (path, System.IO.Path.Combine(path, "stuffing"));

    public string Path { get; }

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("teahouse-disk-").FullName;
        await Tool.RunAsync(["mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path], "", TestContext.Current.CancellationToken);
        return new(path);
    }

    /// <summary>Leaves so much room and no more.</summary>
    public void Fill(long left)
    {
        using var file = File.OpenHandle(_stuffing, FileMode.Create, FileAccess.Write);
        var free = new DriveInfo(Path).AvailableFreeSpace;
        RandomAccess.Write(file, new byte[free - left], 0);
    }

    public void MakeRoom() => File.Delete(_stuffing);

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync(["umount", Path], "", CancellationToken.None);
        Directory.Delete(Path);
    }
}

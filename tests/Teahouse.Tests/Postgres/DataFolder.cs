namespace Teahouse.Tests.Postgres;

/// <summary>A data folder of one's own, removed at the end. As the fixture of a class it spares each test the making of a cluster.</summary>
public sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("teahouse-pg-").FullName;

    public string Cluster => System.IO.Path.Combine(Path, "postgres", "data");

    /// <summary>One that everybody may pass through; others are their owner's alone, as <c>mktemp -d</c> makes them.</summary>
    public static DataFolder Open()
    {
        var folder = new DataFolder();
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.OtherExecute);
        return folder;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Diagnostics;
using System.Globalization;
using Teahouse.Load;
using Teahouse.Platform.Blobs;
using Teahouse.Tests.Postgres;
using Xunit;

namespace Teahouse.Tests.Blobs;

public sealed class FileBlobsTests : BlobsContract
{
    readonly DataFolder _data = new();

    string Folder => Path.Combine(_data.Path, "blobs");

    protected override IBlobStore Open() => new FileBlobs(Folder, TimeProvider.System);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task After_a_kill_in_the_middle_of_an_upload_what_was_told_is_there_and_it_goes_on()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Teahouse.Testing.dll");
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [program, "append", Folder, "upload/a"]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadLineAsync(Stop);
        process.Kill();
        var told = (await process.StandardOutput.ReadToEndAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(Stop);
        var kept = told.Length > 0 ? long.Parse(told[^1], CultureInfo.InvariantCulture) : 16 * 1024 * 1024;

        Assert.Equal(NoiseStream.Sha256(kept), await HashStagedAsync("upload/a", kept));
        await AppendAsync("upload/a", kept, new NoiseStream(kept + 1_000) { Position = kept });
        await Blobs.CommitAsync("upload/a", kept + 1_000, "file/a", Stop);
        Assert.Equal(NoiseStream.Sha256(kept + 1_000), await HashAsync("file/a"));
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_lost_and_when_there_is_room_it_goes_on()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 8);
        var blobs = new FileBlobs(disk.Path, TimeProvider.System);
        await blobs.PrepareAsync(Stop);
        await blobs.PutAsync("file/earlier", new NoiseStream(100_000), Stop);
        disk.Fill(left: 2_000_000);

        var kept = 0L;
        await Assert.ThrowsAsync<StorageFullException>(() => blobs.AppendAsync("upload/a", 0, new NoiseStream(4_000_000), Keep, Stop));
        Assert.InRange(kept, 1_000_000, 2_000_000);
        await Assert.ThrowsAsync<StorageFullException>(() => blobs.PutAsync("file/later", new NoiseStream(2_000_000), Stop));
        await Assert.ThrowsAsync<StorageFullException>(() => blobs.PutAsync("file/earlier", new NoiseStream(2_000_000, seed: 2), Stop));

        disk.MakeRoom();
        await blobs.AppendAsync("upload/a", kept, new NoiseStream(4_000_000) { Position = kept }, Keep, Stop);
        await blobs.CommitAsync("upload/a", kept, "file/a", Stop);
        Assert.Equal(NoiseStream.Sha256(4_000_000), await HashAsync("file/a", blobs));
        Assert.Equal(100_000, await blobs.LengthAsync("file/earlier", Stop));
        Assert.Null(await blobs.LengthAsync("file/later", Stop));
        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Path, "new")));

        ValueTask Keep(long offset)
        {
            kept = offset;
            return default;
        }
    }

    [Fact]
    public async Task A_stage_has_one_writer_and_nobody_reads_it_meanwhile()
    {
        await AppendAsync("upload/a", 0, new NoiseStream(10));
        await Blobs.AppendAsync("upload/a", 10, new NoiseStream(10), async _ =>
        {
            await Assert.ThrowsAsync<IOException>(() => AppendAsync("upload/a", 10, new NoiseStream(10)));
            await Assert.ThrowsAsync<IOException>(() => HashStagedAsync("upload/a", 10));
            await Assert.ThrowsAsync<IOException>(() => Blobs.CommitAsync("upload/a", 10, "file/a", Stop));
        }, Stop);
    }

    [Fact]
    public async Task What_a_killed_process_began_to_put_is_removed_a_day_later()
    {
        var (young, old) = (Path.Combine(Folder, "new", "young"), Path.Combine(Folder, "new", "old"));
        await File.WriteAllTextAsync(young, "", Stop);
        await File.WriteAllTextAsync(old, "", Stop);
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().AddHours(-25).UtcDateTime);
        await Open().PrepareAsync(Stop);
        Assert.Equal([young], Directory.GetFiles(Path.Combine(Folder, "new")));
    }

    [Fact]
    public async Task The_files_are_their_owners_alone_and_a_folder_that_cannot_be_is_named()
    {
        Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(Folder), 8));
        var file = Path.Combine(_data.Path, "file");
        await File.WriteAllTextAsync(file, "", Stop);
        var refused = await Assert.ThrowsAnyAsync<IOException>(() => new FileBlobs(file, TimeProvider.System).PrepareAsync(Stop));
        Assert.StartsWith($"blobs.folder: {file} cannot be written to", refused.Message);
    }
}

using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Client;
using Teahouse.Load;
using Teahouse.Platform.Blobs;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Blobs;
using Teahouse.Tests.Contracts;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Uploads over lines that break, to servers that are killed, onto disks that are full.</summary>
public sealed class UploadBreakTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_came_before_the_line_was_cut_is_kept_and_the_rest_follows(bool reset)
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var line = new FaultProxy(() => server.Address);
        using var tus = Tus.Of(server, alice);
        using var bad = new Tus(line.Address, alice.Token);
        var file = NoiseStream.Bytes(3_000_000);
        var upload = await tus.CreateAsync(file.Length);
        var held = new HeldContent(file[..2_000_000], file[2_000_000..]);
        var first = bad.PatchAsync(upload, 0, held);
        await Eventually.True("bytes have come", () => LengthOf(server.Data, upload) >= 1_000_000);
        if (reset)
        {
            line.Reset();
        }
        else
        {
            line.Cut();
        }

        await held.BreakAsync(first);
        var kept = (int)(await tus.OffsetAsync(upload))!;
        Assert.InRange(kept, 1_000_000, 2_000_000);
        Assert.Equal(204, (await tus.PatchAsync(upload, kept, file[kept..])).Status);
        Assert.Equal(SHA256.HashData(file), await HashAsync(server, upload, file.Length));
    }

    [Fact]
    public async Task Alice_whose_line_is_dead_although_the_server_does_not_know_goes_on_over_another()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var line = new FaultProxy(() => server.Address);
        using var tus = Tus.Of(server, alice);
        using var dead = new Tus(line.Address, alice.Token);
        var file = NoiseStream.Bytes(3_000_000);
        var upload = await tus.CreateAsync(file.Length);
        var held = new HeldContent(file[..2_000_000], file[2_000_000..]);
        var first = dead.PatchAsync(upload, 0, held);
        await Eventually.True("bytes have come", () => LengthOf(server.Data, upload) >= 1_000_000);
        line.Freeze();

        var kept = (int)(await tus.OffsetAsync(upload))!;
        Assert.InRange(kept, 1_000_000, 2_000_000);
        Assert.Equal(204, (await tus.PatchAsync(upload, kept, file[kept..])).Status);
        line.Cut();
        await held.BreakAsync(first);
        Assert.Equal(SHA256.HashData(file), await HashAsync(server, upload, file.Length));
    }

    [Fact]
    public async Task Bytes_with_a_checksum_that_came_in_part_do_not_count()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var line = new FaultProxy(() => server.Address);
        using var tus = Tus.Of(server, alice);
        using var bad = new Tus(line.Address, alice.Token);
        var file = NoiseStream.Bytes(2_000_000);
        var checksum = $"sha256 {Convert.ToBase64String(SHA256.HashData(file))}";
        var upload = await tus.CreateAsync(file.Length);
        var held = new HeldContent(file[..1_000_000], file[1_000_000..]);
        var first = bad.PatchAsync(upload, 0, held, checksum);
        await Eventually.True("bytes have come", () => LengthOf(server.Data, upload) > 500_000);
        line.Cut();

        await held.BreakAsync(first);
        Assert.Equal(0, await tus.OffsetAsync(upload));
        Assert.Equal(204, (await tus.PatchAsync(upload, 0, file, checksum)).Status);
        Assert.Equal(SHA256.HashData(file), await HashAsync(server, upload, file.Length));
    }

    [Fact]
    public async Task A_server_that_stops_keeps_what_has_come_and_does_not_wait_for_more()
    {
        await using var own = await TestServer.StartAsync();
        await using var alice = await own.PersonAsync("Alice");
        var file = NoiseStream.Bytes(2_000_000);
        string upload;
        using (var tus = Tus.Of(own, alice))
        {
            upload = await tus.CreateAsync(file.Length);
            var held = new HeldContent(file[..1_000_000], file[1_000_000..]);
            var first = tus.PatchAsync(upload, 0, held);
            await Eventually.True("bytes have come", () => LengthOf(own.Data, upload) > 500_000);
            var began = Stopwatch.GetTimestamp();
            await own.RestartAsync();
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(20));
            await held.BreakAsync(first);
        }

        using var again = Tus.Of(own, alice);
        var kept = (int)(await again.OffsetAsync(upload))!;
        Assert.InRange(kept, 500_000, 1_000_000);
        Assert.Equal(204, (await again.PatchAsync(upload, kept, file[kept..])).Status);
        Assert.Equal(SHA256.HashData(file), await HashAsync(own, upload, file.Length));
    }

    [Fact]
    public async Task After_a_kill_of_the_server_in_the_middle_Alice_goes_on_and_her_file_is_whole()
    {
        await using var child = await ChildServer.StartAsync(Stop, "accounts.password_iterations=1000");
        using var http = new HttpClient { BaseAddress = child.Address };
        var alice = await new TeahouseApi(http).CallAsync(Commands.Register, new("alice", "correct horse", "Alice", "phone"), Stop);
        var length = 60_000_000;
        string upload;
        using (var tus = new Tus(child.Address, alice.Token))
        {
            upload = await tus.CreateAsync(length);
            var first = tus.PatchAsync(upload, 0, new StreamContent(new NoiseStream(length)));
            await Eventually.True("much has come", () => LengthOf(child.Data, upload) > 20_000_000);
            await child.KillAsync(Stop);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => first);
        }

        using var again = new Tus(child.Address, alice.Token);
        var kept = (long)(await again.OffsetAsync(upload))!;
        Assert.InRange(kept, 16 << 20, length - 1);
        var rest = await again.PatchAsync(upload, kept, new StreamContent(new NoiseStream(length) { Position = kept }));
        Assert.Equal((204, length), (rest.Status, rest.Offset));
        await using var staged = File.OpenRead(FileOf(child.Data, upload)!);
        Assert.Equal(NoiseStream.Sha256(length), await SHA256.HashDataAsync(staged, Stop));
    }

    [Fact]
    public async Task A_large_file_leaves_the_memory_of_the_server_as_it_was()
    {
        await using var child = await ChildServer.StartAsync(Stop, "accounts.password_iterations=1000");
        using var http = new HttpClient { BaseAddress = child.Address };
        var alice = await new TeahouseApi(http).CallAsync(Commands.Register, new("alice", "correct horse", "Alice", "phone"), Stop);
        using var tus = new Tus(child.Address, alice.Token);
        var warm = await tus.CreateAsync(20_000_000);
        await tus.PatchAsync(warm, 0, new StreamContent(new NoiseStream(20_000_000)));
        var before = child.Memory;

        var upload = await tus.CreateAsync(300_000_000);
        var first = tus.PatchAsync(upload, 0, new StreamContent(new NoiseStream(300_000_000)));
        var peak = before;
        await Eventually.True("it has come", () =>
        {
            peak = Math.Max(peak, child.Memory);
            return first.IsCompleted;
        });
        Assert.Equal(204, (await first).Status);
        Assert.InRange(peak - before, 0, 60_000_000);
    }

    [Fact]
    public async Task On_a_full_disk_Alice_is_told_so_and_when_there_is_room_she_goes_on()
    {
        await using var disk = await SmallDisk.MountAsync(megabytes: 8);
        await using var own = await TestServer.StartAsync(("blobs.folder", disk.Path), ("telemetry.log_level", "none"));
        await using var alice = await own.PersonAsync("Alice");
        using var tus = Tus.Of(own, alice);
        var file = NoiseStream.Bytes(4_000_000);
        var upload = await tus.CreateAsync(file.Length);
        Assert.Equal(204, (await tus.PatchAsync(upload, 0, file[..500_000])).Status);
        disk.Fill(left: 1_000_000);

        var full = await tus.PatchAsync(upload, 500_000, file[500_000..]);
        Assert.Equal((507, "storage_full"), (full.Status, full.Code));
        var kept = (int)full.Offset!;
        Assert.InRange(kept, 1_000_000, 1_500_000);
        Assert.Equal(kept, await tus.OffsetAsync(upload));
        Assert.Equal("storage_full", (await tus.PatchAsync(upload, kept, file[kept..])).Code);

        disk.MakeRoom();
        kept = (int)(await tus.OffsetAsync(upload))!;
        Assert.Equal(204, (await tus.PatchAsync(upload, kept, file[kept..])).Status);
        Assert.Equal(SHA256.HashData(file), await HashAsync(own, upload, file.Length));
    }

    [Fact]
    public async Task What_the_database_does_not_take_note_of_does_not_count()
    {
        await using var own = await TestServer.StartAsync(("telemetry.log_level", "none"));
        await using var alice = await own.PersonAsync("Alice");
        using var tus = Tus.Of(own, alice);
        var upload = await tus.CreateAsync(1_000);
        await own.Database.ExecuteAsync("ALTER TABLE media.upload ADD CONSTRAINT stuck CHECK (received = 0)");
        Assert.Equal(500, (await tus.PatchAsync(upload, 0, new byte[1_000])).Status);
        Assert.Equal(0, await tus.OffsetAsync(upload));
        await own.Database.ExecuteAsync("ALTER TABLE media.upload DROP CONSTRAINT stuck");
        Assert.Equal(204, (await tus.PatchAsync(upload, 0, new byte[1_000])).Status);
    }

    static string? FileOf(string data, string upload) => Directory.Exists(Path.Combine(data, "blobs", "stage", "upload"))
        ? Directory.GetFiles(Path.Combine(data, "blobs", "stage", "upload"), IdOf(upload), SearchOption.AllDirectories).SingleOrDefault()
        : null;

    static long LengthOf(string data, string upload) => FileOf(data, upload) is { } file ? new FileInfo(file).Length : 0;

    static string IdOf(string upload) => Guid.Parse(upload["uploads/".Length..]).ToString("N");

    static async Task<byte[]> HashAsync(TestServer server, string upload, long length)
    {
        await using var staged = await server.Services.GetRequiredService<IBlobStore>().OpenStagedAsync($"upload/{IdOf(upload)}", length, Stop);
        return await SHA256.HashDataAsync(staged, Stop);
    }
}

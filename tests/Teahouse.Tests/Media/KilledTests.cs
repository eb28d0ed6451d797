using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Contracts;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>A server that is killed while it prepares a file.</summary>
public sealed class KilledTests(Workshop workshop) : IClassFixture<Workshop>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_begins_anew_and_nothing_half_is_seen_or_left()
    {
        var film = await File.ReadAllBytesAsync(await workshop.FfmpegAsync("old.avi",
            "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=8", "-c:v", "mpeg4", "-metadata", "title=taken at the well"), Stop);
        await using var server = await ChildServer.StartAsync(Stop, "media.lease_s=1", "accounts.password_iterations=1000");
        var alice = Api(server, null);
        alice = Api(server, (await alice.CallAsync(Commands.Register, new("alice", "correct horse", "Alice", "phone"), Stop)).Token);
        var upload = await Shelf.StageAsync(server.Address, alice.Token!, film);
        var completing = alice.CallAsync(Commands.CompleteUpload, new(upload, "video"), Stop);
        var work = Path.Combine(server.Data, "work");
        await Eventually.True("a variant is being made", () =>
            Directory.Exists(work) && Directory.EnumerateFiles(work, "*.mp4", SearchOption.AllDirectories).Any(f => new FileInfo(f).Length > 0));
        var blobs = Path.Combine(server.Data, "blobs");
        Assert.False(Directory.Exists(Path.Combine(blobs, "made")));
        await server.KillAsync(Stop);

        // It was answered before, as long as it does not wait, or not at all.
        await Record.ExceptionAsync(() => completing);
        alice = Api(server, alice.Token);
        var made = await alice.CallAsync(Commands.GetMedia, new(Shelf.HashOf(film), WaitS: 20), Stop);
        await Eventually.True("the video is ready", async () =>
            (made = await alice.CallAsync(Commands.GetMedia, new(Shelf.HashOf(film), WaitS: 20), Stop)).State == "ready", () => made);
        using var http = new HttpClient { BaseAddress = server.Address };
        foreach (var variant in made.Grant!.Variants)
        {
            var bytes = await http.GetByteArrayAsync(new Uri($"{made.Grant.Url}/{variant.Name}", UriKind.Relative), Stop);
            Assert.Equal(variant.Size, bytes.Length);
            Assert.DoesNotContain("taken at the well", System.Text.Encoding.Latin1.GetString(bytes));
        }

        await Eventually.True("only what was made is kept", () =>
            Files(blobs).Select(f => Path.GetRelativePath(blobs, f)).All(f => f.StartsWith("made", StringComparison.Ordinal)), () => string.Join(' ', Files(blobs)));
        Assert.Equal(made.Grant.Variants.Count, Files(blobs).Count());
        await Eventually.True("nothing is left of the work", () => Files(work).All(f => f.EndsWith(".lock", StringComparison.Ordinal)));
    }

    static TeahouseApi Api(ChildServer server, string? token) => new(new() { BaseAddress = server.Address }) { Token = token };

    static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);
}

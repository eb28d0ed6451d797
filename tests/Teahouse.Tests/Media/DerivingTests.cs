using Teahouse.Platform.Blobs;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Chat;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Files are prepared by one node at a time, whichever lives.</summary>
public sealed class DerivingTests
{
    [Fact]
    public async Task What_a_node_that_died_had_begun_is_done_by_another_and_nothing_half_is_seen()
    {
        await using var town = await Town.BuildAsync(media: new() { LeaseS = 1 });
        var picture = Pictures.New();
        await BegunAsync(town, picture, "image", attempts: 1, TimeSpan.FromSeconds(3));
        var blobs = town.Node.Service<IBlobStore>();
        await blobs.PutAsync($"made/{Shelf.HashOf(picture)}/small", new MemoryStream("half of a pict"u8.ToArray()), Shelf.Patience);

        var half = await town.Node.AskAsync(Commands.GetMedia, new(Shelf.HashOf(picture)), town.Alice);
        Assert.Equal(("processing", null), (half.State, half.Grant));
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var send = new SendMessage(Shelf.With(Shelf.Item(picture)), Ids.New(), group.Id);
        Assert.Equal("not_ready", await town.RefusedAsync(Commands.Send, send, town.Alice));

        var whole = await town.Node.AskAsync(Commands.GetMedia, new(Shelf.HashOf(picture), WaitS: 20), town.Alice);
        Assert.Equal("ready", whole.State);
        Assert.Equal(2, await town.Database.ScalarAsync<int>("SELECT attempts FROM media.file"));
        Assert.Empty(town.Holding("half of a pict"));
        await town.Node.AskAsync(Commands.Send, send, town.Alice);
    }

    [Fact]
    public async Task A_file_over_which_three_nodes_have_died_is_tried_no_more()
    {
        await using var town = await Town.BuildAsync(media: new() { LeaseS = 1 });
        var (picture, file) = (Pictures.New(), Pictures.New());
        await BegunAsync(town, picture, "image", attempts: 3, TimeSpan.Zero);
        await BegunAsync(town, file, "file", attempts: 3, TimeSpan.Zero);
        var refused = await town.Node.AskAsync(Commands.GetMedia, new(Shelf.HashOf(picture), WaitS: 20), town.Alice);
        Assert.Equal(("refused", "It could not be prepared."), (refused.State, refused.Reason));
        var kept = await town.Node.AskAsync(Commands.GetMedia, new(Shelf.HashOf(file), WaitS: 20), town.Alice);
        Assert.Equal(("ready", "original"), (kept.State, Assert.Single(kept.Grant!.Variants).Name));
        await Eventually.True("the picture's bytes are gone", () => !town.Stored().Any(f => f.Contains(Shelf.HashOf(picture))));
    }

    [Fact]
    public async Task Whoever_waits_for_a_file_gets_it_when_it_is_ready_and_at_the_latest_when_they_said()
    {
        await using var town = await Town.BuildAsync(media: new() { LeaseS = 60 });
        var picture = Pictures.New();
        await BegunAsync(town, picture, "image", attempts: 1, TimeSpan.FromMinutes(1));
        Task<MediaFile> WaitAsync(int seconds) => town.Node.AskAsync(Commands.GetMedia, new(Shelf.HashOf(picture), seconds), town.Alice);
        Assert.Equal("processing", (await WaitAsync(1)).State);
        var waiting = WaitAsync(20);
        await town.Database.ExecuteAsync("UPDATE media.file SET leased_until = NULL");
        Assert.Equal("ready", (await waiting).State);
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.GetMedia, new(Shelf.HashOf(picture), Limits.MediaWaitS + 1), town.Alice));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.GetMedia, new(Shelf.HashOf(picture), -1), town.Alice));
    }

    /// <summary>What a completed upload leaves whose preparation another node has taken, and is silent about.</summary>
    static async Task BegunAsync(Town town, byte[] bytes, string kind, int attempts, TimeSpan lease)
    {
        var (hash, now) = (Convert.FromHexString(Shelf.HashOf(bytes)), TimeProvider.System.GetUtcNow());
        await town.Node.Service<IBlobStore>().PutAsync($"file/{Shelf.HashOf(bytes)}", new MemoryStream(bytes), Shelf.Patience);
        await using var batch = town.Database.DataSource.CreateBatch();
        batch.Add("INSERT INTO media.file (sha256, size, media_type, created_at, attempts, leased_until) VALUES ($1, $2, 'image/png', $3, $4, $5)",
            hash, (long)bytes.Length, now, attempts, now + lease);
        batch.Add("INSERT INTO media.possession (user_id, sha256, kind, size, original, kept_until) VALUES ($1, $2, $3, $4, $5, $6)",
            town.Alice, hash, kind, (long)bytes.Length, kind == "file", now.AddDays(2));
        await batch.ExecuteNonQueryAsync(Shelf.Patience);
    }
}

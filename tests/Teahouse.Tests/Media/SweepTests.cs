using System.Text.Json;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Chat;
using Teahouse.Server.Media;
using Teahouse.Testing;
using Teahouse.Tests.Chat;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Deleted means deleted, and nothing else is.</summary>
public sealed class SweepTests
{
    const string Secret = "the kettle is under the third stair";

    // What a moved clock makes tick matters to nobody here.
    static readonly ChatOptions Seldom = new() { HorizonMs = 60_000, ScheduleMs = 60_000 };

    readonly ManualTime _time = new(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Within_the_time_after_Alice_took_it_back_nothing_of_a_file_is_anywhere()
    {
        await using var town = await Town.BuildAsync(Seldom, time: _time, media: new() { DeletedMinutes = 60 });
        var (file, picture) = (System.Text.Encoding.UTF8.GetBytes(Secret), Pictures.New(words: Secret));
        await town.UploadAsync(town.Alice, file, "file", "stair-plan.txt");
        await town.UploadAsync(town.Alice, picture);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.SendAsync(
            town.Alice, group.Id, new MediaContent([Shelf.Item(file, "file", "stair-plan.txt"), Shelf.Item(picture)], Secret));
        var before = await town.DumpAsync();
        Assert.All([Secret, "stair-plan", Shelf.HashOf(file), Shelf.HashOf(picture)], found => Assert.Contains(found, before));
        await Eventually.True("the picture's original is gone, the file stays", () => town.Holding(Secret).Count == 1);

        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, sent.Seq), town.Alice);
        await SweepAsync(town);
        Assert.NotEmpty(town.Stored());
        _time.Advance(TimeSpan.FromMinutes(31));
        await SweepAsync(town);
        Assert.Empty(town.Stored());

        var after = await town.DumpAsync();
        Assert.All(
            [Secret, "stair-plan", Shelf.HashOf(file), Shelf.HashOf(picture), Convert.ToBase64String(Convert.FromHexString(Shelf.HashOf(file)))],
            gone => Assert.DoesNotContain(gone, after));
        Assert.Equal(0, (await town.Node.AskAsync(Commands.GetMediaUsage, Nothing.Value, town.Alice)).Used);
    }

    [Fact]
    public async Task What_is_never_sent_is_kept_for_two_days_and_what_was_sent_for_as_long_as_its_message()
    {
        await using var town = await Town.BuildAsync(Seldom, time: _time);
        var (sent, unsent) = (Pictures.New(), Pictures.New());
        var first = await town.UploadAsync(town.Alice, sent);
        Assert.Equal(_time.GetUtcNow().AddHours(48), first.KeptUntil);
        await town.UploadAsync(town.Alice, unsent);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var message = await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(sent)));
        _time.Advance(TimeSpan.FromHours(47));
        await SweepAsync(town);
        await town.Node.AskAsync(Commands.GetMedia, new(Shelf.HashOf(unsent)), town.Alice);
        _time.Advance(TimeSpan.FromHours(2));
        await SweepAsync(town);
        Assert.Equal("not_found", await town.RefusedAsync(Commands.GetMedia, new(Shelf.HashOf(unsent)), town.Alice));
        _time.Advance(TimeSpan.FromHours(1));
        await SweepAsync(town);
        Assert.All(town.Stored(), file => Assert.Contains(Shelf.HashOf(sent), file));
        _time.Advance(TimeSpan.FromDays(1));
        await SweepAsync(town);
        Assert.Single(await town.OpenAsync(town.Bob, group.Id, message.Seq));

        // As long as it stands in one message it can be sent in another.
        await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(sent)));
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, message.Seq + 1), town.Alice);
        _time.Advance(TimeSpan.FromHours(1));
        await SweepAsync(town);
        await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(sent)));
    }

    [Fact]
    public async Task A_file_that_is_being_sent_is_not_swept_away_under_its_message()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        for (var round = 0; round < 25; round++)
        {
            var picture = Pictures.New();
            await town.UploadAsync(town.Alice, picture);
            await town.Database.ExecuteAsync("UPDATE media.possession SET kept_until = now()");
            var sending = town.Node.ReplyAsync(
                Commands.Send, new SendMessage(Shelf.With(Shelf.Item(picture)), Ids.New(), group.Id), town.Alice).AsTask();
            await Task.WhenAll(sending, town.SweepAsync(), town.SweepAsync());
            await town.SweepAsync();

            // Either it came too late, or it is there as a whole.
            var reply = await sending;
            if (reply.Status == 200)
            {
                var sent = JsonSerializer.Deserialize(reply.Body.Span, Wire.Default.Sent)!;
                var grant = Assert.Single(await town.OpenAsync(town.Bob, group.Id, sent.Seq));
                Assert.All(grant.Variants, v => Assert.Contains(town.Stored(), f => f.Contains(grant.Sha256) && f.EndsWith(v.Name, StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public async Task A_file_that_goes_while_it_is_forwarded_takes_no_message_down_with_it()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        await town.UploadAsync(town.Alice, picture);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)));

        // As if it had been read before it was taken back and swept, and is committed after that.
        await town.Database.ExecuteAsync("DELETE FROM media.reference; DELETE FROM media.possession; DELETE FROM media.file");
        var copies = await Task.WhenAll(
            town.Node.AskAsync(Commands.Forward, new(group.Id, group.Id, [sent.Seq]), town.Bob),
            town.Node.AskAsync(Commands.Forward, new(group.Id, group.Id, [sent.Seq], true), town.Alice));
        Assert.Empty(await town.OpenAsync(town.Bob, group.Id, copies.SelectMany(c => c.Sent).Select(s => s.Seq)));
        await town.Node.SayAsync(town.Alice, group.Id, "and on it goes");
    }

    [Fact]
    public async Task Who_closes_their_account_leaves_what_they_have_sent_and_nothing_else()
    {
        await using var town = await Town.BuildAsync();
        var (sent, unsent, later) = (Pictures.New(), Pictures.New(), Pictures.New());
        foreach (var picture in new[] { sent, unsent, later })
        {
            await town.UploadAsync(town.Alice, picture);
        }

        var group = await town.GroupAsync(town.Bob, town.Alice);
        var message = await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(sent)));
        await town.Node.AskAsync(Commands.ScheduleMessage,
            new(group.Id, Shelf.With(Shelf.Item(later)), TimeProvider.System.GetUtcNow().AddDays(1)), town.Alice);
        var fact = new Fact(AccountsFacts.UserDeactivated.Topic,
            System.Text.Encoding.UTF8.GetBytes($$"""{"user_id":"{{town.Alice}}"}"""), 1, 1);
        await town.Node.Service<OwnFiles>().HearAsync([fact], Shelf.Patience);
        await town.Node.Service<Scheduling>().HearAsync([fact], Shelf.Patience);
        await town.SweepAsync();
        Assert.All(town.Stored(), file => Assert.Contains(Shelf.HashOf(sent), file));
        Assert.Single(await town.OpenAsync(town.Bob, group.Id, message.Seq));
        Assert.Equal(0, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.possession"));
    }

    [Fact]
    public async Task Blobs_that_belong_to_no_file_are_deleted_once_they_are_old()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        await town.UploadAsync(town.Alice, picture, "file");
        var (blobs, stray) = (town.Node.Service<IBlobStore>(), new string('a', 64));
        await blobs.PutAsync($"file/{stray}", new MemoryStream([1]), Shelf.Patience);
        await blobs.PutAsync($"made/{stray}/small", new MemoryStream([1]), Shelf.Patience);
        await town.Node.Service<Sweeper>().CleanAsync(Shelf.Patience);
        Assert.Equal(2, town.Stored().Count(file => file.Contains(stray)));
        foreach (var file in town.Stored())
        {
            File.SetLastWriteTimeUtc(Path.Combine(town.Files, file), new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        await town.Node.Service<Sweeper>().CleanAsync(Shelf.Patience);
        Assert.NotEmpty(town.Stored());
        Assert.All(town.Stored(), file => Assert.Contains(Shelf.HashOf(picture), file));
    }

    [Fact]
    public async Task A_sweep_that_was_cut_off_after_the_row_was_gone_is_finished_by_the_next()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        var made = await town.UploadAsync(town.Alice, picture);
        await town.Node.AskAsync(Commands.DiscardMedia, new(made.Item.Sha256), town.Alice);
        await town.Database.ExecuteAsync("DELETE FROM media.file");
        Assert.NotEmpty(town.Stored());
        await town.SweepAsync();
        Assert.Empty(town.Stored());
        Assert.Equal(0, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.loose"));
        Assert.Equal("ready", (await town.UploadAsync(town.Alice, picture)).State);
    }

    static Task SweepAsync(Town town) => town.Node.Service<Sweeper>().SweepAsync(Shelf.Patience);
}

using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Testing;
using Teahouse.Tests.Chat;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Messages with files: sent, edited, forwarded, scheduled.</summary>
public sealed class MessageTests
{
    [Fact]
    public async Task A_picture_that_Alice_sends_comes_with_what_the_server_knows_of_it_and_outsiders_get_nothing()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        var own = await town.UploadAsync(town.Alice, picture, name: "IMG_0001.png");
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.SendAsync(town.Alice, group.Id, new MediaContent([Shelf.Item(picture) with { Alt = "a cup" }], $"tea <@{town.Bob}>"));

        var message = await town.SeenAsync(town.Bob, group.Id, sent.Seq);
        var content = Assert.IsType<MediaContent>(message.Content);
        Assert.Equal($"tea <@{town.Bob}>", content.Text);
        Assert.Equal(own.Item with { Alt = "a cup" }, Assert.Single(content.Items));
        Assert.Null(content.Items[0].Name);
        var told = (MessageUpdate)town.Node.Updates(town.Bob).Last(u => u is MessageUpdate);
        Assert.Equal(content.Items[0], ((MediaContent)told.Message.Content).Items[0]);
        var conversation = await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Bob);
        Assert.Equal((1, 1), (conversation.Unread, conversation.Mentions ?? 0));

        foreach (var member in new[] { town.Alice, town.Bob })
        {
            var grant = Assert.Single(await town.OpenAsync(member, group.Id, sent.Seq));
            Assert.Equal(own.Item.Sha256, grant.Sha256);
            Assert.DoesNotContain(grant.Variants, v => v.Name == "original");
        }

        Assert.Empty(await town.OpenAsync(town.Carol, group.Id, sent.Seq));
        Assert.Empty(await town.OpenAsync(town.Bob, Ids.New(), sent.Seq));
        Assert.Empty(await town.OpenAsync(town.Bob, group.Id, 99));
        Assert.Null((await town.Node.AskAsync(Commands.GetMedia, new(own.Item.Sha256), town.Alice)).KeptUntil);
    }

    [Fact]
    public async Task The_same_message_sent_again_is_the_same_even_when_its_file_is_no_longer_Alices()
    {
        await using var town = await Town.BuildAsync();
        var (picture, other, id) = (Pictures.New(), Pictures.New(), Ids.New());
        await town.UploadAsync(town.Alice, picture);
        await town.UploadAsync(town.Alice, other);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)), id);
        Assert.Equal(sent, await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)), id));
        await town.Node.AskAsync(Commands.DiscardMedia, new(Shelf.HashOf(picture)), town.Alice);
        Assert.Equal(sent, await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)), id));
        await town.RestartAsync();
        Assert.Equal(sent, await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)), id));
        Assert.Equal("id_conflict", await town.RefusedAsync(Commands.Send, new(Shelf.With(Shelf.Item(other)), id, group.Id), town.Alice));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.Send, new(Shelf.With(Shelf.Item(picture)), Ids.New(), group.Id), town.Alice));

        // The message has its file all the same.
        await town.SweepAsync();
        Assert.Single(await town.OpenAsync(town.Bob, group.Id, sent.Seq));
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, sent.Seq), town.Alice);
        Assert.Equal(sent, await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)), id));
        Assert.Equal(2, (await town.LogAsync(town.Bob, group.Id)).Count(m => m.SenderId == town.Alice && m.Target is null));
    }

    [Fact]
    public async Task What_Alice_writes_after_a_picture_stands_after_it()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        await town.UploadAsync(town.Alice, picture);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        for (var round = 0; round < 20; round++)
        {
            var image = town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)));
            var words = town.Node.SayAsync(town.Alice, group.Id, "look");
            var more = town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)));
            var sent = await Task.WhenAll(image, words, more);
            Assert.Equal([sent[0].Seq, sent[0].Seq + 1, sent[0].Seq + 2], sent.Select(s => s.Seq));
        }
    }

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task What_is_no_message_with_files_is_refused(string name, MediaContent content, string code)
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        Assert.Equal((name, code), (name, await town.RefusedAsync(Commands.Send, new(content, Ids.New(), group.Id), town.Alice)));
    }

    public static TheoryData<string, MediaContent, string> Misfits
    {
        get
        {
            var item = new MediaItem(new string('a', 64), "image");
            var crowd = string.Concat(Enumerable.Range(0, Limits.MentionsPerMessage + 1).Select(_ => $"<@{Ids.New()}>"));
            return new()
            {
                { "nothing", Shelf.With(), "invalid_field" },
                { "too many", Shelf.With([.. Enumerable.Range(0, 21).Select(i => item with { Sha256 = $"{i:x64}" })]), "invalid_field" },
                { "twice the same", Shelf.With(item, item with { Kind = "file" }), "invalid_field" },
                { "capital digits", Shelf.With(item with { Sha256 = new string('A', 64) }), "invalid_field" },
                { "a short hash", Shelf.With(item with { Sha256 = "aa" }), "invalid_field" },
                { "another kind", Shelf.With(item with { Kind = "link" }), "invalid_field" },
                { "what the server says", Shelf.With(item with { Width = 10 }), "invalid_field" },
                { "a placeholder", Shelf.With(item with { Blur = "AAAA" }), "invalid_field" },
                { "a long name", Shelf.With(item with { Name = new string('x', 256) }), "invalid_field" },
                { "long words for it", Shelf.With(item with { Alt = new string('x', 501) }), "invalid_field" },
                { "no words for it", Shelf.With(item with { Alt = " " }), "invalid_field" },
                { "no words", new([item], " "), "invalid_field" },
                { "too many words", new([item], new string('x', Limits.TextBytes + 1)), "too_large" },
                { "a crowd", new([item], crowd), "too_many_mentions" },
                { "not hers", Shelf.With(item), "not_found" },
            };
        }
    }

    [Fact]
    public async Task The_words_to_a_picture_can_be_changed_and_taken_away_and_the_picture_stays()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        await town.UploadAsync(town.Alice, picture);
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var sent = await town.SendAsync(town.Alice, group.Id, new MediaContent([Shelf.Item(picture)], "tea"));
        var edited = await town.Node.AskAsync(
            Commands.EditMessage, new(group.Id, sent.Seq, new TextContent($"more tea <@{town.Carol}>")), town.Alice);
        var content = Assert.IsType<MediaContent>(edited.Content);
        Assert.Equal(($"more tea <@{town.Carol}>", Shelf.HashOf(picture)), (content.Text!, content.Items[0].Sha256));
        Assert.NotNull(content.Items[0].MediaType);
        Assert.Single((await town.Node.AskAsync(Commands.ListMentions, new(), town.Carol)).Messages);

        var bare = await town.Node.AskAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent("")), town.Alice);
        Assert.Null(((MediaContent)bare.Content).Text);
        Assert.Empty((await town.Node.AskAsync(Commands.ListMentions, new(), town.Carol)).Messages);
        var edits = (await town.Node.AskAsync(Commands.ListEdits, new(group.Id, sent.Seq), town.Alice)).Edits;
        Assert.Equal(["tea", $"more tea <@{town.Carol}>"], edits.Select(e => ((MediaContent)e.Content).Text));
        Assert.Single(await town.OpenAsync(town.Bob, group.Id, sent.Seq));

        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent("x")), town.Bob));
        var text = await town.Node.SayAsync(town.Alice, group.Id, "words");
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.EditMessage, new(group.Id, text.Seq, new TextContent(" ")), town.Alice));
    }

    [Fact]
    public async Task A_picture_is_answered_in_a_thread_reacted_to_pinned_and_starred_like_any_message()
    {
        await using var town = await Town.BuildAsync();
        var (picture, answer) = (Pictures.New(), Pictures.New());
        await town.UploadAsync(town.Alice, picture);
        await town.UploadAsync(town.Bob, answer);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)));
        var below = await town.Node.AskAsync(Commands.Send,
            new(Shelf.With(Shelf.Item(answer)), Ids.New(), group.Id, ReplyTo: sent.Seq, Thread: sent.Seq), town.Bob);
        await town.Node.AskAsync(Commands.React, new(group.Id, sent.Seq, "🍵"), town.Bob);
        await town.Node.AskAsync(Commands.Pin, new(group.Id, sent.Seq), town.Alice);
        await town.Node.AskAsync(Commands.Star, new(group.Id, sent.Seq), town.Bob);
        foreach (var message in new[]
        {
            await town.SeenAsync(town.Bob, group.Id, sent.Seq),
            (await town.Node.AskAsync(Commands.ListPins, new(group.Id), town.Bob)).Messages.Single(),
            (await town.Node.AskAsync(Commands.ListStarred, new(), town.Bob)).Messages.Single(),
        })
        {
            Assert.Equal(Shelf.HashOf(picture), ((MediaContent)message.Content).Items[0].Sha256);
            Assert.Equal((1, 1, true), (message.Reactions![0].Count, (int)message.Replies!.Count, message.Pinned == true));
        }

        Assert.Equal(2, (await town.OpenAsync(town.Alice, group.Id, sent.Seq, below.Seq)).Count);
        Assert.Equal([below.Seq, sent.Seq],
            (await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "visual"), town.Alice)).Messages.Select(m => m.Seq));

        // What is taken back leaves its thread, and the files in it.
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, sent.Seq), town.Alice);
        await town.SweepAsync();
        Assert.Equal(Shelf.HashOf(answer), Assert.Single(await town.OpenAsync(town.Alice, group.Id, sent.Seq, below.Seq)).Sha256);
    }

    [Fact]
    public async Task What_was_forwarded_lives_on_when_the_message_it_came_from_does_not()
    {
        await using var town = await Town.BuildAsync();
        var (picture, file) = (Pictures.New(), "a list of teas"u8.ToArray());
        await town.UploadAsync(town.Alice, picture);
        await town.UploadAsync(town.Alice, file, "file", "teas.txt");
        var (from, to) = (await town.GroupAsync(town.Alice, town.Bob), await town.GroupAsync(town.Bob, town.Carol));
        var one = await town.SendAsync(town.Alice, from.Id, Shelf.With(Shelf.Item(picture)));
        var two = await town.SendAsync(town.Alice, from.Id, Shelf.With(Shelf.Item(file, "file", "../teas.txt")));
        var alone = Assert.Single((await town.Node.AskAsync(Commands.Forward, new(to.Id, from.Id, [one.Seq]), town.Bob)).Sent);
        var both = Assert.Single((await town.Node.AskAsync(Commands.Forward, new(to.Id, from.Id, [one.Seq, two.Seq], true), town.Bob)).Sent);
        var deep = Assert.Single((await town.Node.AskAsync(Commands.Forward, new(to.Id, to.Id, [both.Seq, alone.Seq], true), town.Carol)).Sent);
        await town.Node.AskAsync(Commands.RecallMessage, new(from.Id, one.Seq), town.Alice);
        await town.Node.AskAsync(Commands.RecallMessage, new(from.Id, two.Seq), town.Alice);
        await town.SweepAsync();

        Assert.Empty(await town.OpenAsync(town.Bob, from.Id, one.Seq, two.Seq));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.GetMedia, new(Shelf.HashOf(picture)), town.Alice));
        Assert.Single(await town.OpenAsync(town.Carol, to.Id, alone.Seq));
        foreach (var seq in new[] { both.Seq, deep.Seq })
        {
            var grants = await town.OpenAsync(town.Bob, to.Id, seq);
            Assert.Equal(2, grants.Count);
            Assert.Contains(grants.Single(g => g.Sha256 == Shelf.HashOf(file)).Variants, v => v.Name == "original");
            Assert.DoesNotContain(grants.Single(g => g.Sha256 == Shelf.HashOf(picture)).Variants, v => v.Name == "original");
        }

        // Who forwards has not got the bytes by that: neither to send, nor to their account.
        Assert.Equal("not_found", await town.RefusedAsync(Commands.Send, new(Shelf.With(Shelf.Item(picture)), Ids.New(), to.Id), town.Bob));
        Assert.Equal(0, (await town.Node.AskAsync(Commands.GetMediaUsage, Nothing.Value, town.Bob)).Used);
        await town.Node.AskAsync(Commands.RecallMessage, new(to.Id, alone.Seq), town.Bob);
        await town.Node.AskAsync(Commands.RecallMessage, new(to.Id, both.Seq), town.Bob);
        await town.SweepAsync();
        Assert.Equal(2, (await town.OpenAsync(town.Bob, to.Id, deep.Seq)).Count);
        await town.Node.AskAsync(Commands.RecallMessage, new(to.Id, deep.Seq), town.Carol);
        await town.SweepAsync();
        Assert.Empty(town.Stored());
    }

    [Fact]
    public async Task A_message_that_waits_for_its_time_keeps_its_files_until_it_is_sent_or_cancelled()
    {
        var time = new ManualTime(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));
        await using var town = await Town.BuildAsync(new() { HorizonMs = 60_000, ScheduleMs = 60_000 }, time: time);
        var (picture, other) = (Pictures.New(), Pictures.New());
        await town.UploadAsync(town.Alice, picture);
        await town.UploadAsync(town.Alice, other);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var waiting = new ScheduleMessage(group.Id, new MediaContent([Shelf.Item(picture)], "later"), time.GetUtcNow().AddDays(3), Ids.New());
        var cancelled = waiting with { Content = Shelf.With(Shelf.Item(other)), Id = Ids.New() };
        await town.Node.AskAsync(Commands.ScheduleMessage, waiting, town.Alice);
        await town.Node.AskAsync(Commands.ScheduleMessage, waiting, town.Alice);
        await town.Node.AskAsync(Commands.ScheduleMessage, cancelled, town.Alice);
        foreach (var file in new[] { picture, other })
        {
            await town.Node.AskAsync(Commands.DiscardMedia, new(Shelf.HashOf(file)), town.Alice);
        }

        await town.Node.AskAsync(Commands.ScheduleMessage, waiting, town.Alice);
        time.Advance(TimeSpan.FromHours(60));
        await town.SweepAsync();
        Assert.Equal(2, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.file"));
        await town.Node.AskAsync(Commands.CancelScheduled, new(cancelled.Id!.Value), town.Alice);
        await town.SweepAsync();
        Assert.Equal(1, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.file"));

        time.Advance(TimeSpan.FromHours(20));
        await town.Node.Service<Scheduler>().SendDueAsync(Shelf.Patience);
        await Eventually.True("it is sent", async () =>
            (await town.Node.AskAsync(Commands.ListScheduled, Nothing.Value, town.Alice)).Scheduled.Count == 0);
        await town.SweepAsync();
        var message = (await town.LogAsync(town.Bob, group.Id))[^1];
        Assert.Equal((waiting.Id, picture.Length), (message.Id, (int)((MediaContent)message.Content).Items[0].Size!));
        Assert.Single(await town.OpenAsync(town.Bob, group.Id, message.Seq));
        Assert.Equal(1, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.reference"));
    }

    [Fact]
    public async Task The_files_of_a_workspaces_channels_have_room_for_so_many_bytes()
    {
        var file = "a list of teas"u8.ToArray();
        await using var town = await Town.BuildAsync(media: new() { WorkspaceBytes = (file.Length * 2) - 1 });
        await town.UploadAsync(town.Alice, file, "file");
        var workspace = await town.Node.AskAsync(Commands.CreateWorkspace, new("the tea trade"), town.Alice);
        var channel = await town.Node.AskAsync(Commands.CreateConversation, new("channel", [], "hall", WorkspaceId: workspace.Id), town.Alice);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var content = Shelf.With(Shelf.Item(file, "file", "teas.txt"));
        var sent = await town.SendAsync(town.Alice, channel.Id, content);
        var elsewhere = await town.SendAsync(town.Alice, group.Id, content);
        Assert.Equal("quota_exceeded", await town.RefusedAsync(Commands.Send, new(content, Ids.New(), channel.Id), town.Alice));
        Assert.Equal("quota_exceeded",
            await town.RefusedAsync(Commands.Forward, new(channel.Id, group.Id, [elsewhere.Seq]), town.Alice));
        await town.Node.AskAsync(Commands.RecallMessage, new(channel.Id, sent.Seq), town.Alice);
        await town.SendAsync(town.Alice, channel.Id, content);
    }
}

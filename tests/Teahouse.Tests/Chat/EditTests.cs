using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Editing: who may, what everybody sees of it, whenever they look.</summary>
public sealed class EditTests
{
    [Fact]
    public async Task Bob_who_was_away_reads_what_Alice_wrote_instead_by_the_log_and_by_the_history()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "tee is ready");
        await town.Node.SayAsync(town.Bob, group.Id, "coming");
        var edited = await EditAsync(town, group.Id, sent.Seq, "tea is ready");

        Assert.Equal((new TextContent("tea is ready"), 4L), ((TextContent)edited.Content, edited.Rev!.Value));
        Assert.NotNull(edited.EditedAt);
        Assert.Equal(edited, await town.SeenAsync(town.Bob, group.Id, sent.Seq));
        var entry = Assert.Single(await town.LogAsync(town.Bob, group.Id, after: 3));
        Assert.Equal((4, 2, sent.Seq), (entry.Seq, entry.N, entry.Target!.Value));
        Assert.Equal(edited, ((ChangeContent)entry.Content).Message);
        var told = Assert.Single(town.Node.Updates(town.Bob).OfType<MessageUpdate>(), u => u.Message.Target == sent.Seq);
        Assert.Equal(edited, ((ChangeContent)told.Message.Content).Message);
    }

    [Fact]
    public async Task Alice_and_nobody_else_edits_her_texts()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Bob, group.Id, "tea");
        var place = await town.Node.AskAsync(Commands.Send, new(new LocationContent(1, 2), Ids.New(), group.Id), town.Bob);
        var other = new TextContent("coffee");

        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, other), town.Alice));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, other), town.Dave));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.EditMessage, new(group.Id, 99, other), town.Bob));
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.EditMessage, new(group.Id, 1, other), town.Alice));
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.EditMessage, new(group.Id, place.Seq, other), town.Bob));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent(" ")), town.Bob));
        Assert.Equal("not_allowed",
            await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent("<!all> tea")), town.Bob));
        var crowd = new TextContent(string.Concat(Enumerable.Range(0, Limits.MentionsPerMessage + 1).Select(_ => $"<@{Ids.New()}>")));
        Assert.Equal("too_many_mentions", await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, crowd), town.Bob));
        await town.Node.AskAsync(Commands.UpdateMember, new(group.Id, town.Bob, MutedUntil: Town.Later), town.Alice);
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, other), town.Bob));
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Archived: true), town.Alice);
        Assert.Equal("archived", await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, other), town.Bob));
    }

    [Fact]
    public async Task An_edit_that_is_sent_twice_or_says_the_same_is_one_edit_and_a_repeated_send_still_knows_its_message()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var id = Ids.New();
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "one", id);
        var first = await EditAsync(town, group.Id, sent.Seq, "two");
        Assert.Equal(first, await EditAsync(town, group.Id, sent.Seq, "two"));
        await town.RestartAsync();
        Assert.Equal(sent.Seq, (await town.Node.SayAsync(town.Alice, group.Id, "one", id)).Seq);
        Assert.Equal("id_conflict",
            await town.RefusedAsync(Commands.Send, new(new TextContent("two"), id, group.Id), town.Alice));
        Assert.Equal(first.Rev, (await town.LogAsync(town.Alice, group.Id))[^1].Seq);
    }

    [Fact]
    public async Task Alice_and_admins_read_what_it_said_before_and_Bob_does_not()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Carol, town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "0");
        for (var i = 1; i <= Limits.EditsKept + 3; i++)
        {
            await EditAsync(town, group.Id, sent.Seq, $"{i}");
        }

        foreach (var reader in new[] { town.Alice, town.Carol })
        {
            var edits = (await town.Node.AskAsync(Commands.ListEdits, new(group.Id, sent.Seq), reader)).Edits;
            Assert.Equal(Enumerable.Range(3, Limits.EditsKept).Select(i => new TextContent($"{i}")), edits.Select(e => e.Content));
            Assert.Equal(edits.Select(e => e.WrittenAt).Order(), edits.Select(e => e.WrittenAt));
        }

        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.ListEdits, new(group.Id, sent.Seq), town.Bob));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.ListEdits, new(group.Id, sent.Seq), town.Dave));
    }

    [Fact]
    public async Task Whom_the_new_text_mentions_has_a_mention_and_whom_it_no_longer_does_has_none()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"<@{town.Bob}> tea?");
        await Task.WhenAll(EditAsync(town, group.Id, sent.Seq, "tea?"), EditAsync(town, group.Id, sent.Seq, $"<@{town.Carol}> tea?"));
        await EditAsync(town, group.Id, sent.Seq, $"<@{town.Carol}> and <@{town.Dave}>, tea?");

        Assert.Null((await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Bob)).Mentions);
        Assert.Equal(1, (await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Carol)).Mentions);
        await EditAsync(town, group.Id, sent.Seq, "<!all> tea");
        Assert.Equal(1, (await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Bob)).Mentions);
    }

    [Fact]
    public async Task Edits_of_two_devices_at_once_end_the_same_for_everybody()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "tea");
        var edits = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => EditAsync(town, group.Id, sent.Seq, $"tea {i}")));

        var last = edits.MaxBy(e => e.Rev)!;
        Assert.Equal(40, edits.Select(e => e.Rev).Distinct().Count());
        Assert.Equal(last, await town.SeenAsync(town.Bob, group.Id, sent.Seq));
        var told = town.Node.Updates(town.Bob).OfType<MessageUpdate>().Where(u => u.Message.Target == sent.Seq).ToList();
        Assert.Equal(edits.Select(e => e.Rev!.Value).Order(), told.Select(u => u.Message.Seq));
        Assert.Equal(told.Select(u => u.Message.Seq), told.Select(u => ((ChangeContent)u.Message.Content).Message!.Rev!.Value));
        await town.RestartAsync();
        Assert.Equal(last, await town.SeenAsync(town.Alice, group.Id, sent.Seq));
    }

    [Fact]
    public async Task Where_the_server_wants_it_so_a_text_can_no_longer_be_edited_after_a_while()
    {
        await using var town = await Town.BuildAsync(new ChatOptions { EditMinutes = 15, HorizonMs = 50 });
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "tea");
        await EditAsync(town, group.Id, sent.Seq, "more tea");
        await town.AgeAsync(sent.Id, TimeSpan.FromMinutes(16));
        Assert.Equal("too_late",
            await town.RefusedAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent("no tea")), town.Alice));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(2)]
    public async Task Dave_who_joined_later_does_not_get_to_read_an_older_message_because_it_is_edited(int narrow)
    {
        await using var town = await Town.BuildAsync(new ChatOptions { NarrowMembers = narrow, HorizonMs = 50 });
        var group = await town.GroupAsync(town.Alice, town.Bob);
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, History: "joined"), town.Alice);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "before Dave");
        await town.Node.AskAsync(Commands.AddMembers, new(group.Id, [town.Dave]), town.Alice);
        await town.RestartAsync(new ChatOptions { NarrowMembers = narrow, HorizonMs = 50 });
        var edited = await EditAsync(town, group.Id, sent.Seq, "still before Dave");

        Assert.DoesNotContain(town.Node.Told, parcel => narrow == 2 && parcel.Body.Span.IndexOf("before Dave"u8) >= 0);
        Assert.DoesNotContain(town.Node.Updates(town.Dave), u => u is MessageUpdate { Message.Content: ChangeContent { Message: not null } });
        var entry = (await town.LogAsync(town.Dave, group.Id))[^1];
        Assert.Equal(edited.Rev, entry.Seq);
        Assert.Null(((ChangeContent)entry.Content).Message);
        Assert.Equal("not_found", await town.RefusedAsync(Commands.React, new(group.Id, sent.Seq, "🍵"), town.Dave));
        Assert.Equal(edited, ((ChangeContent)(await town.LogAsync(town.Bob, group.Id))[^1].Content).Message);
    }

    static Task<Message> EditAsync(Town town, Guid conversation, long seq, string text) =>
        town.Node.AskAsync(Commands.EditMessage, new(conversation, seq, new TextContent(text)), town.Alice);
}

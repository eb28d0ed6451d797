using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Taking messages back: who may, until when, and that nothing of them stays.</summary>
public sealed class RecallTests
{
    const string Secret = "the kettle is under the third stair";

    [Fact]
    public async Task Nothing_of_what_Alice_took_back_is_in_any_table_of_the_database()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var id = Ids.New();
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"{Secret} <@{town.Bob}>", id);
        await town.Node.AskAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent($"{Secret}! <@{town.Bob}>")), town.Alice);
        await town.Node.AskAsync(Commands.React, new(group.Id, sent.Seq, "🍵"), town.Bob);
        await town.Node.SayAsync(town.Bob, group.Id, "I see");
        Assert.Contains(Secret, await town.DumpAsync());
        var recalled = await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, sent.Seq), town.Alice);

        var dump = await town.DumpAsync();
        Assert.DoesNotContain(Secret, dump);
        Assert.DoesNotContain("🍵", dump);
        Assert.Equal((new DeletedContent("recalled"), null, null), ((DeletedContent)recalled.Content, recalled.EditedAt, recalled.Reactions));
        Assert.Equal(recalled, await town.SeenAsync(town.Bob, group.Id, sent.Seq));
        Assert.Null((await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Bob)).Mentions);
        Assert.Empty((await town.Node.AskAsync(Commands.ListEdits, new(group.Id, sent.Seq), town.Alice)).Edits);
        Assert.Empty((await town.Node.AskAsync(Commands.ListReactions, new(group.Id, sent.Seq), town.Bob)).Reactions);

        // A late repeat of the send is known by the digest, and does not bring the text back.
        await town.RestartAsync();
        Assert.Equal(sent.Seq, (await town.Node.SayAsync(town.Alice, group.Id, $"{Secret} <@{town.Bob}>", id)).Seq);
        Assert.DoesNotContain(Secret, await town.DumpAsync());
    }

    [Fact]
    public async Task Bob_who_was_away_gets_the_recall_by_the_log_and_the_last_line_of_the_conversation_shows_it()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var before = await town.Node.AskAsync(Commands.Sync, new(), town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, Secret);
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, sent.Seq), town.Alice);

        var log = await town.LogAsync(town.Bob, group.Id);
        Assert.Equal(new DeletedContent("recalled"), log.Single(m => m.Seq == sent.Seq).Content);
        Assert.Equal(new DeletedContent("recalled"), ((ChangeContent)log[^1].Content).Message!.Content);
        var synced = (await town.Node.AskAsync(Commands.Sync, new(before.Cursor), town.Bob)).Updates.OfType<ConversationUpdate>().Single();
        Assert.Equal((sent.Seq, new DeletedContent("recalled")),
            (synced.Conversation.LastMessage!.Seq, (DeletedContent)synced.Conversation.LastMessage.Content));
    }

    [Fact]
    public async Task Senders_have_an_hour_admins_have_for_ever_and_in_a_direct_conversation_each_has_only_their_own()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var old = await town.Node.SayAsync(town.Bob, group.Id, "old");
        var direct = await town.Node.AskAsync(Commands.Send, new(new TextContent("hi"), Ids.New(), RecipientId: town.Bob), town.Alice);
        await town.AgeAsync(old.Id, TimeSpan.FromMinutes(61));

        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.RecallMessage, new(group.Id, old.Seq), town.Carol));
        Assert.Equal("too_late", await town.RefusedAsync(Commands.RecallMessage, new(group.Id, old.Seq), town.Bob));
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.RecallMessage, new(group.Id, 1), town.Alice));
        Assert.Equal("not_allowed",
            await town.RefusedAsync(Commands.RecallMessage, new(direct.ConversationId, direct.Seq), town.Bob));
        var removed = await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, old.Seq), town.Alice);
        Assert.Equal(new DeletedContent("removed"), removed.Content);
        Assert.Equal("gone", await town.RefusedAsync(Commands.RecallMessage, new(group.Id, old.Seq), town.Bob));
        Assert.Equal("gone", await town.RefusedAsync(Commands.EditMessage, new(group.Id, old.Seq, new TextContent("x")), town.Bob));
        Assert.Equal("gone", await town.RefusedAsync(Commands.React, new(group.Id, old.Seq, "🍵"), town.Bob));
        await town.Node.AskAsync(Commands.RecallMessage, new(direct.ConversationId, direct.Seq), town.Alice);
    }

    [Fact]
    public async Task Bob_who_was_removed_and_Bob_who_is_muted_change_nothing_but_take_their_own_back()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var (one, two) = (await town.Node.SayAsync(town.Bob, group.Id, "1"), await town.Node.SayAsync(town.Bob, group.Id, "2"));
        await town.Node.AskAsync(Commands.React, new(group.Id, one.Seq, "🍵"), town.Bob);
        await town.Node.AskAsync(Commands.UpdateMember, new(group.Id, town.Bob, MutedUntil: Town.Later), town.Alice);
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.React, new(group.Id, one.Seq, "🫖"), town.Bob));
        await town.Node.AskAsync(Commands.Unreact, new(group.Id, one.Seq, "🍵"), town.Bob);
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, one.Seq), town.Bob);
        await town.Node.AskAsync(Commands.RemoveMember, new(group.Id, town.Bob), town.Alice);
        Assert.Equal("not_found", await town.RefusedAsync(Commands.RecallMessage, new(group.Id, two.Seq), town.Bob));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.Unreact, new(group.Id, two.Seq, "🍵"), town.Bob));
    }
}

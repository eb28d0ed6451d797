using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Groups: who comes, who goes, who may do what, and what each is told of it.</summary>
public sealed class GroupTests
{
    [Fact]
    public async Task Alice_opens_a_group_and_everybody_in_it_reads_what_Bob_writes()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        Assert.Equal(("owner", 3, 1L), (group.Role!, group.MemberCount!.Value, group.Rev));
        var sent = await town.Node.SayAsync(town.Bob, group.Id, "tea is ready");

        Assert.Equal((2, 1), (sent.Seq, sent.N));
        foreach (var reader in new[] { town.Alice, town.Carol })
        {
            var seen = await town.Node.AskAsync(Commands.GetConversation, new(group.Id), reader);
            Assert.Equal(1, seen.Unread);
            Assert.Equal(new TextContent("tea is ready"), seen.LastMessage!.Content);
            Assert.Contains(town.Node.Updates(reader), u => u is MessageUpdate { Message.Seq: 2 });
        }
    }

    [Fact]
    public async Task Bob_who_was_removed_gets_nothing_with_a_seq_after_his_removal()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        await town.Node.AskAsync(Commands.RemoveMember, new(group.Id, town.Bob), town.Alice);
        await town.Node.SayAsync(town.Carol, group.Id, "he is gone");
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Name: "without Bob"), town.Alice);

        var left = Assert.Single(town.Node.Updates(town.Bob).OfType<LeftUpdate>());
        Assert.DoesNotContain(town.Node.Updates(town.Bob), u => u is MessageUpdate m && m.Message.Seq >= left.Seq);
        Assert.DoesNotContain(town.Node.Updates(town.Bob), u => u is MembersUpdate m && m.Rev >= left.Seq);
        Assert.Equal("not_found", (await town.Node.RefusedAsync(Commands.ListMessages, new(group.Id), town.Bob)).Code);
        Assert.Equal("not_found", (await town.Node.RefusedAsync(Commands.Send, new(new TextContent("me"), Ids.New(), group.Id), town.Bob)).Code);
    }

    [Fact]
    public async Task Bob_who_slept_through_his_removal_learns_of_it_when_he_syncs()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var before = await town.Node.AskAsync(Commands.Sync, new(), town.Bob);
        await town.Node.AskAsync(Commands.RemoveMember, new(group.Id, town.Bob), town.Alice);

        var after = await town.Node.AskAsync(Commands.Sync, new(before.Cursor), town.Bob);
        Assert.Equal(group.Id, Assert.Single(after.Updates.OfType<LeftUpdate>()).ConversationId);
        Assert.DoesNotContain(after.Updates, u => u is ConversationUpdate c && c.Conversation.Id == group.Id);
        Assert.DoesNotContain((await town.Node.AskAsync(Commands.Sync, new(), town.Bob)).Updates, u => u is LeftUpdate);
    }

    [Fact]
    public async Task Dave_who_joins_late_sees_only_what_comes_after_where_the_group_wants_it_so()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, History: "joined"), town.Alice);
        var secret = await town.Node.SayAsync(town.Bob, group.Id, "before Dave");
        await town.Node.AskAsync(Commands.AddMembers, new(group.Id, [town.Dave]), town.Alice);
        var open = await town.Node.SayAsync(town.Bob, group.Id, "after Dave");

        var seen = await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Dave);
        Assert.Equal((secret.Seq + 1, 1), (seen.VisibleFrom, seen.Unread));
        var all = (await town.Node.AskAsync(Commands.ListMessages, new(group.Id, AfterSeq: 0), town.Dave)).Messages;
        Assert.Equal([secret.Seq + 1, open.Seq], all.Select(m => m.Seq));
        Assert.Equal("not_found", (await town.Node.RefusedAsync(Commands.GetMessage, new(secret.Id), town.Dave)).Code);
        Assert.Equal(open.Id, Assert.Single(await town.Node.AskAsync(Commands.ListUnread, new(), town.Dave)).Id);
        Assert.DoesNotContain(town.Node.Updates(town.Dave), u => u is MessageUpdate m && m.Message.Seq <= secret.Seq);
    }

    [Fact]
    public async Task A_group_of_three_takes_no_fourth_however_many_devices_try_at_once()
    {
        await using var town = await Town.BuildAsync(new ChatOptions { GroupMembers = 3, HorizonMs = 50 });
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var replies = await Task.WhenAll(new[] { town.Carol, town.Dave }.SelectMany(guest => Enumerable.Repeat(guest, 4))
            .Select(guest => town.Node.ReplyAsync(Commands.AddMembers, new(group.Id, [guest]), town.Alice).AsTask()));

        Assert.Contains(replies, r => r.Status == 200);
        Assert.Contains(replies, r => r.Status == 409);
        Assert.Equal(3, (await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Alice)).Members.Count);
    }

    [Fact]
    public async Task Carol_and_Dave_cannot_share_the_last_use_of_an_invitation()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var invite = await town.Node.AskAsync(Commands.CreateInvite, new(group.Id, MaxUses: 1), town.Bob);
        Assert.Equal("tea", (await town.Node.AskAsync(Commands.LookAtInvite, new(invite.Code), town.Carol)).Name);
        var replies = await Task.WhenAll(
            town.Node.ReplyAsync(Commands.AcceptInvite, new(invite.Code), town.Carol).AsTask(),
            town.Node.ReplyAsync(Commands.AcceptInvite, new(invite.Code), town.Dave).AsTask());

        Assert.Equal([200, 404], replies.Select(r => r.Status).Order());
        Assert.Equal(3, (await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Alice)).MemberCount);
    }

    [Fact]
    public async Task Carol_waits_until_Alice_lets_her_in_where_the_group_wants_it_so()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Inviting: "approval"), town.Alice);
        var invite = await town.Node.AskAsync(Commands.CreateInvite, new(group.Id), town.Bob);
        Assert.True((await town.Node.AskAsync(Commands.AcceptInvite, new(invite.Code), town.Carol)).Requested);
        Assert.Equal([town.Dave], (await town.Node.AskAsync(Commands.AddMembers, new(group.Id, [town.Dave]), town.Bob)).Requested!);
        Assert.Equal("not_allowed", (await town.Node.RefusedAsync(Commands.ListJoinRequests, new(group.Id), town.Bob)).Code);

        var waiting = await town.Node.AskAsync(Commands.ListJoinRequests, new(group.Id), town.Alice);
        Assert.Equal([town.Carol, town.Dave], waiting.Requests.Select(r => r.UserId));
        await town.Node.AskAsync(Commands.AnswerJoinRequest, new(group.Id, town.Carol, true), town.Alice);
        await town.Node.AskAsync(Commands.AnswerJoinRequest, new(group.Id, town.Dave, false), town.Alice);
        Assert.Equal(3, (await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Carol)).MemberCount);
        Assert.Empty((await town.Node.AskAsync(Commands.ListJoinRequests, new(group.Id), town.Alice)).Requests);
    }

    [Fact]
    public async Task Bob_the_member_can_neither_rename_nor_remove_nor_promote_nor_call_everybody()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        Assert.Equal("not_allowed", (await town.Node.RefusedAsync(Commands.UpdateConversation, new(group.Id, Name: "mine"), town.Bob)).Code);
        Assert.Equal("not_allowed", (await town.Node.RefusedAsync(Commands.RemoveMember, new(group.Id, town.Carol), town.Bob)).Code);
        Assert.Equal("not_allowed", (await town.Node.RefusedAsync(Commands.UpdateMember, new(group.Id, town.Bob, "admin"), town.Bob)).Code);
        Assert.Equal("not_allowed",
            (await town.Node.RefusedAsync(Commands.Send, new(new TextContent("<!all> hear me"), Ids.New(), group.Id), town.Bob)).Code);
        Assert.Equal("owner_stays", (await town.Node.RefusedAsync(Commands.RemoveMember, new(group.Id, town.Alice), town.Alice)).Code);
    }

    [Fact]
    public async Task Bob_is_owner_once_Alice_has_handed_the_group_over()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        await town.Node.AskAsync(Commands.UpdateMember, new(group.Id, town.Bob, "owner"), town.Alice);
        var members = (await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Carol)).Members.ToDictionary(m => m.UserId, m => m.Role);
        Assert.Equal(("admin", "owner", "member"), (members[town.Alice]!, members[town.Bob]!, members[town.Carol]!));
        await town.Node.AskAsync(Commands.RemoveMember, new(group.Id, town.Alice), town.Alice);
    }

    [Fact]
    public async Task Nobody_writes_but_admins_while_all_are_muted_and_a_muted_member_waits()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Posting: "admins"), town.Alice);
        Assert.Equal("not_allowed", (await town.Node.RefusedAsync(Commands.Send, new(new TextContent("x"), Ids.New(), group.Id), town.Bob)).Code);
        await town.Node.SayAsync(town.Alice, group.Id, "quiet, please");
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Posting: "all"), town.Alice);
        await town.Node.AskAsync(Commands.UpdateMember, new(group.Id, town.Bob, MutedUntil: DateTimeOffset.MaxValue.AddDays(-1)), town.Alice);
        Assert.Equal("not_allowed", (await town.Node.RefusedAsync(Commands.Send, new(new TextContent("x"), Ids.New(), group.Id), town.Bob)).Code);
        await town.Node.SayAsync(town.Carol, group.Id, "I may");
    }

    [Fact]
    public async Task Carol_reads_only_part_and_has_the_rest_unread_however_many_lines_do_not_count()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var first = await town.Node.SayAsync(town.Alice, group.Id, "one");
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Name: "tea and cake"), town.Alice);
        await town.Node.SayAsync(town.Alice, group.Id, "two");
        await town.Node.SayAsync(town.Bob, group.Id, $"three, <@{town.Carol}>");

        var receipt = await town.Node.AskAsync(Commands.Receipt, new(group.Id, ReadSeq: first.Seq + 1), town.Carol);
        Assert.Equal(1, receipt.ReadN);
        var seen = await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Carol);
        Assert.Equal((2, 1), (seen.Unread, seen.Mentions));
        Assert.Equal(["two", $"three, <@{town.Carol}>"],
            (await town.Node.AskAsync(Commands.ListUnread, new(), town.Carol)).Select(m => ((TextContent)m.Content).Text));
    }

    [Fact]
    public async Task A_wide_conversation_keeps_all_it_promises_over_a_restart()
    {
        await using var database = await TestDatabase.CreateAsync();
        Guid id;
        Town town;
        await using (town = await Town.BuildAsync(new ChatOptions { NarrowMembers = 2, HorizonMs = 50 }, database))
        {
            id = (await town.GroupAsync(town.Alice, town.Bob)).Id;
            await town.Node.AskAsync(Commands.AddMembers, new(id, [town.Carol]), town.Alice);
            await town.Node.SayAsync(town.Bob, id, "many of us");
            var wide = await town.Node.AskAsync(Commands.GetConversation, new(id), town.Carol);
            Assert.Equal((town.Carol, 3, 1), (Assert.Single(wide.Members).UserId, wide.MemberCount, wide.Unread));
        }

        await using var node = await ChatNode.StartAsync(database, new ChatOptions { NarrowMembers = 2, HorizonMs = 50 });
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.Send, new(new TextContent("x"), Ids.New(), id), town.Dave)).Code);
        await node.AskAsync(Commands.RemoveMember, new(id, town.Bob), town.Alice);
        Assert.Equal("not_found", (await node.RefusedAsync(Commands.Send, new(new TextContent("x"), Ids.New(), id), town.Bob)).Code);
        var listed = await node.AskAsync(Commands.Sync, new(), town.Carol);
        Assert.Equal(2, Assert.Single(listed.Updates.OfType<ConversationUpdate>()).Conversation.MemberCount);
    }
}

using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Threads: who follows them, how far each has read, and that every device learns it.</summary>
public sealed class ThreadTests
{
    [Fact]
    public async Task Who_began_it_who_writes_and_who_is_mentioned_follow_a_thread_and_their_devices_are_told()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol, town.Dave);
        var root = await town.Node.SayAsync(town.Alice, group.Id, "tea?");
        var first = await AnswerAsync(town, group.Id, root.Seq, town.Bob, "green");
        var second = await AnswerAsync(town, group.Id, root.Seq, town.Bob, $"<@{town.Carol}>?");

        Assert.Equal((0, 2, true), await PlaceAsync(town, group.Id, root.Seq, town.Alice));
        Assert.Equal((2, 2, true), await PlaceAsync(town, group.Id, root.Seq, town.Bob));
        Assert.Equal((1, 2, true), await PlaceAsync(town, group.Id, root.Seq, town.Carol));
        Assert.Equal((0, 2, false), await PlaceAsync(town, group.Id, root.Seq, town.Dave));
        await Eventually.True("Carol is told", () => town.Node.Updates(town.Carol).OfType<ThreadUpdate>().Any());
        var own = Assert.Single(town.Node.Updates(town.Carol).OfType<ThreadUpdate>()).Thread;
        Assert.Equal(new ThreadPlace(group.Id, root.Seq, 1, 2, second.Seq, true), own);
        Assert.Equal(new ThreadPlace(group.Id, root.Seq, 0, 1, first.Seq, true),
            Assert.Single(town.Node.Updates(town.Alice).OfType<ThreadUpdate>()).Thread);
        Assert.Empty(town.Node.Updates(town.Dave).OfType<ThreadUpdate>());
        Assert.Contains(town.Node.Updates(town.Dave), u => u is MessageUpdate m && m.Message.ThreadN == 2);
        Assert.Equal(1, (await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Dave)).Unread);
    }

    [Fact]
    public async Task A_device_that_was_away_learns_by_sync_what_changed_in_threads_and_nothing_of_others()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var (quiet, busy) = (await town.Node.SayAsync(town.Alice, group.Id, "1"), await town.Node.SayAsync(town.Alice, group.Id, "2"));
        await AnswerAsync(town, group.Id, quiet.Seq, town.Bob, "a");
        await AnswerAsync(town, group.Id, busy.Seq, town.Bob, "b");
        var before = await town.Node.AskAsync(Commands.Sync, new(), town.Alice);
        Assert.Equal([busy.Seq, quiet.Seq], before.Updates.OfType<ThreadUpdate>().Select(u => u.Thread.Seq));

        // A transaction of another test holds the cursor back, and what is above it is told again.
        await Eventually.True("the cursor is past all of it", async () =>
        {
            before = await town.Node.AskAsync(Commands.Sync, new(before.Cursor), town.Alice);
            return before.Updates.Count == 0;
        });

        var last = await AnswerAsync(town, group.Id, busy.Seq, town.Bob, "c");
        await town.RestartAsync();

        // The cursor goes past the answer before its conversation is known to have changed.
        before = await town.Node.AskAsync(Commands.Sync, new(before.Cursor), town.Alice);
        Assert.Empty(before.Updates);
        await town.Node.SettleAsync(group.Id);
        var after = await town.Node.AskAsync(Commands.Sync, new(before.Cursor), town.Alice);
        Assert.Equal(new ThreadPlace(group.Id, busy.Seq, 0, 2, last.Seq, true), Assert.Single(after.Updates.OfType<ThreadUpdate>()).Thread);
        await town.Node.AskAsync(Commands.ReadThread, new(group.Id, busy.Seq, 2), town.Alice);
        await town.Node.AskAsync(Commands.FollowThread, new(group.Id, quiet.Seq, false), town.Alice);
        var read = (await town.Node.AskAsync(Commands.Sync, new(after.Cursor), town.Alice)).Updates.OfType<ThreadUpdate>().ToList();
        Assert.Equal((2L, true), read.Where(u => u.Thread.Seq == busy.Seq).Select(u => (u.Thread.ReadN, u.Thread.Following)).Single());
        Assert.False(read.Single(u => u.Thread.Seq == quiet.Seq).Thread.Following);
    }

    [Fact]
    public async Task Alice_lists_what_she_follows_latest_answer_first_page_by_page()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var roots = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            roots.Add((await town.Node.SayAsync(town.Alice, group.Id, $"{i}")).Seq);
        }

        foreach (var root in roots)
        {
            await AnswerAsync(town, group.Id, root, town.Bob, "yes");
        }

        await AnswerAsync(town, group.Id, roots[1], town.Bob, "yes, yes");
        await town.Node.AskAsync(Commands.FollowThread, new(group.Id, roots[2], false), town.Alice);
        var listed = new List<ThreadPlace>();
        string? cursor = null;
        do
        {
            var page = await town.Node.AskAsync(Commands.ListThreads, new(cursor, 2), town.Alice);
            Assert.Equal(new[] { town.Alice, town.Bob }.Order(), page.Users.Select(u => u.Id).Order());
            listed.AddRange(page.Threads);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal([roots[1], roots[4], roots[3], roots[0]], listed.Select(t => t.Seq));
        Assert.Equal((2L, 2L, new TextContent("1")), (listed[0].Count, listed[0].Root!.Replies!.Count, (TextContent)listed[0].Root!.Content));
        Assert.Equal("bad_cursor", await town.RefusedAsync(Commands.ListThreads, new("x"), town.Alice));
        await town.Node.AskAsync(Commands.RemoveMember, new(group.Id, town.Bob), town.Alice);
        Assert.Empty((await town.Node.AskAsync(Commands.ListThreads, new(), town.Bob)).Threads);
        Assert.Equal("not_found", await town.RefusedAsync(Commands.GetThread, new(group.Id, roots[0]), town.Bob));
    }

    [Fact]
    public async Task Places_in_threads_only_move_forward_and_following_anew_begins_with_what_is_there()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var root = await town.Node.SayAsync(town.Alice, group.Id, "tea?");
        var answer = await AnswerAsync(town, group.Id, root.Seq, town.Bob, "1");
        await AnswerAsync(town, group.Id, root.Seq, town.Bob, "2");
        await town.Node.AskAsync(Commands.ReadThread, new(group.Id, root.Seq, 2), town.Alice);
        Assert.Equal(2, (await town.Node.AskAsync(Commands.ReadThread, new(group.Id, root.Seq, 1), town.Alice)).ReadN);
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.ReadThread, new(group.Id, root.Seq, 3), town.Alice));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.ReadThread, new(group.Id, answer.Seq, 0), town.Alice));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.FollowThread, new(group.Id, 1, true), town.Alice));
        var followed = await town.Node.AskAsync(Commands.FollowThread, new(group.Id, root.Seq, true), town.Carol);
        Assert.Equal((2, 2, true), (followed.ReadN, followed.Count, followed.Following));
        await AnswerAsync(town, group.Id, root.Seq, town.Bob, "3");
        await town.Node.AskAsync(Commands.FollowThread, new(group.Id, root.Seq, true), town.Carol);
        Assert.Equal((2, 3, true), await PlaceAsync(town, group.Id, root.Seq, town.Carol));
        Assert.Contains(town.Node.Updates(town.Carol), u => u is ThreadUpdate { Thread: { ReadN: 2, Count: 2, Following: true } });
    }

    [Fact]
    public async Task The_thread_below_a_recalled_message_can_still_be_read_and_not_be_answered()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var root = await town.Node.SayAsync(town.Alice, group.Id, "tea?");
        await AnswerAsync(town, group.Id, root.Seq, town.Bob, "yes");
        var recalled = await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, root.Seq), town.Alice);
        Assert.Equal(1, recalled.Replies!.Count);
        Assert.Equal(new DeletedContent("recalled"), (await town.Node.AskAsync(Commands.GetThread, new(group.Id, root.Seq), town.Bob)).Root!.Content);
        Assert.Equal("not_found",
            await town.RefusedAsync(Commands.Send, new(new TextContent("no"), Ids.New(), group.Id, Thread: root.Seq), town.Bob));
        Assert.Single((await town.Node.AskAsync(Commands.ListMessages, new(group.Id, Thread: root.Seq), town.Alice)).Messages);
    }

    static Task<Sent> AnswerAsync(Town town, Guid conversation, long thread, Guid who, string text) =>
        town.Node.AskAsync(Commands.Send, new(new TextContent(text), Ids.New(), conversation, Thread: thread), who);

    static async Task<(long ReadN, long Count, bool Following)> PlaceAsync(Town town, Guid conversation, long thread, Guid who)
    {
        var place = await town.Node.AskAsync(Commands.GetThread, new(conversation, thread), who);
        return (place.ReadN, place.Count, place.Following);
    }
}

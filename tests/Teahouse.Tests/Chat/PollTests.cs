using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Polls: each person's vote counts once, in one order, until the poll ends.</summary>
public sealed class PollTests
{
    [Fact]
    public async Task Votes_of_many_devices_at_once_count_once_for_each_person_and_survive_a_restart()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var poll = await AskAsync(town, group.Id, new("tea?", ["green", "black", "none"]));
        Guid[] people = [town.Alice, town.Bob, town.Carol];
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => VoteAsync(town, group.Id, poll, people[i % 3], i % 2)));

        var seen = (await town.SeenAsync(town.Bob, group.Id, poll)).Poll!;
        Assert.Equal((3, 3, false), (seen.Voters, seen.Votes.Sum(), seen.Closed));
        var changes = (await town.LogAsync(town.Carol, group.Id)).Where(m => m.Target == poll).ToList();
        Assert.Equal(changes.Select(m => m.Seq), town.Node.Updates(town.Carol).OfType<MessageUpdate>()
            .Where(u => u.Message.Target == poll).Select(u => u.Message.Seq));
        await town.RestartAsync();
        foreach (var person in people)
        {
            await VoteAsync(town, group.Id, poll, person, 2);
            await VoteAsync(town, group.Id, poll, person, 2);
        }

        var last = await VoteAsync(town, group.Id, poll, town.Alice);
        Assert.Equal([0, 0, 2], last.Poll!.Votes);
        Assert.Equal(2, last.Poll.Voters);
        Assert.Equal(changes.Count + 4, (await town.LogAsync(town.Carol, group.Id)).Count(m => m.Target == poll));
        var ballots = await town.Node.AskAsync(Commands.ListBallots, new(group.Id, poll), town.Alice);
        Assert.Equal(new[] { town.Bob, town.Carol }.Order(), ballots.Ballots.Select(b => b.UserId).Order());
        Assert.All(ballots.Ballots, b => Assert.Equal([2], b.Options));
    }

    [Fact]
    public async Task Several_answers_count_where_the_poll_takes_several_and_no_others_than_it_has()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var single = await AskAsync(town, group.Id, new("one?", ["a", "b"]));
        var several = await AskAsync(town, group.Id, new("more?", ["a", "b", "c"], Multiple: true));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.Vote, new(group.Id, single, [0, 1]), town.Bob));
        foreach (var wrong in new int[][] { [3], [-1], [1, 1] })
        {
            Assert.Equal("invalid_field", await town.RefusedAsync(Commands.Vote, new(group.Id, several, wrong), town.Bob));
        }

        Assert.Equal([1, 0, 1], (await VoteAsync(town, group.Id, several, town.Bob, 2, 0)).Poll!.Votes);
        Assert.Equal([1, 0, 0], (await VoteAsync(town, group.Id, several, town.Bob, 0)).Poll!.Votes);
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.Vote, new(group.Id, 1, [0]), town.Bob));
    }

    [Fact]
    public async Task Nobody_learns_who_voted_for_what_in_an_anonymous_poll()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var poll = await AskAsync(town, group.Id, new("tea?", ["green", "black"], Anonymous: true));
        await VoteAsync(town, group.Id, poll, town.Bob, 1);
        Assert.Equal([1, 0], (await VoteAsync(town, group.Id, poll, town.Bob, 0)).Poll!.Votes);

        Assert.All((await town.LogAsync(town.Carol, group.Id)).Where(m => m.Target == poll), m => Assert.Equal(town.Alice, m.SenderId));
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.ListBallots, new(group.Id, poll), town.Alice));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.ListBallots, new(group.Id, 1), town.Alice));
    }

    [Fact]
    public async Task A_poll_ends_at_its_time_or_when_its_sender_or_an_admin_ends_it()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Carol, town.Alice, town.Bob);
        var over = await AskAsync(town, group.Id, new("over?", ["a", "b"], ClosesAt: DateTimeOffset.UnixEpoch));
        Assert.Equal("closed", await town.RefusedAsync(Commands.Vote, new(group.Id, over, [0]), town.Bob));
        var poll = await AskAsync(town, group.Id, new("tea?", ["a", "b"], ClosesAt: Town.Later));
        await VoteAsync(town, group.Id, poll, town.Bob, 1);
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.ClosePoll, new(group.Id, poll), town.Bob));
        var closed = await town.Node.AskAsync(Commands.ClosePoll, new(group.Id, poll), town.Alice);
        Assert.Equal((true, 1), (closed.Poll!.Closed, closed.Poll.Voters));
        Assert.Equal(closed.Rev, (await town.Node.AskAsync(Commands.ClosePoll, new(group.Id, poll), town.Carol)).Rev);
        Assert.Equal("closed", await town.RefusedAsync(Commands.Vote, new(group.Id, poll, [0]), town.Bob));
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, poll), town.Alice);
        Assert.Equal("gone", await town.RefusedAsync(Commands.Vote, new(group.Id, poll, [0]), town.Bob));
        Assert.Equal("gone", await town.RefusedAsync(Commands.ClosePoll, new(group.Id, poll), town.Alice));
        Assert.Null((await town.SeenAsync(town.Bob, group.Id, poll)).Poll);
    }

    [Fact]
    public async Task Members_vote_and_react_where_only_admins_write()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var poll = await AskAsync(town, group.Id, new("tea?", ["a", "b"]));
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Posting: "admins"), town.Alice);
        await VoteAsync(town, group.Id, poll, town.Bob, 1);
        await town.Node.AskAsync(Commands.React, new(group.Id, poll, "🍵"), town.Bob);
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Archived: true), town.Alice);
        Assert.Equal("archived", await town.RefusedAsync(Commands.Vote, new(group.Id, poll, [0]), town.Bob));
        Assert.Equal("archived", await town.RefusedAsync(Commands.ClosePoll, new(group.Id, poll), town.Alice));
        Assert.Equal("archived", await town.RefusedAsync(Commands.Unreact, new(group.Id, poll, "🍵"), town.Bob));
        Assert.Equal("archived", await town.RefusedAsync(Commands.Pin, new(group.Id, poll), town.Alice));
    }

    static async Task<long> AskAsync(Town town, Guid conversation, PollContent poll) =>
        (await town.Node.AskAsync(Commands.Send, new(poll, Ids.New(), conversation), town.Alice)).Seq;

    static Task<Message> VoteAsync(Town town, Guid conversation, long poll, Guid who, params int[] options) =>
        town.Node.AskAsync(Commands.Vote, new(conversation, poll, options), who);
}

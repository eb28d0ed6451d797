using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Forwarding: the server copies what the actor may read, and nothing else.</summary>
public sealed class ForwardTests
{
    [Fact]
    public async Task Bob_forwards_one_by_one_and_as_one_and_a_repeat_forwards_nothing_twice()
    {
        await using var town = await Town.BuildAsync();
        var (from, to) = (await town.GroupAsync(town.Alice, town.Bob), await town.GroupAsync(town.Bob, town.Carol));
        var words = await town.Node.SayAsync(town.Alice, from.Id, "tea");
        var place = await town.Node.AskAsync(Commands.Send, new(new LocationContent(1, 2, LiveForS: 900), Ids.New(), from.Id), town.Alice);
        var one = new Forward(to.Id, from.Id, [place.Seq, words.Seq], Id: Ids.New());
        var sent = await town.Node.AskAsync(Commands.Forward, one, town.Bob);
        Assert.Equal([2, 3], sent.Sent.Select(s => s.Seq));
        Assert.Equal(sent.Sent, (await town.Node.AskAsync(Commands.Forward, one, town.Bob)).Sent);
        var whole = new Forward(to.Id, from.Id, [words.Seq, place.Seq], true, "from the inn", Ids.New());
        var together = Assert.Single((await town.Node.AskAsync(Commands.Forward, whole, town.Bob)).Sent);
        Assert.Equal(whole.Id, together.Id);

        var log = await town.LogAsync(town.Carol, to.Id);
        Assert.Equal([2, 3, 4], log.Skip(1).Select(m => m.Seq));
        var copied = Assert.IsType<ForwardContent>(log[1].Content);
        Assert.Equal((null, "alice", new TextContent("tea")),
            (copied.Title, Assert.Single(copied.Messages).SenderName, (TextContent)copied.Messages[0].Content));
        var both = Assert.IsType<ForwardContent>(log[3].Content);
        Assert.Equal(("from the inn", 2), (both.Title!, both.Messages.Count));
        Assert.Null(((LocationContent)both.Messages[1].Content).LiveUntil);

        // What was forwarded can be changed at its source, and the repeat is still known, by another node too.
        await town.RestartAsync();
        await town.Node.AskAsync(Commands.RecallMessage, new(from.Id, words.Seq), town.Alice);
        Assert.Equal(sent.Sent, (await town.Node.AskAsync(Commands.Forward, one, town.Bob)).Sent);
        Assert.Equal("id_conflict", await town.RefusedAsync(Commands.Forward, one with { Seqs = [words.Seq] , Together = true, Id = whole.Id }, town.Bob));
        Assert.Equal("gone", await town.RefusedAsync(Commands.Forward, one with { Id = Ids.New() }, town.Bob));
        Assert.Equal("not_allowed",
            await town.RefusedAsync(Commands.EditMessage, new(to.Id, 2, new TextContent("x")), town.Bob));
    }

    [Fact]
    public async Task The_same_forward_from_two_devices_at_once_is_one()
    {
        await using var town = await Town.BuildAsync();
        var (from, to) = (await town.GroupAsync(town.Alice, town.Bob), await town.GroupAsync(town.Bob, town.Carol));
        var words = await town.Node.SayAsync(town.Alice, from.Id, "tea");
        var forward = new Forward(to.Id, from.Id, [words.Seq], Id: Ids.New());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => town.Node.AskAsync(Commands.Forward, forward, town.Bob)));
        Assert.Single(answers.SelectMany(a => a.Sent).Distinct());
        Assert.Equal(2, (await town.LogAsync(town.Carol, to.Id)).Count);
    }

    [Fact]
    public async Task Nobody_forwards_what_they_may_not_read_or_to_where_they_may_not_write()
    {
        await using var town = await Town.BuildAsync();
        var (from, to) = (await town.GroupAsync(town.Alice, town.Carol), await town.GroupAsync(town.Bob, town.Carol));
        var words = await town.Node.SayAsync(town.Alice, from.Id, "secret");
        Assert.Equal("not_found", await town.RefusedAsync(Commands.Forward, new(to.Id, from.Id, [words.Seq]), town.Bob));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.Forward, new(to.Id, from.Id, [words.Seq]), town.Alice));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.Forward, new(to.Id, from.Id, [99]), town.Carol));
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.Forward, new(to.Id, from.Id, [1]), town.Carol));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.Forward, new(to.Id, from.Id, []), town.Carol));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.Forward, new(to.Id, from.Id, [2, 2]), town.Carol));
        await town.Node.AskAsync(Commands.UpdateConversation, new(from.Id, History: "joined"), town.Alice);
        await town.Node.AskAsync(Commands.AddMembers, new(from.Id, [town.Bob]), town.Alice);
        Assert.Equal("not_found", await town.RefusedAsync(Commands.Forward, new(to.Id, from.Id, [words.Seq]), town.Bob));
        await town.Node.AskAsync(Commands.UpdateConversation, new(to.Id, Posting: "admins"), town.Bob);
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.Forward, new(to.Id, from.Id, [words.Seq]), town.Carol));
    }

    [Fact]
    public async Task What_is_forwarded_again_and_again_goes_only_so_deep_and_is_only_so_large()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var (one, two) = (await town.Node.SayAsync(town.Alice, group.Id, "1"), await town.Node.SayAsync(town.Alice, group.Id, "2"));
        var first = await TogetherAsync(one.Seq, two.Seq);
        var second = await TogetherAsync(first, one.Seq);
        Assert.Equal("too_large", await town.RefusedAsync(
            Commands.Forward, new(group.Id, group.Id, [second, one.Seq], true, "deeper"), town.Alice));
        var again = await town.Node.AskAsync(Commands.Forward, new(group.Id, group.Id, [second]), town.Alice);
        var copy = (ForwardContent)(await town.SeenAsync(town.Bob, group.Id, again.Sent[0].Seq)).Content;
        Assert.Equal(("deep", 2), (copy.Title, ((ForwardContent)copy.Messages.Single(m => m.Content is ForwardContent).Content).Messages.Count));

        var large = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            large.Add((await town.Node.SayAsync(town.Alice, group.Id, new string('x', Limits.TextBytes - 100))).Seq);
        }

        Assert.Equal("too_large", await town.RefusedAsync(Commands.Forward, new(group.Id, group.Id, large, true), town.Alice));
        await town.Node.AskAsync(Commands.Forward, new(group.Id, group.Id, large), town.Alice);

        async Task<long> TogetherAsync(params long[] seqs) =>
            (await town.Node.AskAsync(Commands.Forward, new(group.Id, group.Id, seqs, true, "deep"), town.Alice)).Sent[0].Seq;
    }
}

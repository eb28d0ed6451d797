using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Reactions: each counts once, everybody sees the same, and there are only so many.</summary>
public sealed class ReactionTests
{
    [Fact]
    public async Task Reacting_twice_is_one_reaction_and_taking_it_back_twice_leaves_none()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "tea");
        await Task.WhenAll(Enumerable.Repeat(town.Bob, 8).Select(who => town.Node.AskAsync(Commands.React, new(group.Id, sent.Seq, "🍵"), who)));
        var seen = await town.Node.AskAsync(Commands.React, new(group.Id, sent.Seq, "🍵"), town.Carol);

        var reaction = Assert.Single(seen.Reactions!);
        Assert.Equal(("🍵", 2), (reaction.Emoji, reaction.Count));
        Assert.Equal([town.Bob, town.Carol], reaction.UserIds);
        Assert.Equal(2, (await town.LogAsync(town.Alice, group.Id)).Count(m => m.Target == sent.Seq));
        await town.RestartAsync();
        await Task.WhenAll(Enumerable.Repeat(town.Bob, 4).Select(who => town.Node.AskAsync(Commands.Unreact, new(group.Id, sent.Seq, "🍵"), who)));
        Assert.Equal([town.Carol], Assert.Single((await town.SeenAsync(town.Alice, group.Id, sent.Seq)).Reactions!).UserIds);
        var last = await town.Node.AskAsync(Commands.Unreact, new(group.Id, sent.Seq, "🍵"), town.Carol);
        Assert.Null(last.Reactions);
        Assert.Equal(4, (await town.LogAsync(town.Alice, group.Id)).Count(m => m.Target == sent.Seq));
    }

    [Fact]
    public async Task One_emoji_is_a_reaction_and_nothing_else_is()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "tea");
        foreach (var emoji in new[] { "🍵", "❤️", "👍🏽", "👨‍👩‍👧‍👦", "🇨🇳", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "3️⃣", "‼️" })
        {
            Assert.Contains((await town.Node.AskAsync(Commands.React, new(group.Id, sent.Seq, emoji), town.Bob)).Reactions!, r => r.Emoji == emoji);
        }

        foreach (var other in new[] { "", "a", "茶", "🍵🍵", "+1", "a\uFE0F", "<", "🍵\u0301\u0301\u0301", " ", "\u200D" })
        {
            Assert.Equal("invalid_field", await town.RefusedAsync(Commands.React, new(group.Id, sent.Seq, other), town.Bob));
        }
    }

    [Fact]
    public async Task A_message_has_at_most_so_many_different_reactions_and_names_the_first_who_reacted()
    {
        await using var town = await Town.BuildAsync();
        var crowd = new List<Guid>();
        for (var i = 0; i < Limits.ReactionNames + 3; i++)
        {
            crowd.Add(await town.Node.PersonAsync($"guest{i}"));
        }

        var group = await town.GroupAsync(town.Alice, [.. crowd]);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, "tea");
        foreach (var guest in crowd)
        {
            await town.Node.AskAsync(Commands.React, new(group.Id, sent.Seq, "🍵"), guest);
        }

        for (var i = 1; i < Limits.ReactionsPerMessage; i++)
        {
            await town.Node.AskAsync(Commands.React, new(group.Id, sent.Seq, char.ConvertFromUtf32(0x1F600 + i)), crowd[0]);
        }

        Assert.Equal("too_many", await town.RefusedAsync(Commands.React, new(group.Id, sent.Seq, "🫖"), town.Alice));
        var tea = (await town.Node.AskAsync(Commands.React, new(group.Id, sent.Seq, "🍵"), crowd[^1])).Reactions![0];
        Assert.Equal((crowd.Count, Limits.ReactionNames), (tea.Count, tea.UserIds.Count));
        Assert.Equal(crowd.Count - 1,
            (await town.Node.AskAsync(Commands.Unreact, new(group.Id, sent.Seq, "🍵"), crowd[^1])).Reactions![0].Count);

        var listed = new List<ReactedBy>();
        string? cursor = null;
        do
        {
            var page = await town.Node.AskAsync(Commands.ListReactions, new(group.Id, sent.Seq, Cursor: cursor, Limit: 10), town.Alice);
            Assert.Equal(page.Reactions.Select(r => r.UserId).Distinct().Count(), page.Users.Count);
            listed.AddRange(page.Reactions);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(crowd.Count - 1 + Limits.ReactionsPerMessage - 1, listed.Distinct().Count());
        Assert.Equal(crowd.Count - 1, (await town.Node.AskAsync(
            Commands.ListReactions, new(group.Id, sent.Seq, "🍵", Limit: 100), town.Alice)).Reactions.Count);
        Assert.Equal("bad_cursor", await town.RefusedAsync(Commands.ListReactions, new(group.Id, sent.Seq, Cursor: "x"), town.Alice));
    }
}

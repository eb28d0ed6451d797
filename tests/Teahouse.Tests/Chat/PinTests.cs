using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Pins, and places that move.</summary>
public sealed class PinTests
{
    [Fact]
    public async Task What_Alice_pins_everybody_finds_last_pinned_first_and_a_line_says_so()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var (one, two) = (await town.Node.SayAsync(town.Bob, group.Id, "1"), await town.Node.SayAsync(town.Bob, group.Id, "2"));
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.Pin, new(group.Id, one.Seq), town.Bob));
        await town.Node.AskAsync(Commands.Pin, new(group.Id, two.Seq), town.Alice);
        var pinned = await town.Node.AskAsync(Commands.Pin, new(group.Id, one.Seq), town.Alice);
        Assert.Equal((true, pinned.Rev),
            ((await town.Node.AskAsync(Commands.Pin, new(group.Id, one.Seq), town.Alice)).Pinned, pinned.Rev));

        var found = await town.Node.AskAsync(Commands.ListPins, new(group.Id), town.Bob);
        Assert.Equal([one.Seq, two.Seq], found.Messages.Select(m => m.Seq));
        Assert.Equal(town.Bob, Assert.Single(found.Users).Id);
        var lines = (await town.LogAsync(town.Bob, group.Id)).Where(m => m.Content is EventContent { Event: "pinned" }).ToList();
        Assert.Equal([two.Seq, one.Seq], lines.Select(m => m.ReplyTo!.Value));
        Assert.Contains(town.Node.Updates(town.Bob), u => u is MessageUpdate m && m.Message.Seq == lines[1].Seq);
        await town.RestartAsync();
        Assert.Null((await town.Node.AskAsync(Commands.Unpin, new(group.Id, one.Seq), town.Alice)).Pinned);
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, two.Seq), town.Alice);
        Assert.Empty((await town.Node.AskAsync(Commands.ListPins, new(group.Id), town.Bob)).Messages);
        Assert.Equal("not_found", await town.RefusedAsync(Commands.ListPins, new(group.Id), town.Dave));
    }

    [Fact]
    public async Task In_a_direct_conversation_both_pin_but_only_so_many_messages_are_pinned()
    {
        await using var town = await Town.BuildAsync();
        var first = await town.Node.AskAsync(Commands.Send, new(new TextContent("0"), Ids.New(), RecipientId: town.Bob), town.Alice);
        await Task.WhenAll(Enumerable.Range(1, Limits.PinsPerConversation).Select(i => town.Node.SayAsync(town.Alice, first.ConversationId, $"{i}")));
        var replies = await Task.WhenAll(Enumerable.Range(1, Limits.PinsPerConversation + 1)
            .Select(seq => town.Node.ReplyAsync(Commands.Pin, new(first.ConversationId, seq), town.Bob).AsTask()));

        Assert.Equal(Limits.PinsPerConversation, replies.Count(r => r.Status == 200));
        Assert.Equal(422, Assert.Single(replies, r => r.Status != 200).Status);
        Assert.Equal(Limits.PinsPerConversation,
            (await town.Node.AskAsync(Commands.ListPins, new(first.ConversationId), town.Alice)).Messages.Count);
    }

    [Fact]
    public async Task A_live_place_follows_Alice_until_she_stops_it_and_nobody_else_moves_it()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var live = await town.Node.AskAsync(Commands.Send, new(new LocationContent(1, 2, "inn", LiveForS: 900), Ids.New(), group.Id), town.Alice);
        var plain = await town.Node.AskAsync(Commands.Send, new(new LocationContent(1, 2), Ids.New(), group.Id), town.Alice);
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.MoveLocation, new(group.Id, live.Seq, 3, 4), town.Bob));
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.MoveLocation, new(group.Id, plain.Seq, 3, 4), town.Alice));
        Assert.Equal("missing_field", await town.RefusedAsync(Commands.MoveLocation, new(group.Id, live.Seq, 3), town.Alice));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.MoveLocation, new(group.Id, live.Seq, 91, 4), town.Alice));
        var moved = await town.Node.AskAsync(Commands.MoveLocation, new(group.Id, live.Seq, 3, 4, 5), town.Alice);
        var place = (LocationContent)moved.Content;
        Assert.Equal((3, 4, 5, "inn"), (place.Latitude, place.Longitude, place.Accuracy, place.Name));
        Assert.Equal(moved, await town.SeenAsync(town.Bob, group.Id, live.Seq));

        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Posting: "admins"), town.Alice);
        await town.RestartAsync();
        var stopped = await town.Node.AskAsync(Commands.MoveLocation, new(group.Id, live.Seq, Stop: true), town.Alice);
        Assert.True(((LocationContent)stopped.Content).LiveUntil < place.LiveUntil);
        Assert.Equal(stopped, await town.Node.AskAsync(Commands.MoveLocation, new(group.Id, live.Seq, Stop: true), town.Alice));
        Assert.Equal("closed", await town.RefusedAsync(Commands.MoveLocation, new(group.Id, live.Seq, 5, 6), town.Alice));
    }

    [Fact]
    public async Task Only_people_who_exist_are_shown_by_a_card()
    {
        await using var town = await Town.BuildAsync();
        await town.Node.AskAsync(Commands.Send, new(new ContactContent(town.Carol), Ids.New(), RecipientId: town.Bob), town.Alice);
        Assert.Equal("not_found",
            await town.RefusedAsync(Commands.Send, new(new ContactContent(Ids.New()), Ids.New(), RecipientId: town.Carol), town.Alice));
    }
}

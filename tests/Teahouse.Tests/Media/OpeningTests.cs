using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Testing;
using Teahouse.Tests.Chat;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Who gets the files of which messages, and when no longer.</summary>
public sealed class OpeningTests
{
    readonly ManualTime _time = new(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_is_taken_back_hidden_or_cleared_or_was_before_their_time_opens_for_nobody_whom_it_concerns()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, History: "joined"), town.Alice);
        var pictures = Enumerable.Range(0, 4).Select(_ => Pictures.New()).ToArray();
        var seqs = new List<long>();
        foreach (var picture in pictures)
        {
            await town.UploadAsync(town.Alice, picture);
            seqs.Add((await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)))).Seq);
        }

        await town.Node.AskAsync(Commands.AddMembers, new(group.Id, [town.Dave]), town.Alice);
        Assert.Equal(4, (await town.OpenAsync(town.Bob, group.Id, seqs)).Count);
        Assert.Empty(await town.OpenAsync(town.Dave, group.Id, seqs));

        await town.Node.AskAsync(Commands.HideMessage, new(group.Id, seqs[1]), town.Bob);
        Assert.Equal([0, 2, 3], Opened(await town.OpenAsync(town.Bob, group.Id, seqs), pictures));
        await town.Node.AskAsync(Commands.ClearHistory, new(group.Id, seqs[0]), town.Bob);
        Assert.Equal([2, 3], Opened(await town.OpenAsync(town.Bob, group.Id, seqs), pictures));
        Assert.Equal([0, 1, 2, 3], Opened(await town.OpenAsync(town.Carol, group.Id, seqs), pictures));

        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, seqs[2]), town.Alice);
        Assert.Equal([3], Opened(await town.OpenAsync(town.Bob, group.Id, seqs), pictures));
        Assert.Equal([0, 1, 3], Opened(await town.OpenAsync(town.Alice, group.Id, seqs), pictures));

        await town.Node.AskAsync(Commands.RemoveMember, new(group.Id, town.Bob), town.Alice);
        Assert.Empty(await town.OpenAsync(town.Bob, group.Id, seqs));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.ListMedia, new(group.Id, "visual"), town.Bob));
        await town.Node.AskAsync(Commands.RemoveMember, new(group.Id, town.Carol), town.Carol);
        Assert.Empty(await town.OpenAsync(town.Carol, group.Id, seqs));
    }

    [Fact]
    public async Task Whom_Bob_has_blocked_sends_him_nothing_and_so_opens_nothing_for_him()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        await town.UploadAsync(town.Alice, picture);
        await town.Node.AskAsync(Commands.Block, new(town.Alice), town.Bob);
        var send = new SendMessage(Shelf.With(Shelf.Item(picture)), Ids.New(), RecipientId: town.Bob);
        Assert.Equal("not_accepted", await town.RefusedAsync(Commands.Send, send, town.Alice));
        Assert.Equal(0, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.reference"));
        await town.Node.AskAsync(Commands.Unblock, new(town.Alice), town.Bob);
        var sent = await town.Node.AskAsync(Commands.Send, send with { Id = Ids.New() }, town.Alice);
        Assert.Single(await town.OpenAsync(town.Bob, sent.ConversationId, sent.Seq));
    }

    [Theory]
    [InlineData("days")]
    [InlineData("until_read")]
    public async Task What_has_expired_opens_for_nobody_and_its_bytes_are_gone(string mode)
    {
        await using var town = await Town.BuildAsync(new() { HorizonMs = 60_000, ScheduleMs = 60_000 }, time: _time);
        var file = "the kettle is under the third stair"u8.ToArray();
        await town.UploadAsync(town.Alice, file, "file");
        var group = await town.GroupAsync(town.Alice, town.Bob);
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Retention: new(mode, mode == "days" ? 1 : null)), town.Alice);
        var sent = await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(file, "file", "stair.txt")));
        Assert.Single(await town.OpenAsync(town.Bob, group.Id, sent.Seq));
        Assert.Single(town.Holding("third stair"));

        await town.Node.AskAsync(Commands.Receipt, new(group.Id, ReadSeq: sent.Seq), town.Bob);
        _time.Advance(TimeSpan.FromDays(2));
        await town.Node.Service<Retaining>().ExpireAsync(Shelf.Patience);
        Assert.Empty(await town.OpenAsync(town.Bob, group.Id, sent.Seq));
        Assert.Empty(await town.OpenAsync(town.Alice, group.Id, sent.Seq));
        Assert.Empty((await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "file"), town.Bob)).Messages);
        await town.SweepAsync();
        Assert.Empty(town.Holding("third stair"));
        Assert.DoesNotContain(Shelf.HashOf(file), await HashesAsync(town));
    }

    [Fact]
    public async Task A_conversations_files_are_listed_by_kind_newest_first_and_only_for_those_who_see_them()
    {
        await using var town = await Town.BuildAsync();
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var (pictures, seqs) = (new List<long>(), new List<long>());
        for (var i = 0; i < 5; i++)
        {
            var picture = Pictures.New();
            await town.UploadAsync(town.Alice, picture);
            pictures.Add((await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(picture)))).Seq);
            await town.Node.SayAsync(town.Alice, group.Id, "and this?");
        }

        var file = "a list of teas"u8.ToArray();
        await town.UploadAsync(town.Bob, file, "file");
        seqs.Add((await town.SendAsync(town.Bob, group.Id, Shelf.With(Shelf.Item(file, "file", "teas.txt")))).Seq);
        await town.Node.AskAsync(Commands.HideMessage, new(group.Id, pictures[3]), town.Bob);
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, pictures[1]), town.Alice);

        var first = await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "visual", Limit: 2), town.Bob);
        Assert.Equal([pictures[4]], first.Messages.Select(m => m.Seq));
        Assert.Equal((pictures[3], town.Alice), (first.NextBeforeSeq, Assert.Single(first.Users).Id));
        var second = await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "visual", first.NextBeforeSeq, 2), town.Bob);
        Assert.Equal([pictures[2], pictures[0]], second.Messages.Select(m => m.Seq));
        Assert.Null(second.NextBeforeSeq);
        Assert.Equal([pictures[4], pictures[3], pictures[2], pictures[0]],
            (await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "visual"), town.Alice)).Messages.Select(m => m.Seq));
        Assert.Equal(seqs, (await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "file"), town.Bob)).Messages.Select(m => m.Seq));
        Assert.Empty((await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "sound"), town.Bob)).Messages);
        Assert.Empty((await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "link"), town.Bob)).Messages);
        Assert.Equal("not_found", await town.RefusedAsync(Commands.ListMedia, new(group.Id, "visual"), town.Carol));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.ListMedia, new(group.Id, "image"), town.Bob));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.ListMedia, new(group.Id, "visual", Limit: 201), town.Bob));
    }

    [Fact]
    public async Task No_more_messages_are_opened_at_once_than_there_may_be()
    {
        await using var town = await Town.BuildAsync();
        MessagePlace[] many = [.. Enumerable.Range(1, Limits.OpenedPerCall + 1).Select(i => new MessagePlace(Ids.New(), i))];
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.OpenMedia, new([]), town.Alice));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.OpenMedia, new(many), town.Alice));
        Assert.Empty((await town.Node.AskAsync(Commands.OpenMedia, new(many[1..]), town.Alice)).Grants);
    }

    static IEnumerable<int> Opened(IReadOnlyList<MediaGrant> grants, byte[][] pictures) =>
        grants.Select(g => Array.FindIndex(pictures, p => Shelf.HashOf(p) == g.Sha256)).Order();

    static Task<string> HashesAsync(Town town) =>
        town.Database.ScalarAsync<string>("SELECT coalesce(string_agg(encode(sha256, 'hex'), ' '), '') FROM media.file");
}

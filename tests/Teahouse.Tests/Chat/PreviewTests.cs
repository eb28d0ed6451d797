using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Server.Media;
using Teahouse.Testing;
using Teahouse.Tests.Fetch;
using Teahouse.Tests.Media;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>Cards of the pages that messages link to: who sees them, and when they go.</summary>
public sealed class PreviewTests
{
    const string Leaf = "<title>Green leaf</title><meta name=description content='of the kettle under the third stair'>";

    [Theory]
    [InlineData(50)]
    [InlineData(2)]
    public async Task Alice_posts_a_link_and_Bob_sees_the_card_wherever_he_reads_the_message(int narrow)
    {
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site, new() { NarrowMembers = narrow, HorizonMs = 50 });
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"see {site.At("/leaf#top")}.");
        await town.ShowAsync();

        var seen = await town.SeenAsync(town.Bob, group.Id, sent.Seq);
        Assert.Equal(new(site.At("/leaf").AbsoluteUri, "Green leaf", "of the kettle under the third stair"), seen.Preview);
        Assert.Equal((null, sent.Seq + 1), (seen.EditedAt, seen.Rev));
        Assert.Equal(seen.Preview, ((ChangeContent)(await town.LogAsync(town.Bob, group.Id))[^1].Content).Message!.Preview);
        if (narrow > 2)
        {
            var told = (MessageUpdate)town.Node.Updates(town.Bob).Last();
            Assert.Equal(seen.Preview, ((ChangeContent)told.Message.Content).Message!.Preview);
        }

        // Facts may come again, also to another node.
        await town.ShowAsync();
        await town.RestartAsync();
        await town.ShowAsync();
        Assert.Equal(sent.Seq + 1, (await town.LogAsync(town.Bob, group.Id))[^1].Seq);
        Assert.Single(site.Asked);

        // Nobody has read anything by it.
        await town.Node.SettleAsync(group.Id);
        Assert.Equal(1, (await town.Node.AskAsync(Commands.GetConversation, new(group.Id), town.Bob)).Unread);
    }

    [Fact]
    public async Task In_a_direct_conversation_in_a_thread_with_files_and_when_its_time_has_come_a_link_has_its_card()
    {
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site);
        var picture = Pictures.New();
        await town.UploadAsync(town.Alice, picture);
        var direct = await town.Node.AskAsync(
            Commands.Send, new(new TextContent(Link("/direct")), Ids.New(), RecipientId: town.Bob), town.Alice);
        var id = direct.ConversationId;
        var answer = await town.Node.AskAsync(
            Commands.Send, new(new TextContent(Link("/thread")), Ids.New(), id, Thread: direct.Seq), town.Bob);
        var files = await town.SendAsync(town.Alice, id, new MediaContent([Shelf.Item(picture)], Link("/files")));
        var later = Ids.New();
        await town.Node.AskAsync(Commands.ScheduleMessage, new(id, new TextContent(Link("/later")), TimeProvider.System.GetUtcNow().AddDays(1), later), town.Alice);
        await town.Database.ExecuteAsync("UPDATE chat.scheduled SET send_at = '2020-01-01'");
        await town.Node.Service<Scheduler>().SendDueAsync(TestContext.Current.CancellationToken);
        await town.ShowAsync();

        var log = (await town.LogAsync(town.Bob, id)).Where(m => m.Target is null).ToDictionary(m => m.Seq);
        Assert.Equal(
            (Link("/direct"), Link("/thread"), Link("/files"), Link("/later")),
            (Url(log[direct.Seq]), Url(log[answer.Seq]), Url(log[files.Seq]), Url(log.Values.Single(m => m.Id == later))));
        var listed = await town.Node.AskAsync(Commands.ListMedia, new(id, "link"), town.Bob);
        Assert.Equal(4, listed.Messages.Count);
        Assert.All(listed.Messages, message => Assert.NotNull(message.Preview));

        string Link(string path) => site.At(path).AbsoluteUri;

        static string? Url(Message message) => message.Preview?.Url;
    }

    [Fact]
    public async Task What_is_no_link_or_is_not_to_be_one_costs_nobody_anything()
    {
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        foreach (var text in new[] { "tea", $"`{site.At()}`", $"<{site.At()}>", $"```\n{site.At()}\n```", "tea.example" })
        {
            await town.Node.SayAsync(town.Alice, group.Id, text);
        }

        var link = await town.Node.SayAsync(town.Bob, group.Id, site.At().AbsoluteUri);
        await town.Node.AskAsync(Commands.Forward, new(group.Id, group.Id, [link.Seq]), town.Alice);
        await town.ShowAsync();
        Assert.Equal(1, await town.Database.ScalarAsync<long>("SELECT count(*) FROM platform.outbox WHERE topic = 'chat.link_posted'"));
        var copy = (await town.LogAsync(town.Bob, group.Id)).Single(m => m.Content is ForwardContent);
        Assert.Null(copy.Preview);

        // What is copied is what was written, not what the server has put there.
        await town.Node.AskAsync(Commands.Forward, new(group.Id, group.Id, [link.Seq]), town.Alice);
        Assert.All((await town.LogAsync(town.Bob, group.Id)).Where(m => m.Content is ForwardContent), m => Assert.Null(m.Preview));
    }

    [Fact]
    public async Task A_server_that_is_to_make_no_previews_fetches_nothing()
    {
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site, media: new() { LinkPreviews = false });
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, site.At().AbsoluteUri);
        await town.ShowAsync();
        Assert.Null((await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview);
        Assert.Empty(site.Asked);
    }

    [Fact]
    public async Task Alice_edits_and_the_card_stays_with_its_link_goes_with_it_and_another_comes_with_another()
    {
        await using var site = await Site.OpenAsync(context => Site.HtmlAsync(context, $"<title>{context.Request.Path}</title>"));
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"{site.At("/a")}");
        await town.ShowAsync();

        Assert.Equal("/a", (await EditAsync($"really: {site.At("/a")}")).Preview?.Title);
        Assert.Null((await EditAsync($"`{site.At("/a")}`")).Preview);
        await town.ShowAsync();
        Assert.Null((await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview);
        Assert.Empty((await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "link"), town.Bob)).Messages);

        await EditAsync($"{site.At("/b")} {site.At("/a")}");
        await town.ShowAsync();
        Assert.Equal("/b", (await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview?.Title);
        Assert.Single((await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "link"), town.Bob)).Messages);
        Assert.Equal(["/a", "/b"], site.Asked);

        async Task<Message> EditAsync(string text)
        {
            await town.Node.AskAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent(text)), town.Alice);
            return await town.SeenAsync(town.Bob, group.Id, sent.Seq);
        }
    }

    [Theory]
    [InlineData("edited")]
    [InlineData("recalled")]
    [InlineData("archived")]
    [InlineData("removed")]
    public async Task What_happens_to_a_message_while_its_page_is_fetched_counts(string what)
    {
        var answer = new TaskCompletionSource();
        await using var site = await Site.OpenAsync(async context =>
        {
            await answer.Task;
            await Site.HtmlAsync(context, Leaf);
        });
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, site.At().AbsoluteUri);
        var other = await town.Node.SayAsync(town.Bob, group.Id, site.At().AbsoluteUri);
        var showing = town.ShowAsync();
        await Eventually.True("the page is asked for", () => !site.Asked.IsEmpty);
        var place = new MessagePlace(group.Id, sent.Seq);
        await (what switch
        {
            "edited" => town.Node.AskAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent("never mind")), town.Alice),
            "recalled" => town.Node.AskAsync(Commands.RecallMessage, place, town.Alice),
            "removed" => town.Node.AskAsync(Commands.RemovePreview, place, town.Alice),
            _ => (Task)town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Archived: true), town.Alice),
        });
        answer.SetResult();
        await showing;
        Assert.Null((await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview);
        Assert.Equal(what == "archived", (await town.SeenAsync(town.Bob, group.Id, other.Seq)).Preview is null);
    }

    [Fact]
    public async Task A_card_is_taken_off_by_whoever_wrote_the_message_or_an_admin_and_stays_off()
    {
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob, town.Carol);
        var direct = await town.Node.AskAsync(Commands.Send, new(new TextContent($"{site.At()}"), Ids.New(), RecipientId: town.Bob), town.Alice);
        var one = await town.Node.SayAsync(town.Bob, group.Id, $"{site.At("/1")}");
        var two = await town.Node.SayAsync(town.Bob, group.Id, $"{site.At("/2")}");
        await town.ShowAsync();

        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.RemovePreview, new(group.Id, one.Seq), town.Carol));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.RemovePreview, new(group.Id, one.Seq), town.Dave));
        Assert.Equal("not_allowed", await town.RefusedAsync(Commands.RemovePreview, new(direct.ConversationId, direct.Seq), town.Bob));
        Assert.Null((await town.Node.AskAsync(Commands.RemovePreview, new(group.Id, one.Seq), town.Bob)).Preview);
        Assert.Null((await town.Node.AskAsync(Commands.RemovePreview, new(group.Id, two.Seq), town.Alice)).Preview);
        Assert.Null((await town.Node.AskAsync(Commands.RemovePreview, new(direct.ConversationId, direct.Seq), town.Alice)).Preview);
        var last = (await town.LogAsync(town.Carol, group.Id))[^1];
        Assert.Null(((ChangeContent)last.Content).Message!.Preview);

        // Again, and with other words, and when the facts come again: nothing more happens.
        await town.Node.AskAsync(Commands.RemovePreview, new(group.Id, one.Seq), town.Bob);
        await town.ShowAsync();
        Assert.Equal(last.Seq, (await town.LogAsync(town.Carol, group.Id))[^1].Seq);
        await town.Node.AskAsync(Commands.EditMessage, new(group.Id, one.Seq, new TextContent($"{site.At("/3")}")), town.Bob);
        await town.ShowAsync();
        Assert.Null((await town.SeenAsync(town.Carol, group.Id, one.Seq)).Preview);
        Assert.Equal(2, (await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "link"), town.Carol)).Messages.Count);
    }

    [Fact]
    public async Task Nothing_of_the_card_of_what_Alice_took_back_is_in_any_table_of_the_database()
    {
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"{site.At("/hidden-place")}");
        await town.ShowAsync();
        await town.Node.AskAsync(Commands.EditMessage, new(group.Id, sent.Seq, new TextContent($"see {site.At("/hidden-place")}")), town.Alice);
        Assert.Contains("third stair", await town.DumpAsync());
        Assert.All(
            (await town.Node.AskAsync(Commands.ListEdits, new(group.Id, sent.Seq), town.Alice)).Edits, e => Assert.IsType<TextContent>(e.Content));

        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, sent.Seq), town.Alice);
        var dump = await town.DumpAsync();
        Assert.DoesNotContain("third stair", dump);
        Assert.DoesNotContain("hidden-place", dump);
        Assert.Null((await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview);
        Assert.Empty((await town.Node.AskAsync(Commands.ListMedia, new(group.Id, "link"), town.Bob)).Messages);
    }

    [Fact]
    public async Task The_card_goes_with_the_message_whose_time_is_over()
    {
        var time = new ManualTime(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site, time: time);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        await town.Node.AskAsync(Commands.UpdateConversation, new(group.Id, Retention: new("days", 1)), town.Alice);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"{site.At("/hidden-place")}");
        await town.ShowAsync();
        await town.Node.SettleAsync(group.Id);
        Assert.NotNull((await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview);
        time.Advance(TimeSpan.FromDays(2));
        await town.Node.Service<Retaining>().ExpireAsync(TestContext.Current.CancellationToken);

        Assert.Null((await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview);
        await town.ShowAsync();
        var dump = await town.DumpAsync();
        Assert.DoesNotContain("third stair", dump);
        Assert.DoesNotContain("hidden-place", dump);
    }

    [Fact]
    public async Task What_a_hostile_page_says_of_itself_arrives_as_harmless_words_and_the_host_is_the_one_it_was_found_at()
    {
        const string Hostile = """
            <title>&#x202E;gnp.exe&#x2066; \u001b[31m &#27;[2J</title><meta property="og:site_name" content="Your Bank&#x200B;&#10;&#0;">
            <meta name=description content="&lt;script&gt;alert(1)&lt;/script&gt; javascript:alert(1)"><meta property="og:url" content="https://bank.example/">
            """;
        await using var site = await Site.OpenAsync(context =>
        {
            if (context.Request.Path == "/short")
            {
                context.Response.Redirect("/evil");
                return Task.CompletedTask;
            }

            return Site.HtmlAsync(context, Hostile);
        });
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"{site.At("/short")}");
        await town.ShowAsync();
        Assert.Equal(
            new(site.At("/evil").AbsoluteUri, "gnp.exe \\u001b[31m [2J", "<script>alert(1)</script> javascript:alert(1)", "Your Bank"),
            (await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview);
    }

    [Fact]
    public async Task A_page_that_dies_in_the_middle_has_no_card_and_does_not_keep_others_from_theirs()
    {
        await using var site = await Site.OpenAsync(async context =>
        {
            await Site.HtmlAsync(context, Leaf);
            if (context.Request.Path == "/dies")
            {
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
        });
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var dies = await town.Node.SayAsync(town.Alice, group.Id, $"{site.At("/dies")}");
        var gone = await town.Node.SayAsync(town.Alice, group.Id, "http://127.0.0.1:1/");
        var lives = await town.Node.SayAsync(town.Alice, group.Id, $"{site.At("/lives")}");
        await town.ShowAsync();
        Assert.Null((await town.SeenAsync(town.Bob, group.Id, dies.Seq)).Preview);
        Assert.Null((await town.SeenAsync(town.Bob, group.Id, gone.Seq)).Preview);
        Assert.NotNull((await town.SeenAsync(town.Bob, group.Id, lives.Seq)).Preview);
    }

    [Fact]
    public async Task A_page_that_does_not_answer_does_not_hold_up_those_who_wait_for_facts()
    {
        await using var site = await Site.OpenAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var time = new ManualTime();
        await using var town = await TownAsync(site, time: time);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        await town.Node.SayAsync(town.Alice, group.Id, $"{site.At()}");
        var heard = town.Node.Service<Previewing>().HearAsync(await town.LinksAsync(), TestContext.Current.CancellationToken);
        await Eventually.True("the page is asked for", () => !site.Asked.IsEmpty);
        Assert.False(heard.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(3));
        await Eventually.True("the listener goes on", () => heard.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_link_that_is_being_looked_at_when_the_node_stops_is_given_to_the_next()
    {
        var answers = false;
        await using var site = await Site.OpenAsync(context =>
            answers ? Site.HtmlAsync(context, Leaf) : Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"{site.At()}");
        using var stop = new CancellationTokenSource();
        var heard = town.Node.Service<Previewing>().HearAsync(await town.LinksAsync(), stop.Token);
        await Eventually.True("the page is asked for", () => !site.Asked.IsEmpty);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => heard);
        await town.RestartAsync();
        answers = true;
        await town.ShowAsync();
        Assert.NotNull((await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview);
    }

    static Task<Town> TownAsync(Site site, ChatOptions? options = null, MediaOptions? media = null, TimeProvider? time = null) =>
        Town.BuildAsync(options, time: time, media: media, fetch: site.Allowing);
}

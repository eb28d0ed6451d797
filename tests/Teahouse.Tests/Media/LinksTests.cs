using System.Collections.Concurrent;
using Teahouse.Protocol;
using Teahouse.Server.Media;
using Teahouse.Testing;
using Teahouse.Tests.Chat;
using Teahouse.Tests.Fetch;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Looking at pages: how often, how many at a time, and what is kept of it.</summary>
public sealed class LinksTests
{
    const string Leaf = "<title>Green leaf</title>";

    readonly ManualTime _time = new(new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_many_link_to_at_once_is_fetched_once_for_a_day()
    {
        var answer = new TaskCompletionSource();
        await using var site = await Site.OpenAsync(async context =>
        {
            await answer.Task;
            await Site.HtmlAsync(context, Leaf);
        });
        await using var town = await TownAsync(site);
        var links = town.Node.Service<Links>();
        var looks = Enumerable.Range(0, 50).Select(i => links.LookAsync($"{site.At()}#{i}", i % 2 == 0 ? town.Alice : town.Bob, Patience)).ToList();
        await Eventually.True("the page is asked for", () => !site.Asked.IsEmpty);
        answer.SetResult();
        Assert.All(await Task.WhenAll(looks), card => Assert.Equal("Green leaf", card?.Title));
        Assert.Single(site.Asked);

        _time.Advance(TimeSpan.FromHours(23));
        await town.RestartAsync();
        Assert.NotNull(await town.Node.Service<Links>().LookAsync($"{site.At()}", town.Carol, Patience));
        Assert.Single(site.Asked);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await town.Node.Service<Links>().LookAsync($"{site.At()}", town.Carol, Patience));
        Assert.Equal(2, site.Asked.Count);
    }

    [Fact]
    public async Task A_page_without_a_card_is_asked_again_after_an_hour()
    {
        var there = false;
        await using var site = await Site.OpenAsync(context =>
        {
            context.Response.StatusCode = there ? 200 : 503;
            return Site.HtmlAsync(context, Leaf);
        });
        await using var town = await TownAsync(site);
        var links = town.Node.Service<Links>();
        Assert.Null(await links.LookAsync($"{site.At()}", town.Alice, Patience));
        there = true;
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Null(await links.LookAsync($"{site.At()}", town.Alice, Patience));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(await links.LookAsync($"{site.At()}", town.Alice, Patience));
        Assert.Equal(2, site.Asked.Count);
    }

    [Fact]
    public async Task Five_hundred_links_of_Alice_are_not_five_hundred_fetches_and_Bob_does_not_wait_for_them()
    {
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site, new() { LinksPerMinute = 20 });
        var group = await town.GroupAsync(town.Alice, town.Bob);
        foreach (var i in Enumerable.Range(0, 500))
        {
            await town.Node.SayAsync(town.Alice, group.Id, $"{site.At($"/{i}")}");
        }

        var own = await town.Node.SayAsync(town.Bob, group.Id, $"{site.At("/bob")}");
        await town.ShowAsync();
        Assert.Equal(21, site.Asked.Count);
        Assert.NotNull((await town.LogAsync(town.Alice, group.Id, own.Seq - 1))[0].Preview);
        _time.Advance(TimeSpan.FromMinutes(1));
        await town.ShowAsync();
        Assert.Equal(41, site.Asked.Count);
    }

    [Fact]
    public async Task A_few_pages_are_fetched_at_a_time_of_one_host_two_and_a_slow_host_is_in_nobodys_way()
    {
        var (answer, slow) = (new TaskCompletionSource(), new ConcurrentQueue<string>());
        await using var site = await Site.OpenAsync(async context =>
        {
            if (context.Request.Path.StartsWithSegments("/slow"))
            {
                slow.Enqueue(context.Request.Path);
                await answer.Task;
            }

            await Site.HtmlAsync(context, Leaf);
        });
        await using var quick = await Site.OfAsync(Leaf);
        await using var town = await Town.BuildAsync(
            fetch: new() { AllowedNetworks = ["127.0.0.0/8"], AllowedPorts = [site.Port, quick.Port] }, media: new() { LinkFetches = 3 });
        var links = town.Node.Service<Links>();
        var looks = Enumerable.Range(0, 10).Select(i => links.LookAsync($"{site.At($"/slow/{i}")}", town.Alice, Patience)).ToList();
        await Eventually.True("two are asked for", () => slow.Count == 2);
        Assert.NotNull(await links.LookAsync($"{quick.At("/", "localhost")}", town.Bob, Patience));
        Assert.Equal(2, slow.Count);
        answer.SetResult();
        Assert.All(await Task.WhenAll(looks), Assert.NotNull);
    }

    [Theory]
    [InlineData("https://tea.example@127.0.0.1/")]
    [InlineData("http://127.0.0.1:22/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task What_is_not_public_has_no_card(string link)
    {
        await using var town = await Town.BuildAsync();
        Assert.Null(await town.Node.Service<Links>().LookAsync(link, town.Alice, Patience));
        Assert.Null(await town.Node.Service<Links>().LookAsync($"http://{string.Join('.', Enumerable.Repeat("tea", 80))}/", town.Alice, Patience));
    }

    [Fact]
    public async Task The_table_tells_nobody_what_was_linked_to()
    {
        await using var site = await Site.OfAsync(Leaf);
        await using var town = await TownAsync(site);
        Assert.NotNull(await town.Node.Service<Links>().LookAsync($"{site.At("/hidden-place")}", town.Alice, Patience));
        Assert.Equal(1, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.link WHERE card IS NOT NULL"));
        var dump = await town.DumpAsync();
        Assert.DoesNotContain("hidden-place", dump);
        Assert.DoesNotContain("Green leaf", dump);
        _time.Advance(TimeSpan.FromDays(2));
        await town.SweepAsync();
        Assert.Equal(0, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.link"));
    }

    [Fact]
    public async Task The_picture_of_a_page_is_kept_in_what_was_made_of_it_as_long_as_a_message_or_a_card_has_it()
    {
        var picture = Pictures.New(words: "taken at the house of Dave");
        await using var site = await PictureSiteAsync(picture);
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.Node.SayAsync(town.Alice, group.Id, $"{site.At()}");
        await town.ShowAsync();

        var seen = (await town.SeenAsync(town.Bob, group.Id, sent.Seq)).Preview!;
        Assert.Equal((Shelf.HashOf(picture), "image"), (seen.Picture?.Sha256, seen.Picture?.Kind));
        Assert.NotNull(seen.Picture?.Width);
        var grant = Assert.Single(await town.OpenAsync(town.Bob, group.Id, sent.Seq));
        Assert.Equal(seen.Picture!.Sha256, grant.Sha256);
        Assert.DoesNotContain(grant.Variants, variant => variant.Name == "original");
        Assert.Empty(await town.OpenAsync(town.Dave, group.Id, sent.Seq));
        Assert.Empty(town.Holding("taken at the house of Dave"));

        // It is nobody's: nobody can send it on by its hash, and it takes nobody's room.
        Assert.Equal("not_found", await town.RefusedAsync(
            Commands.Send, new(Shelf.With(Shelf.Item(picture)), Ids.New(), group.Id), town.Alice));
        Assert.Equal(0, (await town.Node.AskAsync(Commands.GetMediaUsage, Nothing.Value, town.Alice)).Used);

        await town.SweepAsync();
        Assert.NotEmpty(town.Stored());
        await town.Node.AskAsync(Commands.RecallMessage, new(group.Id, sent.Seq), town.Alice);
        await town.SweepAsync();
        Assert.NotEmpty(town.Stored());
        _time.Advance(TimeSpan.FromDays(2));
        await town.SweepAsync();
        await town.SweepAsync();
        Assert.Empty(town.Stored());
        Assert.Equal(0, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.file"));
    }

    [Theory]
    [InlineData("edit")]
    [InlineData("remove")]
    [InlineData("recall")]
    public async Task The_picture_goes_when_the_last_message_that_shows_it_does_not_any_more(string how)
    {
        await using var site = await PictureSiteAsync(Pictures.New());
        await using var town = await TownAsync(site);
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var place = new MessagePlace(group.Id, (await town.Node.SayAsync(town.Alice, group.Id, $"{site.At()}")).Seq);
        await town.ShowAsync();
        _time.Advance(TimeSpan.FromDays(2));
        await town.SweepAsync();
        await town.SweepAsync();
        Assert.NotEmpty(town.Stored());
        await (how switch
        {
            "edit" => town.Node.AskAsync(Commands.EditMessage, new(group.Id, place.Seq, new TextContent("tea")), town.Alice),
            "remove" => town.Node.AskAsync(Commands.RemovePreview, place, town.Alice),
            _ => town.Node.AskAsync(Commands.RecallMessage, place, town.Alice),
        });
        Assert.Empty(await town.OpenAsync(town.Bob, group.Id, place.Seq));
        await town.SweepAsync();
        Assert.Empty(town.Stored());
    }

    [Fact]
    public async Task A_picture_that_cannot_be_shown_is_left_out_of_its_card()
    {
        byte[][] bad = [Pictures.New()[..50], [0x89, .. "PNG nonsense"u8], [.. "<svg onload=alert(1)>"u8], []];
        await using var site = await Site.OpenAsync(context =>
        {
            var path = context.Request.Path.Value!;
            if (path.Length == 2)
            {
                return Site.HtmlAsync(context, $"{Leaf}<meta property='og:image' content='{path}.png'>");
            }

            context.Response.ContentType = "image/png";
            return context.Response.Body.WriteAsync(bad[path[1] - '0'], 0, bad[path[1] - '0'].Length);
        });
        await using var town = await TownAsync(site);
        for (var i = 0; i < bad.Length; i++)
        {
            var card = await town.Node.Service<Links>().LookAsync($"{site.At($"/{i}")}", town.Alice, Patience);
            Assert.Equal(new(site.At($"/{i}").AbsoluteUri, "Green leaf"), card);
        }

        Assert.Equal(2 * bad.Length, site.Asked.Count);
        await town.SweepAsync();
        Assert.Empty(town.Stored());
    }

    [Fact]
    public async Task A_picture_that_somebody_has_uploaded_already_is_shown_as_that_and_stays_theirs()
    {
        var picture = Pictures.New();
        await using var site = await PictureSiteAsync(picture);
        await using var town = await TownAsync(site);
        await town.UploadAsync(town.Bob, picture);
        var card = await town.Node.Service<Links>().LookAsync($"{site.At()}", town.Alice, Patience);
        Assert.Equal(Shelf.HashOf(picture), card?.Picture?.Sha256);
        await town.Node.AskAsync(Commands.DiscardMedia, new(Shelf.HashOf(picture)), town.Bob);
        await town.SweepAsync();
        Assert.Equal(1, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.file"));
    }

    Task<Town> TownAsync(Site site, MediaOptions? media = null) => Town.BuildAsync(time: _time, media: media, fetch: site.Allowing);

    static Task<Site> PictureSiteAsync(byte[] picture) => Site.OpenAsync(context =>
    {
        if (context.Request.Path != "/cup.png")
        {
            return Site.HtmlAsync(context, Leaf + "<meta property='og:image' content='/cup.png'>");
        }

        context.Response.ContentType = "image/png";
        return context.Response.Body.WriteAsync(picture, 0, picture.Length);
    });
}

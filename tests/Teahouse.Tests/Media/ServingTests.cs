using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;
using Teahouse.Server.Media;
using Teahouse.Testing;
using Teahouse.Tests.Gateway;
using Teahouse.Tests.Postgres;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Files as browsers, caches and strangers ask for them.</summary>
public sealed class ServingTests(TestServer server) : IClassFixture<TestServer>
{
    static readonly byte[] Words = "the kettle is under the third stair"u8.ToArray();

    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bob_saves_what_Alice_sent_byte_for_byte_under_its_name_and_no_browser_runs_it()
    {
        var grant = await SentAsync(Words, "file", "茶 \"stair\".txt");
        using var http = server.Http();
        using var whole = await http.GetAsync(new Uri($"{grant.Url}/original", UriKind.Relative), Patience);
        Assert.Equal(Words, await whole.Content.ReadAsByteArrayAsync(Patience));
        Assert.Equal("text/plain; charset=utf-8", whole.Content.Headers.ContentType!.ToString());
        var disposition = whole.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", "茶 \"stair\".txt"), (disposition.DispositionType, disposition.FileNameStar));
        Assert.Equal("default-src 'none'; sandbox; frame-ancestors 'none'", Header(whole, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(whole, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(whole, "Cross-Origin-Resource-Policy"));
        Assert.Equal("bytes", Header(whole, "Accept-Ranges"));
        Assert.Equal($"\"{grant.Sha256}-original\"", whole.Headers.ETag!.ToString());
        var cache = whole.Headers.CacheControl!;
        Assert.True(cache.Public);
        Assert.InRange(cache.MaxAge!.Value, TimeSpan.FromHours(5.9), TimeSpan.FromHours(12));
        Assert.Contains(cache.Extensions, e => e.Name == "immutable");
        Assert.False(whole.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("bytes=0-0", 206, "t", "bytes 0-0/35")]
    [InlineData("bytes=4-9", 206, "kettle", "bytes 4-9/35")]
    [InlineData("bytes=30-", 206, "stair", "bytes 30-34/35")]
    [InlineData("bytes=-5", 206, "stair", "bytes 30-34/35")]
    [InlineData("bytes=-99", 206, "the kettle is under the third stair", "bytes 0-34/35")]
    [InlineData("bytes=30-99", 206, "stair", "bytes 30-34/35")]
    [InlineData("bytes=35-", 416, null, "bytes */35")]
    [InlineData("bytes=99-100", 416, null, "bytes */35")]
    [InlineData("bytes=-0", 416, null, "bytes */35")]
    [InlineData("bytes=0-1,4-9", 200, "the kettle is under the third stair", null)]
    [InlineData("bytes=9-4", 200, "the kettle is under the third stair", null)]
    [InlineData("lines=1-2", 200, "the kettle is under the third stair", null)]
    [InlineData("nonsense", 200, "the kettle is under the third stair", null)]
    public async Task A_part_is_answered_with_that_part(string range, int status, string? body, string? told)
    {
        var grant = await SentAsync(Words, "file", "stair.txt");
        using var answer = await AskAsync(HttpMethod.Get, $"{grant.Url}/original", ("Range", range));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(told, answer.Content.Headers.ContentRange?.ToString());
        if (body is not null)
        {
            Assert.Equal(body, await answer.Content.ReadAsStringAsync(Patience));
            Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
        }
        else
        {
            Assert.Equal("bad_range", await answer.CodeAsync());
            Assert.Equal("no-store", Header(answer, "Cache-Control"));
        }
    }

    [Fact]
    public async Task What_a_browser_has_is_not_sent_again_and_a_part_of_another_file_is_sent_whole()
    {
        var grant = await SentAsync(Words, "file", "stair.txt");
        var (url, tag) = ($"{grant.Url}/original", $"\"{grant.Sha256}-original\"");
        foreach (var known in new[] { tag, $"\"other\", {tag}", $"W/{tag}", "*" })
        {
            using var same = await AskAsync(HttpMethod.Get, url, ("If-None-Match", known));
            Assert.Equal((HttpStatusCode.NotModified, tag), (same.StatusCode, same.Headers.ETag?.ToString()));
            Assert.Empty(await same.Content.ReadAsByteArrayAsync(Patience));
        }

        using var other = await AskAsync(HttpMethod.Get, url, ("If-None-Match", "\"other\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var part = await AskAsync(HttpMethod.Get, url, ("If-Range", tag), ("Range", "bytes=0-2"));
        using var changed = await AskAsync(HttpMethod.Get, url, ("If-Range", "\"other\""), ("Range", "bytes=0-2"));
        using var dated = await AskAsync(HttpMethod.Get, url, ("If-Range", "Fri, 01 May 2026 08:00:00 GMT"), ("Range", "bytes=0-2"));
        Assert.Equal([206, 200, 200], new[] { part, changed, dated }.Select(a => (int)a.StatusCode));
        using var head = await AskAsync(HttpMethod.Head, url, ("Range", "bytes=0-2"));
        Assert.Equal((200, Words.Length), ((int)head.StatusCode, (int)head.Content.Headers.ContentLength!));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Patience));
    }

    [Fact]
    public async Task A_picture_is_shown_without_what_its_original_said_and_the_original_is_nobodys()
    {
        var grant = await SentAsync(Pictures.New(words: "taken at the well"), "image");
        foreach (var variant in grant.Variants)
        {
            using var shown = await AskAsync(HttpMethod.Get, $"{grant.Url}/{variant.Name}");
            Assert.Equal((HttpStatusCode.OK, variant.MediaType), (shown.StatusCode, shown.Content.Headers.ContentType!.ToString()));
            Assert.Equal("inline", Header(shown, "Content-Disposition"));
            var bytes = await shown.Content.ReadAsByteArrayAsync(Patience);
            Assert.Equal(variant.Size, bytes.Length);
            Assert.DoesNotContain("taken at the well", System.Text.Encoding.Latin1.GetString(bytes));
        }

        using var original = await AskAsync(HttpMethod.Get, $"{grant.Url}/original");
        Assert.Equal("not_found", await original.CodeAsync());
    }

    [Fact]
    public async Task What_is_no_grant_of_this_server_or_no_longer_one_is_not_found_and_is_not_cached()
    {
        var grant = await SentAsync(Words, "file", "stair.txt");
        var token = grant.Url.Split('/')[^1];
        foreach (var address in new[]
        {
            $"/media/{token[..^1]}{(token[^1] == 'A' ? 'B' : 'A')}/original", $"/media/{token[1..]}/original", "/media/nonsense/original",
            $"{grant.Url}/small", $"{grant.Url}/Original", $"{grant.Url}/..%2foriginal", $"/media/{grant.Sha256}/original",
        })
        {
            using var answer = await AskAsync(HttpMethod.Get, address);
            Assert.Equal((404, "not_found"), ((int)answer.StatusCode, await answer.CodeAsync()));
            Assert.Equal("no-store", Header(answer, "Cache-Control"));
        }

        var key = await server.Database.ScalarAsync<byte[]>("SELECT key FROM media.secret");
        var read = Grant.Read(token, key)!;
        foreach (var (ends, status) in new[] { (5, 200), (-1, 404) })
        {
            var dated = (read with { ExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(ends) }).Sign(key);
            using var answer = await AskAsync(HttpMethod.Get, $"/media/{dated}/original");
            Assert.Equal(status, (int)answer.StatusCode);
        }

        using var written = await AskAsync(HttpMethod.Post, $"{grant.Url}/original");
        Assert.Equal(("wrong_verb", "GET, HEAD"), (await written.CodeAsync(), string.Join(", ", written.Content.Headers.Allow)));
    }

    [Fact]
    public async Task A_grant_outlives_neither_its_file_nor_its_hours()
    {
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        var file = System.Text.Encoding.UTF8.GetBytes($"told to {bob.Id}");
        await alice.UploadAsync(server, file, "file");
        var sent = await alice.Api.CallAsync(
            Commands.Send, new(Shelf.With(Shelf.Item(file, "file", "told.txt")), Ids.New(), RecipientId: bob.Id), Patience);
        var grant = Assert.Single((await bob.Api.CallAsync(Commands.OpenMedia, new([new(sent.ConversationId, sent.Seq)]), Patience)).Grants);
        using (var open = await AskAsync(HttpMethod.Get, $"{grant.Url}/original"))
        {
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        }

        await alice.Api.CallAsync(Commands.RecallMessage, new(sent.ConversationId, sent.Seq), Patience);
        await server.LawAsync();
        await server.Database.ExecuteAsync("UPDATE media.loose SET at = '1970-01-01'");
        await server.Services.GetRequiredService<Sweeper>().SweepAsync(Patience);
        using var gone = await AskAsync(HttpMethod.Get, $"{grant.Url}/original");
        Assert.Equal("not_found", await gone.CodeAsync());
    }

    [Fact]
    public async Task Alice_sends_a_picture_from_her_phone_and_it_is_on_every_device_of_both()
    {
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        var (phone, laptop, other) = (await alice.DeviceAsync(), await alice.DeviceAsync("laptop"), await bob.DeviceAsync());
        var picture = Pictures.New();
        var made = await alice.UploadAsync(server, picture);
        var sent = await phone.SendAsync(new(new MediaContent([Shelf.Item(picture)], "tea?"), Ids.New(), RecipientId: bob.Id));
        await server.LawAsync();
        var edit = await server.DoAsync(
            phone, Commands.EditMessage, new(sent.ConversationId, sent.Seq, new TextContent("tea!")));
        Assert.Equal(made.Item, ((MediaContent)edit.Content).Items[0]);
        await server.DoAsync(phone, Commands.RecallMessage, new(sent.ConversationId, sent.Seq));
        Assert.True(laptop.IsOnline && other.IsOnline);
    }

    [Fact]
    public async Task Where_files_have_an_address_of_their_own_the_client_may_load_them_from_there()
    {
        using var root = new DataFolder();
        await File.WriteAllTextAsync(Path.Combine(root.Path, "index.html"), "<!doctype html>the client", Patience);
        await using var apart = await TestServer.StartAsync(
            ("media.public_url", "https://files.example:8443/tea/"), ("gateway.web_root", root.Path));
        var alice = await apart.PersonAsync("Alice");
        var made = await alice.UploadAsync(apart, Pictures.New());
        Assert.StartsWith("https://files.example:8443/tea/media/", made.Grant!.Url);
        using var http = apart.Http();
        using var page = await http.GetAsync(new Uri("/", UriKind.Relative), Patience);
        var policy = Header(page, "Content-Security-Policy").Split("; ");
        foreach (var directive in new[] { "img-src", "media-src", "connect-src" })
        {
            Assert.Contains("https://files.example:8443", policy.Single(p => p.StartsWith(directive, StringComparison.Ordinal)).Split(' '));
        }

        Assert.DoesNotContain("files.example", policy.Single(p => p.StartsWith("script-src", StringComparison.Ordinal)));
        var path = made.Grant.Url["https://files.example:8443/tea".Length..];
        using var shown = await http.GetAsync(new Uri($"{path}/small", UriKind.Relative), Patience);
        Assert.Equal(("cross-origin", "*"), (Header(shown, "Cross-Origin-Resource-Policy"), Header(shown, "Access-Control-Allow-Origin")));
    }

    async Task<MediaGrant> SentAsync(byte[] bytes, string kind, string? name = null)
    {
        var (alice, bob) = (await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        await alice.UploadAsync(server, bytes, kind, name);
        var sent = await alice.Api.CallAsync(Commands.Send, new(Shelf.With(Shelf.Item(bytes, kind, name)), Ids.New(), RecipientId: bob.Id));
        await server.LawAsync();
        return Assert.Single((await bob.Api.CallAsync(Commands.OpenMedia, new([new(sent.ConversationId, sent.Seq)]))).Grants);
    }

    async Task<HttpResponseMessage> AskAsync(HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        using var http = server.Http();
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, Patience);
    }

    static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.TryGetValues(name, out var own) ? own : answer.Content.Headers.GetValues(name));
}

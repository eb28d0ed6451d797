using System.IO.Compression;
using System.Net;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class WebClientTests : IDisposable
{
    readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("teahouse-web-");

    public WebClientTests()
    {
        Write("index.html", "<!doctype html>the client");
        Write("sw.js", "self");
        Write("assets/index-abc.js", "the script");
        Write(".vite/manifest.json", "{}");
        Write("manifest.webmanifest", "{}");
        File.WriteAllText(Path.Combine(_root.Parent!.FullName, _root.Name + ".secret.txt"), "secret");
        using var brotli = new BrotliStream(File.Create(Path.Combine(_root.FullName, "assets/index-abc.js.br")), CompressionLevel.Optimal);
        brotli.Write("the script"u8);
    }

    [Fact]
    public async Task The_client_is_served_with_its_policy_and_falls_back_to_its_first_page()
    {
        await using var edge = await Edge.StartAsync(new() { WebRoot = _root.FullName });
        foreach (var path in new[] { "/", "/index.html", "/conversations/1" })
        {
            var page = await GetAsync(edge, path);
            Assert.Equal("<!doctype html>the client", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType?.ToString());
            Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
            var policy = page.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy);
            Assert.Contains($"connect-src 'self' ws://127.0.0.1:{edge.Address.Port} ", policy);
        }

        Assert.Equal("application/manifest+json", (await GetAsync(edge, "/manifest.webmanifest")).Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-cache", (await GetAsync(edge, "/sw.js")).Headers.CacheControl?.ToString());
        Assert.Equal("wrong_verb", await (await edge.Http.PostAsync("/", null, TestContext.Current.CancellationToken)).CodeAsync());
    }

    [Fact]
    public async Task Hashed_files_are_kept_for_ever_and_sent_as_the_browser_likes_them()
    {
        await using var edge = await Edge.StartAsync(new() { WebRoot = _root.FullName });
        var plain = await GetAsync(edge, "/assets/index-abc.js", "br;q=0, gzip");
        Assert.Equal("the script", await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("text/javascript; charset=utf-8", plain.Content.Headers.ContentType?.ToString());
        Assert.True(plain.Headers.CacheControl!.Public);
        Assert.Contains(plain.Headers.CacheControl.Extensions, extension => extension.Name == "immutable");

        var small = await GetAsync(edge, "/assets/index-abc.js", "gzip, deflate, br, zstd");
        Assert.Equal("br", small.Content.Headers.ContentEncoding.Single());
        Assert.Equal("Accept-Encoding", small.Headers.Vary.Single());
        Assert.NotEqual(plain.Headers.ETag, small.Headers.ETag);
        using var unpacked = new StreamReader(new BrotliStream(
            await small.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress));
        Assert.Equal("the script", await unpacked.ReadToEndAsync(TestContext.Current.CancellationToken));

        using var again = new HttpRequestMessage(HttpMethod.Get, "/assets/index-abc.js");
        again.Headers.AcceptEncoding.ParseAdd("br");
        again.Headers.IfNoneMatch.Add(small.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await edge.Http.SendAsync(again, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("/assets/index-old.js")]
    [InlineData("/.vite/manifest.json")]
    [InlineData("/assets/index-abc.js.br")]
    [InlineData("/..%2f{0}.secret.txt")]
    [InlineData("/assets/..%2f..%2f{0}.secret.txt")]
    [InlineData("//etc/hosts.txt")]
    public async Task What_is_no_file_of_the_client_is_not_there(string path)
    {
        await using var edge = await Edge.StartAsync(new() { WebRoot = _root.FullName });
        Assert.Equal("not_found", await (await GetAsync(edge, string.Format(null, path, _root.Name))).CodeAsync());
    }

    [Fact]
    public async Task Without_a_client_the_first_page_says_how_to_build_it()
    {
        await using var edge = await Edge.StartAsync(new() { WebRoot = Path.Combine(_root.FullName, "nowhere") });
        var page = await GetAsync(edge, "/");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("npm run build", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("not_found", await (await GetAsync(edge, "/conversations/1")).CodeAsync());
    }

    public void Dispose()
    {
        _root.Delete(recursive: true);
        File.Delete(Path.Combine(_root.Parent!.FullName, _root.Name + ".secret.txt"));
    }

    static async Task<HttpResponseMessage> GetAsync(Edge edge, string path, string encodings = "identity")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(edge.Address.GetLeftPart(UriPartial.Authority) + path));
        request.Headers.AcceptEncoding.ParseAdd(encodings);
        return await edge.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(_root.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}

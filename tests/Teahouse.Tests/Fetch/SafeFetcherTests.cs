using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Teahouse.Platform.Fetch;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Fetch;

/// <summary>Fetching what strangers name, from real servers that mean harm.</summary>
public sealed class SafeFetcherTests
{
    const string Tea = "<!doctype html><title>Tea</title>";

    readonly ManualTime _time = new();

    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_comes_with_the_address_where_it_was_found_at_last_and_what_it_is_written_in()
    {
        await using var site = await Site.OpenAsync(context =>
        {
            if (context.Request.Path == "/old")
            {
                context.Response.Redirect("/new?leaf");
                return Task.CompletedTask;
            }

            return Site.HtmlAsync(context, Tea);
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        var fetched = await fetcher.FetchAsync(site.At("/old"), FetchKind.Page, Patience);
        Assert.Equal((site.At("/new?leaf"), Tea, "utf-8"), (fetched.Address, Encoding.UTF8.GetString(fetched.Content), fetched.Charset));
        Assert.Equal(["/old", "/new?leaf"], site.Asked);
    }

    [Fact]
    public async Task Nobody_learns_more_than_that_something_is_fetched()
    {
        var seen = new ConcurrentBag<string>();
        await using var site = await Site.OpenAsync(context =>
        {
            foreach (var header in context.Request.Headers)
            {
                seen.Add(header.Key);
            }

            context.Response.Headers.SetCookie = "who=alice";
            context.Response.Redirect(context.Request.Path + "x");
            return Task.CompletedTask;
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        Assert.Equal(FetchFailure.TooManyRedirects, await FailsAsync(fetcher, site.At()));
        Assert.Equal(6, site.Asked.Count);
        Assert.Equal(["Accept", "Accept-Encoding", "Host", "User-Agent"], seen.Distinct().Order());
    }

    [Theory]
    [InlineData("http://127.0.0.2:{0}/")]
    [InlineData("http://2130706434:{0}/")]
    [InlineData("http://0x7f.2:{0}/")]
    [InlineData("http://0177.0.0.2:{0}/")]
    [InlineData("http://[::ffff:127.0.0.2]:{0}/")]
    [InlineData("http://[::ffff:7f00:2]:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://[::]:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://inner.example:{0}/")]
    [InlineData("http://half.example:{0}/")]
    [InlineData("http://x@127.0.0.1:{0}/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://127.0.0.1:22/")]
    [InlineData("ftp://127.0.0.1:{0}/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:{0}/_x")]
    public async Task A_page_does_not_lead_the_fetcher_to_what_is_not_public_however_it_is_spelled(string target)
    {
        await using var inner = await Site.OpenAsync(_ => Task.CompletedTask, "0.0.0.0");
        target = string.Format(null, target, inner.Port);
        await using var site = await Site.OpenAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = target;
            return Task.CompletedTask;
        });
        var options = site.Allowing with { AllowedPorts = [site.Port, inner.Port] };
        using var fetcher = new SafeFetcher(options, TimeProvider.System, (host, _) => Task.FromResult<IPAddress[]>(host switch
        {
            "half.example" => [IPAddress.Parse("127.0.0.1"), IPAddress.Parse("127.0.0.2")],
            _ => [IPAddress.Parse("127.0.0.2")],
        }));
        Assert.Equal(FetchFailure.Refused, await FailsAsync(fetcher, site.At()));
        Assert.Empty(inner.Asked);
    }

    [Fact]
    public async Task A_name_that_is_public_when_it_is_looked_up_and_private_after_that_is_connected_to_where_it_was_public()
    {
        await using var outer = await Site.OfAsync(Tea);
        await using var inner = await Site.OpenAsync(context => Site.HtmlAsync(context, Tea), "127.0.0.2");
        var looks = 0;
        var options = outer.Allowing with { AllowedPorts = [outer.Port, inner.Port] };
        using var fetcher = new SafeFetcher(options, TimeProvider.System, (_, _) =>
            Task.FromResult<IPAddress[]>([IPAddress.Parse(Interlocked.Increment(ref looks) == 1 ? "127.0.0.1" : "127.0.0.2")]));

        Assert.NotNull(await fetcher.FetchAsync(outer.At("/", "rebind.example"), FetchKind.Page, Patience));
        Assert.Equal(1, looks);
        Assert.Equal(FetchFailure.Refused, await FailsAsync(fetcher, outer.At("/", "rebind.example")));
        Assert.Equal(FetchFailure.Refused, await FailsAsync(fetcher, inner.At("/", "rebind.example")));
        Assert.Equal((1, 0), (outer.Asked.Count, inner.Asked.Count));
    }

    [Fact]
    public async Task Without_allowed_networks_nothing_of_this_machine_is_connected_to()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0) { Server = { DualMode = true } };
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var fetcher = new SafeFetcher(new() { AllowedPorts = [port] }, TimeProvider.System);
        foreach (var host in new[] { "127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "localhost", Dns.GetHostName() })
        {
            var failure = await FailsAsync(fetcher, new($"http://{host}:{port}/"));
            Assert.True(failure is FetchFailure.Refused || (failure is FetchFailure.Unreachable && host == Dns.GetHostName()), $"{host}: {failure}");
        }

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_refused_port_is_not_even_looked_up()
    {
        var looks = 0;
        using var fetcher = new SafeFetcher(new(), TimeProvider.System, (_, _) =>
        {
            looks++;
            return Task.FromResult<IPAddress[]>([]);
        });
        Assert.Equal(FetchFailure.Refused, await FailsAsync(fetcher, new("http://tea.example:8080/")));
        Assert.Equal(0, looks);
        Assert.Equal(FetchFailure.Refused, await FailsAsync(fetcher, new("http://tea.example/")));
        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task A_name_that_nobody_has_and_a_port_where_nobody_listens_are_unreachable()
    {
        var site = await Site.OfAsync(Tea);
        await site.DisposeAsync();
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System, (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        Assert.Equal(FetchFailure.Unreachable, await FailsAsync(fetcher, site.At()));
        Assert.Equal(FetchFailure.Unreachable, await FailsAsync(fetcher, site.At("/", "nobody.example")));
    }

    [Fact]
    public async Task Of_an_endless_page_the_first_megabyte_is_taken_and_an_endless_picture_is_too_large()
    {
        await using var site = await Site.OpenAsync(async context =>
        {
            context.Response.ContentType = context.Request.Path == "/page" ? "text/html" : "image/png";
            await context.Response.WriteAsync("<html>");
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.BodyWriter.WriteAsync(new byte[64 * 1024]);
            }
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        Assert.Equal(1 << 20, (await fetcher.FetchAsync(site.At("/page"), FetchKind.Page, Patience)).Content.Length);
        Assert.Equal(FetchFailure.TooLarge, await FailsAsync(fetcher, site.At("/picture"), FetchKind.Picture));
    }

    [Fact]
    public async Task A_page_that_drips_and_one_that_says_nothing_are_given_up_in_time()
    {
        var begun = new ConcurrentDictionary<string, bool>();
        await using var site = await Site.OpenAsync(async context =>
        {
            if (context.Request.Path == "/drip")
            {
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html>");
                await context.Response.Body.FlushAsync();
            }

            begun[context.Request.Path!] = true;
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using var fetcher = new SafeFetcher(site.Allowing, _time);
        var mute = FailsAsync(fetcher, site.At("/mute"));
        var drip = FailsAsync(fetcher, site.At("/drip"));
        await Eventually.True("both are asked", () => begun.Count == 2);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(mute.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(FetchFailure.TooSlow, await Eventually.Ends("who says nothing is left after 5 s", mute));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(FetchFailure.TooSlow, await Eventually.Ends("who drips is left after 10 s", drip));
    }

    [Fact]
    public async Task A_bomb_that_is_packed_although_nobody_asked_for_it_stays_packed()
    {
        await using var site = await Site.OpenAsync(async context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentEncoding = context.Request.Path.Value![1..];
            await using var bomb = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await bomb.WriteAsync(new byte[16 << 20], context.RequestAborted);
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        foreach (var encoding in new[] { "gzip", "br", "deflate", "zstd" })
        {
            Assert.Equal(FetchFailure.WrongType, await FailsAsync(fetcher, site.At($"/{encoding}")));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Leaf: {huge}\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 200 OK\r\n{many}\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 200 {huge}\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.9\r\n")]
    [InlineData("-ERR unknown command\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n<html>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n")]
    [InlineData("")]
    public async Task What_is_broken_or_no_HTTP_or_ends_in_the_middle_is_not_taken(string answer)
    {
        var many = string.Join("\r\n", Enumerable.Range(0, 4000).Select(i => $"X-Leaf-{i}: 0123456789"));
        var said = Encoding.ASCII.GetBytes(answer.Replace("{huge}", new string('x', 100_000)).Replace("{many}", many));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var fetcher = new SafeFetcher(new() { AllowedNetworks = ["127.0.0.0/8"], AllowedPorts = [port] }, TimeProvider.System);
        var failing = FailsAsync(fetcher, new($"http://127.0.0.1:{port}/"));

        // Who is hung up on without a word asks again a few times.
        while (await Task.WhenAny(listener.AcceptTcpClientAsync(Patience).AsTask(), failing) is Task<TcpClient> accepted)
        {
            using var client = await accepted;
            await client.GetStream().ReadExactlyAsync(new byte[16], Patience);
            await client.GetStream().WriteAsync(said, Patience);
        }

        Assert.Equal(FetchFailure.Broken, await failing);
    }

    [Theory]
    [InlineData("/missing", FetchFailure.WrongStatus)]
    [InlineData("/part", FetchFailure.WrongStatus)]
    [InlineData("/lost", FetchFailure.WrongStatus)]
    [InlineData("/text", FetchFailure.WrongType)]
    [InlineData("/json", FetchFailure.WrongType)]
    [InlineData("/untold", FetchFailure.WrongType)]
    [InlineData("/lie", FetchFailure.WrongType)]
    [InlineData("/empty", FetchFailure.WrongType)]
    public async Task What_is_not_there_or_not_a_page_is_not_taken(string path, FetchFailure failure)
    {
        await using var site = await Site.OpenAsync(context =>
        {
            (context.Response.StatusCode, context.Response.ContentType, var body) = context.Request.Path.Value switch
            {
                "/missing" => (404, "text/html", Tea),
                "/part" => (206, "text/html", Tea),
                "/lost" => (302, "text/html", Tea),
                "/text" => (200, "text/plain", Tea),
                "/json" => (200, "application/json", Tea),
                "/untold" => (200, null, Tea),
                "/lie" => (200, "text/html", "%PDF-1.7 <title>"),
                _ => (200, "text/html", ""),
            };
            return context.Response.WriteAsync(body);
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        Assert.Equal(failure, await FailsAsync(fetcher, site.At(path)));
    }

    [Theory]
    [InlineData("text/html", null)]
    [InlineData("TEXT/HTML ; Charset=\"gbk\"; x=y;", "\"gbk\"")]
    [InlineData("text/html;;charset=utf-8, text/html", "utf-8")]
    public async Task A_page_is_one_however_its_server_writes_that(string type, string? charset)
    {
        await using var site = await Site.OpenAsync(context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(Tea);
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        Assert.Equal(charset, (await fetcher.FetchAsync(site.At(), FetchKind.Page, Patience)).Charset);
    }

    [Fact]
    public async Task A_picture_is_one_by_what_it_says_and_by_how_it_begins()
    {
        byte[] picture = [0x89, .. "PNG\r\n\u001a\n"u8];
        await using var site = await Site.OpenAsync(async context =>
        {
            context.Response.ContentType = context.Request.Path == "/svg" ? "image/svg+xml" : "image/png";
            await context.Response.BodyWriter.WriteAsync(context.Request.Path == "/png" ? picture : "<svg onload=alert(1)>"u8.ToArray());
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        Assert.Equal(picture, (await fetcher.FetchAsync(site.At("/png"), FetchKind.Picture, Patience)).Content);
        Assert.Equal(FetchFailure.WrongType, await FailsAsync(fetcher, site.At("/svg"), FetchKind.Picture));
        Assert.Equal(FetchFailure.WrongType, await FailsAsync(fetcher, site.At("/lie"), FetchKind.Picture));
        Assert.Equal(FetchFailure.WrongType, await FailsAsync(fetcher, site.At("/png")));
    }

    [Fact]
    public async Task Whoever_stops_waiting_stops_the_fetch()
    {
        await using var site = await Site.OpenAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var fetcher = new SafeFetcher(site.Allowing, _time);
        using var stop = new CancellationTokenSource();
        var fetching = fetcher.FetchAsync(site.At(), FetchKind.Page, stop.Token);
        await Eventually.True("it is asked", () => !site.Asked.IsEmpty);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
    }

    static async Task<FetchFailure> FailsAsync(SafeFetcher fetcher, Uri address, FetchKind? kind = null) =>
        (await Assert.ThrowsAsync<FetchException>(() => fetcher.FetchAsync(address, kind ?? FetchKind.Page, Patience))).Failure;
}

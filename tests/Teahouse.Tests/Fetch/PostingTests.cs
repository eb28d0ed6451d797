using System.Net;
using Teahouse.Platform.Fetch;
using Xunit;

namespace Teahouse.Tests.Fetch;

/// <summary>Posting to addresses that strangers name: as carefully as fetching from them.</summary>
public sealed class PostingTests
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_posted_comes_as_it_is_and_the_answer_is_its_status_and_the_wait_that_it_asks_for()
    {
        var taken = Array.Empty<byte>();
        await using var site = await Site.OpenAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Patience);
            taken = body.ToArray();
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (context.Request.Headers["TTL"] == "60" ? 429 : 400, "7");
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        var posted = await fetcher.PostAsync(site.At("/push"), [1, 2, 3], [("TTL", "60"), ("Content-Encoding", "aes128gcm")], Patience);
        Assert.Equal((429, TimeSpan.FromSeconds(7)), (posted.Status, posted.RetryAfter));
        Assert.Equal([1, 2, 3], taken);
    }

    [Fact]
    public async Task An_answer_that_leads_elsewhere_is_not_followed()
    {
        await using var site = await Site.OpenAsync(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        using var fetcher = new SafeFetcher(site.Allowing, TimeProvider.System);
        Assert.Equal(302, (await fetcher.PostAsync(site.At("/push"), [], [], Patience)).Status);
        Assert.Equal(["/push"], site.Asked);
    }

    [Theory]
    [InlineData("https://push.example/x", "10.0.0.1", false)]
    [InlineData("https://push.example/x", "::ffff:169.254.169.254", false)]
    [InlineData("https://127.0.0.1/x", "127.0.0.1", false)]
    [InlineData("http://push.example/x", "192.0.2.1", false)]
    [InlineData("http://push.example/x", "8.8.8.8", true)]
    [InlineData("https://push.example:8443/x", "8.8.8.8", true)]
    public async Task Nothing_is_posted_to_what_is_not_public_nor_in_clear_outside_of_named_networks(string address, string leads, bool named)
    {
        // The operator has named a network of their own, which is not where this leads.
        var options = named ? new FetchOptions { AllowedNetworks = ["192.168.7.0/24"] } : new FetchOptions();
        using var fetcher = new SafeFetcher(options, TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(leads)]));
        var refused = await Assert.ThrowsAsync<FetchException>(() => fetcher.PostAsync(new(address), [], [], Patience));
        Assert.Equal(FetchFailure.Refused, refused.Failure);
    }
}

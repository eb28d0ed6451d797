using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Teahouse.Protocol;
using Teahouse.Testing;
using Teahouse.Tests.Fetch;
using Xunit;

namespace Teahouse.Tests.Push;

/// <summary>What a push service was brought for a device.</summary>
sealed record Pushed(string Path, byte[] Body, string Topic, string Urgency, string Ttl, string Authorization);

/// <summary>A push service as browsers have one, on this machine: it takes what RFC 8030 and RFC 8292 allow, and answers what it is told to.</summary>
sealed class PushService : IAsyncDisposable
{
    readonly Site _site;

    PushService(Site site) => _site = site;

    /// <summary>What has come, in order.</summary>
    public ConcurrentQueue<Pushed> Taken { get; } = [];

    /// <summary>The statuses of its next answers; 201 when there are none.</summary>
    public ConcurrentQueue<int> Answers { get; } = [];

    public int Asked => _site.Asked.Count;

    public Uri Endpoint(string device) => _site.At($"/push/{device}");

    public static async Task<PushService> OpenAsync()
    {
        PushService? service = null;
        var site = await Site.OpenAsync(context => service!.TakeAsync(context));
        return service = new(site);
    }

    /// <summary>A server that may push here, and does so soon.</summary>
    public Task<TestServer> ServerAsync(params (string Path, string Value)[] settings) => TestServer.StartAsync(
    [
        ("fetch.allowed_networks", "127.0.0.1/32"), ("fetch.allowed_ports", $"{_site.Port}"), ("push.delay_ms", "200"), ("push.poll_ms", "50"),
        ("facts.poll_ms", "50"), ("facts.pause_ms", "10"), .. settings,
    ]);

    /// <summary>The next letter for a device, opened.</summary>
    public async Task<JsonNode> NextAsync(Browser browser)
    {
        Pushed? pushed = null;
        await Eventually.True("something is pushed", () => Taken.TryDequeue(out pushed));
        return JsonNode.Parse(browser.Open(pushed!.Body))!;
    }

    /// <summary>Whether the sender has shown that it is who the key says (RFC 8292).</summary>
    public bool Trusts(Pushed pushed, string key)
    {
        var parts = pushed.Authorization["vapid t=".Length..].Split(", k=");
        var token = parts[0].Split('.');
        var point = Base64Url.DecodeFromChars(parts[1]);
        using var signer = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = point[1..33], Y = point[33..] },
        });
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token[1]))!;
        var left = DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!) - TimeProvider.System.GetUtcNow();
        return parts[1] == key && (string?)claims["aud"] == _site.At().GetLeftPart(UriPartial.Authority)
            && left > TimeSpan.Zero && left <= TimeSpan.FromHours(24) && (string?)claims["sub"] is ['m', 'a', 'i', 'l', 't', 'o', ':', ..]
            && signer.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    async Task TakeAsync(HttpContext context)
    {
        var status = Answers.TryDequeue(out var told) ? told : 201;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, TestContext.Current.CancellationToken);
        var headers = context.Request.Headers;
        if (status < 300 && (context.Request.Method != "POST" || body.Length > Limits.PushBytes || headers.ContentEncoding != "aes128gcm"))
        {
            status = 400;
        }

        if (status < 300)
        {
            Taken.Enqueue(new(
                context.Request.Path, body.ToArray(), headers["Topic"].ToString(), headers["Urgency"].ToString(), headers["TTL"].ToString(),
                headers.Authorization.ToString()));
        }

        context.Response.StatusCode = status;
    }
}

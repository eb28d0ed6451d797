using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Teahouse.Platform.Fetch;

namespace Teahouse.Tests.Fetch;

/// <summary>Somebody else's web site, on a free port of the loopback.</summary>
sealed class Site : IAsyncDisposable
{
    readonly WebApplication _app;

    Site(WebApplication app) => _app = app;

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public int Port { get; private set; }

    /// <summary>Options of a fetcher that may come here.</summary>
    public FetchOptions Allowing => new() { AllowedNetworks = ["127.0.0.1/32"], AllowedPorts = [Port] };

    /// <param name="answer">Answers whatever is asked.</param>
    /// <param name="address">Where it listens.</param>
    public static async Task<Site> OpenAsync(RequestDelegate answer, string address = "127.0.0.1")
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(address), 0));
        var site = new Site(builder.Build());
        site._app.Run(context =>
        {
            site.Asked.Enqueue(context.Request.Path + context.Request.QueryString);
            return answer(context);
        });
        await site._app.StartAsync();
        site.Port = new Uri(site._app.Urls.Single()).Port;
        return site;
    }

    /// <summary>A site of one page.</summary>
    public static Task<Site> OfAsync(string html) => OpenAsync(context => HtmlAsync(context, html));

    public static Task HtmlAsync(HttpContext context, string html)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html);
    }

    /// <summary>An address here, under any name.</summary>
    public Uri At(string path = "/", string host = "127.0.0.1") => new($"http://{host}:{Port}{path}");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

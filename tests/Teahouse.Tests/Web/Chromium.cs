using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Teahouse.Tests.Web.Chromium))]

namespace Teahouse.Tests.Web;

/// <summary>The one browser of the run, started when the first test asks for it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>Milliseconds, for a busy machine; what holds is seen at once.</summary>
    internal const float Patience = 60_000;

    // Chromium's own calls home only fail on a closed network, and cost time.
    static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started;

    public Chromium() : this([])
    {
    }

    /// <summary>A browser with flags of its own, such as a camera that shows a film.</summary>
    internal Chromium(params string[] flags) => _started = new(() => StartAsync(flags));

    /// <summary>A browser profile of its own: own storage, own sockets.</summary>
    public async Task<IBrowserContext> ContextAsync(BrowserNewContextOptions options) =>
        await (await _started.Value).Browser.NewContextAsync(options);

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated)
        {
            var (playwright, browser) = await _started.Value;
            await browser.CloseAsync();
            playwright.Dispose();
        }
    }

    static async Task<(IPlaywright, IBrowser)> StartAsync(string[] flags)
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = [.. Flags, .. flags] });
        return (playwright, browser);
    }
}

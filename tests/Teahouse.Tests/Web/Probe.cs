using System.Text.Json;
using Microsoft.Playwright;

namespace Teahouse.Tests.Web;

/// <summary>What the page of a browser holds, after collecting garbage.</summary>
/// <param name="HeapMb">JavaScript objects, in 10⁶ bytes.</param>
/// <param name="Nodes">Nodes of documents, also those that are in no document any more.</param>
/// <param name="Listeners">Listeners of events.</param>
sealed record Held(double HeapMb, int Nodes, int Listeners);

/// <summary>Looks at a page over Chromium's own protocol, and within it at what is seen when.</summary>
sealed class Probe
{
    /// <summary>Notes when what one waits for is drawn first, and every task of more than 50 ms (the Long Tasks API).</summary>
    const string Watch = """
        (() => {
          const seen = (globalThis.seen = { tasks: [] });
          const marks = { form: 'form [name=username]', row: 'nav a[href^="/c/"]', message: '[role=region] [role=listitem] [dir=auto]' };
          new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: 'longtask', buffered: true });
          const look = () => {
            for (const name in marks) if (seen[name] === undefined && document.querySelector(marks[name])) seen[name] = performance.now();
            requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        })()
        """;

    readonly IPage _page;
    readonly ICDPSession _session;

    Probe(IPage page, ICDPSession session) => (_page, _session) = (page, session);

    /// <summary>Begins to look at a page before it is loaded.</summary>
    /// <param name="page">Which.</param>
    /// <param name="slower">How many times slower its processor is.</param>
    public static async Task<Probe> OnAsync(IPage page, int slower = 1)
    {
        await page.AddInitScriptAsync(Watch);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        await session.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = slower });
        return new(page, session);
    }

    /// <summary>Milliseconds from the opening of the page, or from <see cref="BeginAsync"/>, until something was drawn: form, row or message.</summary>
    public async Task<double> SeenAsync(string what)
    {
        var at = await _page.WaitForFunctionAsync("what => seen[what] === undefined ? undefined : { ms: seen[what] - (seen.begun ?? 0) }", what);
        return (await at.JsonValueAsync<JsonElement>()).GetProperty("ms").GetDouble();
    }

    /// <summary>Looks for something anew from now on.</summary>
    public Task BeginAsync(string what) => _page.EvaluateAsync("what => { seen.begun = performance.now(); delete seen[what]; }", what);

    /// <summary>The long tasks so far: how many, and the milliseconds in which the page did not answer for more than 50.</summary>
    public async Task<(int Count, double Blocked)> TasksAsync()
    {
        var tasks = await _page.EvaluateAsync<double[]>("() => seen.tasks");
        return (tasks.Length, tasks.Sum(ms => ms - 50));
    }

    /// <summary>Kilobytes (10³) that the page has loaded, compressed as they were.</summary>
    public Task<double> LoadedAsync() => _page.EvaluateAsync<double>("""
        () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
          .filter(one => !one.name.includes('/api/')).reduce((sum, one) => sum + one.encodedBodySize, 0) / 1000
        """);

    public async Task<Held> HeldAsync()
    {
        await _session.SendAsync("HeapProfiler.collectGarbage");
        var metrics = (await _session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("value").GetDouble());
        return new(metrics["JSHeapUsedSize"] / 1e6, (int)metrics["Nodes"], (int)metrics["JSEventListeners"]);
    }

    /// <summary>Scrolls the open conversation up, so many pixels a frame, and answers how long each frame was in milliseconds.</summary>
    public Task<double[]> ScrollAsync(int pixels, double seconds) => _page.EvaluateAsync<double[]>("""
        ({ pixels, seconds }) => new Promise((done) => {
          const list = document.querySelector('[role=region]');
          const frames = [];
          let last = performance.now();
          const end = last + seconds * 1000;
          const step = (now) => {
            frames.push(now - last);
            last = now;
            list.scrollTop -= pixels;
            if (now < end) requestAnimationFrame(step);
            else done(frames.slice(1));
          };
          requestAnimationFrame(step);
        })
        """, new { pixels, seconds });
}

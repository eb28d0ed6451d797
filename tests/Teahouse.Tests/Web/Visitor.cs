using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>How somebody's browser is set.</summary>
sealed record Taste(bool Phone = false, bool Dark = false, string Locale = "en-GB")
{
    public bool Chinese => Locale == "zh-CN";

    public BrowserNewContextOptions Options => new()
    {
        ViewportSize = Phone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
        ColorScheme = Dark ? ColorScheme.Dark : ColorScheme.Light,
        Locale = Locale,
        ReducedMotion = ReducedMotion.Reduce,
    };
}

/// <summary>Somebody at a browser of their own. What the browser complains about fails the test.</summary>
sealed class Visitor : IAsyncDisposable
{
    static int _numbers;

    readonly List<string> _complaints = [];
    readonly Uri _server;

    Visitor(IBrowserContext context, IPage page, Uri server, string name)
    {
        Context = context;
        Page = page;
        Name = name;
        Username = $"{name.ToLowerInvariant()}.{Interlocked.Increment(ref _numbers)}";
        _server = server;
        Context.SetDefaultTimeout(Chromium.Patience);
        Listen(page);
    }

    public IBrowserContext Context { get; }
    public IPage Page { get; }
    public string Name { get; }
    public string Username { get; }
    public string Password => $"the password of {Username}";

    /// <summary>The line is broken on purpose: that calls fail is then no complaint.</summary>
    public bool Offline { get; set; }

    /// <summary>Logs out on purpose: that what was on its way then is refused is no complaint.</summary>
    public bool LogsOut { get; set; }

    /// <summary>Asks for what is not there, or is there no more.</summary>
    public bool Refused { get; set; }

    /// <summary>Asks again and again for what is not decided yet.</summary>
    public bool Waits { get; set; }

    /// <summary>Hands over what is refused for what it is, on purpose.</summary>
    public bool Unfit { get; set; }

    public ILocator Composer => Page.GetByRole(AriaRole.Textbox, new() { Name = "Write a message" });
    public ILocator Dialog => Page.GetByRole(AriaRole.Dialog);
    public ILocator Search => Page.GetByRole(AriaRole.Searchbox);
    public ILocator Messages => Page.Locator("[role=list] [role=listitem]");

    public static async Task<Visitor> OpenAsync(Chromium chromium, Uri server, string name, Taste? taste = null)
    {
        var context = await chromium.ContextAsync((taste ?? new Taste()).Options);
        var visitor = new Visitor(context, await context.NewPageAsync(), server, name);
        await visitor.GoAsync();
        return visitor;
    }

    /// <summary>Opens the client and an account, as a person would.</summary>
    public static async Task<Visitor> RegisterAsync(Chromium chromium, Uri server, string name)
    {
        var visitor = await OpenAsync(chromium, server, name);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New here? Create an account" }).ClickAsync();
        await visitor.Page.GetByLabel("Username").FillAsync(visitor.Username);
        await visitor.Page.GetByLabel("Name shown to others").FillAsync(name);
        await visitor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(visitor.Password);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create account", Exact = true }).ClickAsync();
        await Expect(visitor.Search).ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>Opens the client as somebody who has an account.</summary>
    public static async Task<Visitor> LogInAsync(Chromium chromium, Uri server, Person person, Taste? taste = null)
    {
        var visitor = await OpenAsync(chromium, server, person.Name, taste);
        await visitor.LogInAsync(person.Username, person.Password);
        return visitor;
    }

    public async Task GoAsync(string path = "/") => await Page.GotoAsync(new Uri(_server, path).ToString());

    public async Task LogInAsync(string username, string password)
    {
        await Page.Locator("[name=username]").FillAsync(username);
        await Page.Locator("[name=password]").FillAsync(password);
        await Page.Locator("form button[type=submit]").ClickAsync();
        await Expect(Search).ToBeVisibleAsync();
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task<IPage> TabAsync()
    {
        var page = await Context.NewPageAsync();
        Listen(page);
        return page;
    }

    /// <summary>Finds somebody by their username and opens the conversation with them.</summary>
    public async Task FindAsync(string username, string name)
    {
        await Search.FillAsync(username);
        await Page.GetByRole(AriaRole.Button, new() { Name = $"{name} @{username}" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = $"Messages with {name}" })).ToBeAttachedAsync();
    }

    public async Task SayAsync(string text)
    {
        await Composer.FillAsync(text);
        await Composer.PressAsync("Enter");
    }

    /// <summary>Presses the one button with exactly this name.</summary>
    public async Task PressAsync(string button) => await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Chooses from the menu that is open.</summary>
    public async Task ChooseAsync(string item) =>
        await Page.Locator("[role=menuitem],[role=menuitemcheckbox]").Filter(new() { HasText = item }).ClickAsync();

    /// <summary>Says yes to the question that is asked.</summary>
    public async Task ConfirmAsync(string action) =>
        await Page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = action }).ClickAsync();

    /// <summary>Opens the panel of the group or channel that is open.</summary>
    public async Task OpenPanelAsync(string name)
    {
        await Page.Locator("header button[aria-haspopup=dialog]").Filter(new() { HasText = name }).ClickAsync();
        await Expect(Dialog).ToBeVisibleAsync();
    }

    /// <summary>The bubble with this text.</summary>
    public ILocator Message(string text) => Messages.Filter(new() { HasText = text });

    public async Task SeesAsync(string text) => await Expect(Message(text)).ToBeVisibleAsync();

    /// <summary>What has become of a message of one's own: pending, failed, sent, delivered or read.</summary>
    public async Task SeesStateAsync(string text, string state) =>
        await Expect(Message(text).Locator($"[data-state={state}]")).ToBeVisibleAsync();

    /// <summary>The row of a conversation in the list.</summary>
    public ILocator Row(string name) => Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link).Filter(new() { HasText = name });

    public async Task<string[]> TextsAsync() =>
        await Messages.Locator("[dir=auto] > :first-child").AllInnerTextsAsync() is { } texts ? [.. texts] : [];

    /// <summary>Waits until the client can be opened without the server.</summary>
    public async Task KeepsTheClientAsync()
    {
        await Page.EvaluateAsync("() => navigator.serviceWorker.ready.then(() => undefined)");
        await Page.WaitForFunctionAsync("() => navigator.serviceWorker.controller !== null");
    }

    /// <summary>The network of this browser goes away or comes back.</summary>
    public async Task SetOfflineAsync(bool offline)
    {
        Offline |= offline;
        await Context.SetOfflineAsync(offline);
    }

    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        Assert.True(_complaints.Count == 0, string.Join(Environment.NewLine, _complaints));
    }

    void Listen(IPage page)
    {
        page.PageError += (_, error) => _complaints.Add($"{Name}: {error}");
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !(Offline && IsBrokenLine(message.Text))
                && !(Refused && message.Text.Contains("status of 404", StringComparison.Ordinal))
                && !(Waits && message.Text.Contains("status of 409", StringComparison.Ordinal))
                && !(Unfit && message.Text.Contains("status of 422", StringComparison.Ordinal))
                && !(LogsOut && message.Text.Contains("status of 401", StringComparison.Ordinal)))
            {
                _complaints.Add($"{Name}: {message.Text} ({message.Location})");
            }
        };
    }

    static bool IsBrokenLine(string text) =>
        text.Contains("net::ERR_", StringComparison.Ordinal) || text.Contains("WebSocket connection to", StringComparison.Ordinal)
        || text.Contains("status of 50", StringComparison.Ordinal);
}

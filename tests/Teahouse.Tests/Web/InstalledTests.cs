using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>The client as an app among others: installed, shared into, and renewed.</summary>
public sealed class InstalledTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    static readonly string[] Fields = ["id", "name", "short_name", "start_url", "display", "icons", "screenshots", "shortcuts", "share_target"];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_manifest_is_complete_and_every_picture_in_it_is_as_large_as_it_says()
    {
        using var http = server.Http();
        var manifest = JsonNode.Parse(await http.GetStringAsync(new Uri("/manifest.webmanifest", UriKind.Relative), Cancelled))!;
        Assert.All(Fields, field => Assert.NotNull(manifest[field]));
        Assert.Contains(manifest["icons"]!.AsArray(), icon => (string?)icon!["purpose"] == "maskable");
        foreach (var picture in manifest["icons"]!.AsArray().Concat(manifest["screenshots"]!.AsArray()).Where(one => (string?)one!["type"] == "image/png"))
        {
            var bytes = await http.GetByteArrayAsync(new Uri((string)picture!["src"]!, UriKind.Relative), Cancelled);
            var (width, height) = ((bytes[18] << 8) | bytes[19], (bytes[22] << 8) | bytes[23]);
            Assert.Equal((string?)picture["sizes"], $"{width}x{height}");
        }
    }

    [Fact]
    public async Task Bob_shares_words_and_a_picture_from_another_app_with_Aisha()
    {
        await using var aisha = await server.PersonAsync("Aisha");
        await using var bobby = await server.PersonAsync("Bob");
        await aisha.SaysAsync(bobby, "what is new?");
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await bob.KeepsTheClientAsync();
        await ShareAsync(bob, "form.set('title', 'Green leaf'); form.set('url', 'https://tea.example/leaf');");
        await bob.Dialog.GetByRole(AriaRole.Button, new() { Name = "Aisha" }).ClickAsync();
        await Expect(bob.Composer).ToHaveValueAsync("Green leaf\nhttps://tea.example/leaf");

        await ShareAsync(bob, "form.set('text', 'the recipe'); form.append('files', new File(['two spoons'], 'tea.txt', { type: 'text/plain' }));");
        await bob.Dialog.GetByRole(AriaRole.Button, new() { Name = "Aisha" }).ClickAsync();
        await Expect(bob.Dialog.GetByText("tea.txt")).ToBeVisibleAsync();
        await bob.Dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await bob.SeesAsync("the recipe");
        await bob.SeesStateAsync("the recipe", "sent");

        // It is taken once.
        await bob.GoAsync("/share");
        await Expect(bob.Page.GetByText("Nothing to share")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_loads_a_new_version_when_she_wants_to_and_loses_nothing_of_what_she_writes()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await bob.SaysAsync(alicia, "hello");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await alice.KeepsTheClientAsync();
        await alice.Row("Bob").ClickAsync();
        await alice.Composer.FillAsync("half a thought");

        // A worker of another name is another version.
        await alice.Page.EvaluateAsync("() => navigator.serviceWorker.register('/sw.js?next').then(() => undefined)");
        await Expect(alice.Page.GetByText("A new version is here.")).ToBeVisibleAsync();
        await Expect(alice.Composer).ToHaveValueAsync("half a thought");
        await alice.Page.EvaluateAsync("() => { window.former = true }");
        await alice.PressAsync("Reload");
        await alice.Page.WaitForFunctionAsync("() => !window.former");
        await Expect(alice.Composer).ToHaveValueAsync("half a thought");
    }

    [Fact]
    public async Task Alice_installs_the_client_from_its_settings_where_the_browser_offers_it()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await alice.GoAsync("/settings/notifications");
        await Expect(alice.Page.GetByText("Most browsers can install Teahouse from their menu")).ToBeVisibleAsync();
        await alice.Page.EvaluateAsync("""
            () => {
              const offer = Object.assign(new Event('beforeinstallprompt'), { prompt: async () => { document.title = 'asked'; return { outcome: 'accepted' }; } });
              window.dispatchEvent(offer);
            }
            """);
        await alice.PressAsync("Install");
        await Expect(alice.Page).ToHaveTitleAsync("asked");
        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { Name = "Install" })).ToHaveCountAsync(0);
    }

    /// <summary>What the system does when somebody picks Teahouse in its share sheet: a form is posted, and the page that it leads to opened.</summary>
    async Task ShareAsync(Visitor visitor, string fill)
    {
        var path = await visitor.Page.EvaluateAsync<string>(
            $"async () => {{ const form = new FormData(); {fill} return (await fetch('/share', {{ method: 'POST', body: form }})).url; }}");
        Assert.Equal(new Uri(server.Address, "/share").ToString(), path);
        await visitor.GoAsync("/share");
    }
}

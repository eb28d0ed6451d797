using Microsoft.Playwright;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Alice's new laptop shows a code, her phone reads it, and she is in without a password.</summary>
public sealed class PairingBrowserTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Alice_lets_her_new_laptop_in_with_her_phone()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await bob.SaysAsync(alicia, "welcome back");
        await using var phone = await Visitor.LogInAsync(chromium, server.Address, alicia, new(Phone: true));
        await using var laptop = await Visitor.OpenAsync(chromium, server.Address, "Alice");
        laptop.Waits = true;
        await ScanAsync(phone, laptop);
        await Expect(phone.Page.GetByText("asks to use your account")).ToBeVisibleAsync();
        await Expect(phone.Page.GetByText("It is on the same network as this device")).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(phone.Page, "a device that asks to be let in");
        await phone.PressAsync("Let it in");
        await Expect(laptop.Row("Bob")).ToBeVisibleAsync();
        await laptop.Row("Bob").ClickAsync();
        await laptop.SeesAsync("welcome back");
        await Expect(phone.Page.GetByText("This device", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_refuses_and_the_code_is_good_for_nothing_any_more()
    {
        await using var alicia = await server.PersonAsync("Alice");
        await using var phone = await Visitor.LogInAsync(chromium, server.Address, alicia, new(Phone: true));
        await using var laptop = await Visitor.OpenAsync(chromium, server.Address, "Mallory");
        (laptop.Waits, laptop.Refused, phone.Refused) = (true, true, true);
        await ScanAsync(phone, laptop);
        await Expect(phone.Page.GetByText("asks to use your account")).ToBeVisibleAsync();
        var path = new Uri(phone.Page.Url).AbsolutePath;
        await phone.PressAsync("Refuse");
        await Expect(laptop.Page.GetByText("Your other device said no.")).ToBeVisibleAsync();
        await phone.GoAsync(path);
        await Expect(phone.Page.GetByText("This code leads nowhere")).ToBeVisibleAsync();
        await laptop.PressAsync("New code");
        await Expect(laptop.Page.GetByText("Waiting for your other device…")).ToBeVisibleAsync();
    }

    /// <summary>The laptop shows its code, and the phone reads a picture of it.</summary>
    static async Task ScanAsync(Visitor phone, Visitor laptop)
    {
        await laptop.PressAsync("Log in with your phone");
        var code = laptop.Page.GetByRole(AriaRole.Img, new() { Name = "Code to log in on this device" });
        await Expect(code).ToBeVisibleAsync();
        await AccessibilityTests.LookAsync(laptop.Page, "a code to be let in by");
        await phone.PressAsync("New");
        await phone.ChooseAsync("Scan");
        await phone.Page.GetByLabel("From a picture").SetInputFilesAsync(new FilePayload
        {
            Name = "code.png", MimeType = "image/png", Buffer = await code.ScreenshotAsync(),
        });
    }
}

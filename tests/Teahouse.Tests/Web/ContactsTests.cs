using Microsoft.Playwright;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>Friends: asked, accepted, filed, blocked.</summary>
public sealed class ContactsTests(TestServer server, Chromium chromium) : IClassFixture<TestServer>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_asks_Bob_with_a_greeting_and_they_are_friends_once_he_accepts()
    {
        await using var bobby = await server.PersonAsync("Bob");
        await using var bob = await Visitor.LogInAsync(chromium, server.Address, bobby);
        await using var alice = await Visitor.RegisterAsync(chromium, server.Address, "Alice");
        await alice.GoAsync("/contacts/add");
        await alice.Page.GetByLabel("Username or link").FillAsync(bobby.Username);
        await alice.PressAsync("Find");
        await alice.PressAsync("Add friend");
        await alice.Page.GetByLabel("Greeting").FillAsync("We met at the tea fair");
        await alice.PressAsync("Send request");
        await Expect(alice.Page.GetByText("You asked to be friends")).ToBeVisibleAsync();

        await bob.Page.GetByRole(AriaRole.Link, new() { Name = "Contacts 1 friend request" }).ClickAsync();
        await bob.Page.GetByRole(AriaRole.Link, new() { Name = "New friends" }).ClickAsync();
        await Expect(bob.Page.GetByText("We met at the tea fair")).ToBeVisibleAsync();
        await bob.PressAsync("Accept Alice");
        await Expect(bob.Row("Alice")).ToBeVisibleAsync();
        await alice.GoAsync("/contacts");
        await Expect(alice.Row("Bob")).ToBeVisibleAsync();
        await alice.Row("Bob").ClickAsync();
        await alice.PressAsync("Message");
        await alice.SayAsync("Hello, friend");
        await Expect(bob.Page.GetByRole(AriaRole.Link, new() { Name = "Chats 1 unread message" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Alice_gives_Bob_a_name_and_a_tag_of_her_own_and_finds_him_by_both()
    {
        await using var people = await FriendsAsync();
        var (alicia, bobby) = (people.Alice, people.Bob);
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, alicia);
        await alice.GoAsync($"/contacts/{bobby.Id}");
        await alice.Page.GetByLabel("Name for you alone").FillAsync("The hatter");
        await alice.PressAsync("Save");
        await Expect(alice.Row("The hatter")).ToBeVisibleAsync();
        await alice.Page.GetByLabel("Tags").Last.FillAsync("tea");
        await alice.Page.GetByLabel("Tags").Last.PressAsync("Enter");
        await alice.PressAsync("Mark as favourite");
        await Expect(alice.Page.GetByRole(AriaRole.Heading, new() { Name = "Favourites" })).ToBeVisibleAsync();
        await alice.PressAsync("tea");
        await Expect(alice.Row("The hatter")).ToBeVisibleAsync();
        await alice.PressAsync("tea");
        await alice.Search.FillAsync("hatt");
        await Expect(alice.Row("The hatter")).ToBeVisibleAsync();
        await alice.Search.FillAsync("nobody like that");
        await Expect(alice.Page.GetByText("No contact matches.")).ToBeVisibleAsync();
        await bobby.SaysAsync(alicia, "Tea?");
        await alice.GoAsync();
        await Expect(alice.Row("The hatter")).ToContainTextAsync("Tea?");
    }

    [Fact]
    public async Task Alice_blocks_Bob_and_lets_him_back()
    {
        await using var people = await FriendsAsync();
        var bobby = people.Bob;
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, people.Alice);
        await alice.GoAsync($"/contacts/{bobby.Id}");
        await alice.PressAsync("More");
        await alice.ChooseAsync("Block");
        await alice.ConfirmAsync("Block");
        await Expect(alice.Page.GetByText("You have blocked Bob.")).ToBeVisibleAsync();
        await alice.GoAsync("/settings/blocked");
        await alice.PressAsync("Unblock Bob");
        await Expect(alice.Page.GetByText("Nobody is blocked")).ToBeVisibleAsync();
        Assert.Empty((await people.Alice.Api.CallAsync(Commands.ListBlocks, Nothing.Value, Cancelled)).Users);
    }

    [Fact]
    public async Task Alice_still_sees_her_friends_when_the_server_is_out_of_reach()
    {
        await using var people = await FriendsAsync();
        await using var alice = await Visitor.LogInAsync(chromium, server.Address, people.Alice);
        await alice.GoAsync("/contacts");
        await Expect(alice.Row("Bob")).ToBeVisibleAsync();
        await alice.KeepsTheClientAsync();
        await alice.SetOfflineAsync(true);
        await alice.Page.ReloadAsync();
        await Expect(alice.Row("Bob")).ToBeVisibleAsync();
    }

    async Task<Friends> FriendsAsync()
    {
        var friends = new Friends(await server.PersonAsync("Alice"), await server.PersonAsync("Bob"));
        await friends.Alice.Api.CallAsync(Commands.RequestContact, new(friends.Bob.Id), Cancelled);
        await friends.Bob.Api.CallAsync(Commands.AnswerContactRequest, new(friends.Alice.Id, true), Cancelled);
        return friends;
    }

    sealed record Friends(Person Alice, Person Bob) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Alice.DisposeAsync();
            await Bob.DisposeAsync();
        }
    }
}

using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Tests.Web;

/// <summary>A group of people with accounts; the first of them opened it.</summary>
sealed class Room : IAsyncDisposable
{
    readonly TestServer _server;
    readonly IReadOnlyList<Person> _people;

    Room(TestServer server, IReadOnlyList<Person> people, Conversation conversation)
    {
        (_server, _people) = (server, people);
        (Id, Name) = (conversation.Id, conversation.Info!.Name!);
    }

    public Guid Id { get; }
    public string Name { get; }

    public Person this[string name] => _people.Single(p => p.Name == name);

    public static async Task<Room> OpenAsync(TestServer server, string name, params string[] people)
    {
        var all = new List<Person>();
        foreach (var one in people)
        {
            all.Add(await server.PersonAsync(one));
        }

        var create = new CreateConversation("group", [.. all.Skip(1).Select(p => p.Id)], name, Avatar: "🍵");
        return new(server, all, await all[0].Api.CallAsync(Commands.CreateConversation, create, TestContext.Current.CancellationToken));
    }

    /// <summary>One of them at a browser, with the group open.</summary>
    public async Task<Visitor> VisitAsync(Chromium chromium, string name, Taste? taste = null)
    {
        var visitor = await Visitor.OpenAsync(chromium, _server.Address, name, taste);
        await visitor.LogInAsync(this[name].Username, this[name].Password);
        await visitor.Row(Name).ClickAsync();
        await Expect(visitor.Page.Locator("form textarea")).ToBeVisibleAsync();
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people)
        {
            await person.DisposeAsync();
        }
    }
}

/// <summary>What people do in a room without a browser.</summary>
static class InRoom
{
    public static Task<Sent> WritesAsync(this Person person, Room room, string text, long? replyTo = null, long? thread = null) =>
        person.SendsAsync(room, new TextContent(text), replyTo, thread);

    public static Task<Sent> SendsAsync(this Person person, Room room, Content content, long? replyTo = null, long? thread = null)
    {
        var message = new SendMessage(content, Ids.New(), room.Id, ReplyTo: replyTo, Thread: thread);
        return person.Api.CallAsync(Commands.Send, message, TestContext.Current.CancellationToken);
    }
}

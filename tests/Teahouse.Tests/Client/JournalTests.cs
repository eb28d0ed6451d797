using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Client;

/// <summary>A device that is ended and started again from its store knows what it knew.</summary>
public sealed class JournalTests(TestServer server) : IClassFixture<TestServer>
{
    static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Alices_phone_knows_after_a_restart_what_it_knew()
    {
        var (alice, bob, group, gone) = (Ids.New(), Ids.New(), Ids.New(), Ids.New());
        Message Says(long seq, string text) => new(Ids.New(), group, 1, seq, 1, bob, new TextContent(text), Now);
        var store = new MemoryStore();
        Update[] story =
        [
            new ConversationUpdate(new(group, "group", 1, [new(alice, 0, 0, 0, "owner"), new(bob, 0, 0, 0, "member")], 1, 1, 1, Now,
                Rev: 1, MemberCount: 2, Role: "owner", Info: new("Tea"), Preferences: new(3, Pinned: true))),
            new MessageUpdate(Says(1, "one")),
            new MessageUpdate(Says(2, "") with { Target = 1, Content = new ChangeContent(Says(1, "first") with { Rev = 2 }) }),
            new MessageUpdate(Says(3, "answer") with { Thread = 1, ThreadN = 1 }),
            new MessageUpdate(Says(4, "two") with { N = 2 }),
            new MessageUpdate(Says(5, "") with { Target = 4, Content = new ChangeContent(Says(4, "") with { Rev = 5, Content = new DeletedContent("recalled") }) }),
            new HiddenUpdate(group, [3]),
            new ThreadUpdate(new(group, 1, 0, 1, 3, true)),
            new LeftUpdate(gone, 7),
        ];
        foreach (var update in story)
        {
            store.Append(new Entry { Update = update });
        }

        var expected = "";
        for (var restart = 0; restart < 3; restart++)
        {
            await using var phone = new Device(alice, new DeviceOptions { Server = new("http://localhost"), Token = "none", Store = store });
            var shown = phone.Look(state => state.Conversations[group]);
            Assert.Equal((5, "first", 1), (shown.Have, ((TextContent)shown.At(1)!.Content).Text, shown.At(1)!.Replies!.Count));
            Assert.Equal([1, 4], shown.Messages.Select(message => message.Seq));
            Assert.Equal((true, 1), (shown.Preferences!.Pinned, shown.UnreadIn(1)));
            var now = string.Join('\n', store.Read());
            Assert.True(restart < 2 || now == expected, now);
            expected = now;
        }

        Assert.Contains(store.Read(), entry => entry.Update == new LeftUpdate(gone, 7));
    }

    [Fact]
    public async Task What_was_recalled_is_not_in_the_file_when_Alices_phone_has_ended()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var file = Path.GetTempFileName();
        var sent = await bob.SaysAsync(alice, "a secret recipe");
        await using (var phone = await alice.DeviceAsync(with: options => options with { Store = new FileStore(file) }))
        {
            await Eventually.True("she has it", () => phone.Look(state => state.Conversations.GetValueOrDefault(sent.ConversationId)?.Have == 1));
            await phone.StopAsync();
            Assert.Contains("a secret recipe", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            await bob.Api.CallAsync(Commands.RecallMessage, new(sent.ConversationId, sent.Seq), TestContext.Current.CancellationToken);
            phone.Start();
            await Eventually.True("it is gone", () => phone.Look(state => state.Conversations[sent.ConversationId].At(1)?.Content is DeletedContent));
        }

        Assert.DoesNotContain("a secret recipe", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        File.Delete(file);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;
using Teahouse.Testing;
using Teahouse.Tests.Accounts;

namespace Teahouse.Tests.Contacts;

/// <summary>A core node with Accounts and Contacts on a real database, and what the tests ask it again and again.</summary>
static class Town
{
    public static CancellationToken Stop => AccountsNode.Stop;

    // Blocking is bound by Chat, which has more to do; here it is the bare thing.
    static readonly Door Door = ContactsModule.Door with
    {
        Core = core =>
        {
            ContactsModule.Door.Core!(core);
            core.Handle(Commands.Block, core.Services.GetRequiredService<Blocks>().BlockAsync);
            core.Handle(Commands.Unblock, core.Services.GetRequiredService<Blocks>().UnblockAsync);
        },
    };

    public static AccountsNode Open(TestDatabase database) => new(database, null, Door, new ContactsOptions());

    public static Relations Relations(this AccountsNode node) => node.Services.GetRequiredService<Relations>();

    public static async Task BefriendAsync(this AccountsNode node, LoggedIn one, LoggedIn other)
    {
        await node.AskAsync(Commands.RequestContact, new(other.User.Id), one);
        await node.AskAsync(Commands.RequestContact, new(one.User.Id), other);
    }

    public static Task BlockAsync(this AccountsNode node, LoggedIn one, LoggedIn other) =>
        node.AskAsync(Commands.Block, new(other.User.Id), one);

    public static async Task<IReadOnlyList<Guid>> FriendsAsync(this AccountsNode node, LoggedIn who) =>
        [.. (await node.AskAsync(Commands.ListContacts, new(), who)).Contacts.Select(c => c.UserId)];

    public static async Task<IReadOnlyList<ContactRequest>> RequestsAsync(this AccountsNode node, LoggedIn who) =>
        (await node.AskAsync(Commands.ListContactRequests, Nothing.Value, who)).Requests;

    public static Task<long> VersionAsync(this AccountsNode node, LoggedIn who) => node.People.VersionAsync(who.User.Id, Stop);

    /// <summary>The facts of changed relations that are about these two.</summary>
    public static async Task<int> RelationsChangedAsync(this AccountsNode node, LoggedIn one, LoggedIn other) =>
        (await node.FactsAsync("contacts.relations_changed")).Count(f => f.Contains($"{one.User.Id}") && f.Contains($"{other.User.Id}"));
}

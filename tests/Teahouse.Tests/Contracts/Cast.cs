using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Contracts;

/// <summary>
/// Everybody who may want something: in a workspace with a private channel its owner, an admin, an author, a peer and a guest; around it those
/// who were removed or left, were expelled from the workspace, belong to another one, are blocked, strangers; and tokens that are void.
/// </summary>
public sealed class Cast : IAsyncLifetime
{
    readonly Dictionary<string, Someone> _people = [];
    readonly Dictionary<string, string> _voidTokens = [];

    internal TestServer Server { get; private set; } = null!;
    internal Guid Workspace { get; private set; }
    internal Guid OtherWorkspace { get; private set; }

    internal static string[] Insiders => ["owner", "admin", "author", "peer", "guest"];
    internal static string[] Outsiders => ["removed", "left", "expelled", "foreigner", "blocked", "stranger"];
    static string[] Members { get; } = ["admin", "author", "peer", "removed", "left", "spare"];

    internal static string[] Void => ["nobody", "revoked", "deactivated"];

    internal Someone this[string name] => _people[name];

    /// <summary>What somebody shows as their authorisation; nothing for nobody.</summary>
    internal string? Bearer(string name) =>
        name == "nobody" ? null : _voidTokens.TryGetValue(name, out var token) ? $"Bearer {token}" : _people[name].Bearer;

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        foreach (var name in (string[])[.. Insiders, .. Outsiders, "spare", "asker", "newcomer", "deactivated"])
        {
            _people[name] = await Someone.RegisterAsync(Server, $"{name}_here");
        }

        var revoked = await _people["author"].LogInAsync("lost phone");
        await _people["author"].AskAsync(Commands.RevokeSession, new(revoked.Session.Id));
        (_voidTokens["revoked"], _voidTokens["deactivated"]) = (revoked.Token, _people["deactivated"].Token);
        await _people["deactivated"].AskAsync(Commands.Deactivate, new(_people["deactivated"].Password));
        await _people["owner"].AskAsync(Commands.Block, new(_people["blocked"].Id));
        Workspace = (await _people["owner"].AskAsync(Commands.CreateWorkspace, new("the tea trade"))).Id;
        OtherWorkspace = (await _people["foreigner"].AskAsync(Commands.CreateWorkspace, new("the coffee trade"))).Id;
        var invite = await _people["owner"].AskAsync(Commands.CreateWorkspaceInvite, new(Workspace));
        foreach (var name in (string[])[.. Members, "expelled", "asker", "newcomer"])
        {
            await _people[name].AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code));
        }

        var hall = await _people["owner"].AskAsync(Commands.CreateConversation, new("channel", [], "hall", WorkspaceId: Workspace));
        var guests = await _people["owner"].AskAsync(Commands.CreateWorkspaceInvite, new(Workspace, Role: "guest", ChannelIds: [hall.Id]));
        await _people["guest"].AskAsync(Commands.AcceptWorkspaceInvite, new(guests.Code));
        await _people["owner"].AskAsync(Commands.RemoveWorkspaceMember, new(Workspace, _people["expelled"].Id));
        await _people["owner"].AskAsync(Commands.UpdateWorkspaceMember, new(Workspace, _people["admin"].Id, "admin"));
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    /// <summary>A channel in which the author has said something that no outsider may ever read.</summary>
    /// <param name="content">What they said.</param>
    /// <param name="state">live, archived, deleted (by an admin) or recalled.</param>
    /// <param name="approval">Whether somebody waits to be let in.</param>
    internal async Task<Scene> PlayAsync(Content content, string state, bool approval)
    {
        var owner = this["owner"];
        Guid[] members = [.. Members.Select(name => this[name].Id)];
        var channel = await owner.AskAsync(Commands.CreateConversation, new("channel", members, $"c-{Ids.New():N}", WorkspaceId: Workspace));
        await owner.AskAsync(Commands.UpdateMember, new(channel.Id, this["admin"].Id, "admin"));
        await owner.AskAsync(Commands.AddMembers, new(channel.Id, [this["guest"].Id]));
        await owner.AskAsync(Commands.UpdateMember, new(channel.Id, this["guest"].Id, "guest"));
        var sent = await this["author"].AskAsync(Commands.Send, new(content, Ids.New(), channel.Id));
        var link = await owner.AskAsync(Commands.CreateInvite, new(channel.Id));
        await owner.AskAsync(Commands.RemoveMember, new(channel.Id, this["removed"].Id));
        await this["left"].AskAsync(Commands.RemoveMember, new(channel.Id, this["left"].Id));
        if (approval)
        {
            await owner.AskAsync(Commands.UpdateConversation, new(channel.Id, Inviting: "approval"));
            await this["peer"].AskAsync(Commands.AddMembers, new(channel.Id, [this["asker"].Id]));
        }

        await (state switch
        {
            "archived" => owner.AskAsync(Commands.UpdateConversation, new(channel.Id, Archived: true)),
            "deleted" => owner.AskAsync(Commands.RecallMessage, new(channel.Id, sent.Seq)),
            "recalled" => this["author"].AskAsync(Commands.RecallMessage, new(channel.Id, sent.Seq)),
            _ => Task.CompletedTask,
        });
        return new(channel.Id, sent.Id, sent.Seq, link.Code);
    }
}

/// <summary>A conversation with a message in it.</summary>
sealed record Scene(Guid Conversation, Guid Message, long Seq, string Invite);

using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Contracts;
using Xunit;

namespace Teahouse.Tests.Workspaces;

/// <summary>What most tests of workspaces begin with.</summary>
static class Founding
{
    /// <summary>A workspace of somebody's, with these others as members.</summary>
    public static async Task<Workspace> OpensAsync(this Someone founder, string name, params Someone[] members)
    {
        var workspace = await founder.AskAsync(Commands.CreateWorkspace, new(name));
        foreach (var member in members)
        {
            await founder.LetsInAsync(workspace.Id, member);
        }

        return workspace;
    }

    /// <summary>Somebody joins by an invitation of their own.</summary>
    public static async Task<Workspace> LetsInAsync(this Someone host, Guid workspace, Someone newcomer, params Guid[] guestOf)
    {
        var invite = await host.AskAsync(Commands.CreateWorkspaceInvite, new(
            workspace, MaxUses: 1, Role: guestOf.Length > 0 ? "guest" : null, ChannelIds: guestOf.Length > 0 ? guestOf : null));
        return await newcomer.AskAsync(Commands.AcceptWorkspaceInvite, new(invite.Code));
    }

    public static async Task<WorkspaceMember> GivesAsync(this Someone giver, Guid workspace, Someone other, string role) =>
        await giver.AskAsync(Commands.UpdateWorkspaceMember, new(workspace, other.Id, role));

    public static async Task RefusesAsync<TRequest, TAnswer>(
        this Someone asker, Refusal row, Command<TRequest, TAnswer> command, TRequest request)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => asker.AskAsync(command, request));
        Assert.Equal(row.Code, refused.Code);
    }
}

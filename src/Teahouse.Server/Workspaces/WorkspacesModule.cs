using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Workspaces;

/// <summary>Workspaces: their people, roles and invitations. Their channels are conversations, which are Chat's.</summary>
public static class WorkspacesModule
{
    public static Door Door { get; } = new("workspaces") { Options = typeof(WorkspacesOptions), Add = Add, Core = Bind, Worker = Listen };

    static void Add(IServiceCollection services) => services
        .AddSingleton<Changes>()
        .AddSingleton<PublicWorkspace>()
        .AddSingleton<Catalogue>()
        .AddSingleton<Roster>()
        .AddSingleton<Invitations>()
        .AddSingleton<Names>()
        .AddSingleton<Departures>()
        .AddSingleton(s => new Tenancy(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<Catalogue>(),
            s.GetRequiredService<Roster>(), s.GetRequiredService<Invitations>()));

    /// <summary>All commands but <c>remove_workspace_member</c> and <c>create_workspace_invite</c>, which reach channels: Chat binds those.</summary>
    static void Bind(Core core)
    {
        var catalogue = core.Services.GetRequiredService<Catalogue>();
        core.Handle(Commands.ListWorkspaces, catalogue.ListAsync);
        core.Handle(Commands.CreateWorkspace, catalogue.CreateAsync);
        core.Handle(Commands.GetWorkspace, catalogue.GetAsync);
        core.Handle(Commands.UpdateWorkspace, catalogue.UpdateAsync);

        var roster = core.Services.GetRequiredService<Roster>();
        core.Handle(Commands.ListWorkspaceMembers, roster.ListAsync);
        core.Handle(Commands.UpdateWorkspaceMember, roster.UpdateAsync);

        var invitations = core.Services.GetRequiredService<Invitations>();
        core.Handle(Commands.ListWorkspaceInvites, invitations.ListAsync);
        core.Handle(Commands.RevokeWorkspaceInvite, invitations.RevokeAsync);
        core.Handle(Commands.LookAtWorkspaceInvite, invitations.LookAsync);
        core.Handle(Commands.AcceptWorkspaceInvite, invitations.AcceptAsync);
    }

    static void Listen(Workers workers)
    {
        workers.Listen("workspaces.names", Names.Topics, workers.Services.GetRequiredService<Names>().HearAsync);
        workers.Listen("workspaces.departures", [AccountsFacts.UserDeactivated.Topic],
            workers.Services.GetRequiredService<Departures>().HearAsync);
    }
}

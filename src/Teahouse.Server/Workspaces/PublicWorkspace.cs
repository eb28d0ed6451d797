using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;

namespace Teahouse.Server.Workspaces;

/// <summary>The workspace that everybody who has an account is in.</summary>
sealed class PublicWorkspace(NpgsqlDataSource database, People people, TimeProvider time)
{
    volatile bool _owned;

    /// <summary>Its id, on every server.</summary>
    public static Guid Id { get; } = new("00000000-0000-8000-8000-000000000001");

    /// <summary>
    /// Gives it an owner while it has none: whoever opened the first account of this server. Asked before anybody's role in it matters,
    /// so it needs nobody to be told of registrations.
    /// </summary>
    public async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        if (_owned)
        {
            return;
        }

        var owners = await database.Command(WorkspacesSql.PublicOwner).ListAsync(row => row.GetGuid(0), cancellationToken);
        if (owners.Count == 0 && await people.FirstAsync(cancellationToken) is { } first)
        {
            await database.Command(WorkspacesSql.OwnPublic, first.Id, time.GetUtcNow(), Names.Of(first)).RunAsync(cancellationToken);
        }

        _owned = owners.Count > 0;
    }

    /// <summary>The workspace with its number of members, which the public one does not keep.</summary>
    public async ValueTask<Workspace> CountedAsync(Workspace workspace, CancellationToken cancellationToken) =>
        workspace.Public ? workspace with { MemberCount = await people.CountAsync(cancellationToken) } : workspace;
}

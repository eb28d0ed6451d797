using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Server.Accounts;

namespace Teahouse.Server.Workspaces;

/// <summary>Takes those who have closed their account out of workspaces. What was theirs goes to its longest-serving admin or member.</summary>
sealed class Departures(NpgsqlDataSource database, Changes changes)
{
    public async Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        foreach (var user in facts.Select(f => AccountsFacts.UserDeactivated.Read(f).UserId))
        {
            var places = await database.Command(WorkspacesSql.PlacesOf, user)
                .ListAsync(row => (Workspace: row.GetGuid(0), Heir: row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1)), cancellationToken);
            foreach (var (workspace, heir) in places)
            {
                await DepartAsync(workspace, user, heir, cancellationToken);
            }
        }
    }

    async Task DepartAsync(Guid workspace, Guid user, Guid? heir, CancellationToken cancellationToken)
    {
        await using var change = await changes.OpenAsync(workspace, heir is { } id ? [user, id] : [user], cancellationToken);
        if (await change.SeenByAsync(user, cancellationToken) is not { } seen)
        {
            return;
        }

        if (seen.Role == Roles.Owner)
        {
            // A workspace of one who is gone stays as it is: nobody is there to whom it could matter.
            await change.RunAsync(WorkspacesSql.SetRole, cancellationToken, workspace, user, Roles.Admin);
            if (heir is null || await change.RunAsync(WorkspacesSql.SetRole, cancellationToken, workspace, heir, Roles.Owner) == 0)
            {
                return;
            }

            await change.RecordAsync(WorkspacesFacts.RoleChanged, new(workspace, heir.Value, Roles.Owner), cancellationToken);
        }

        await Roster.RemoveAsync(change, seen, user, cancellationToken);
        await change.CommitAsync(cancellationToken);
    }
}

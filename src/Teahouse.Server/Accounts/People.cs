using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;

namespace Teahouse.Server.Accounts;

/// <summary>The people of this server, as the other units may see them.</summary>
public sealed class People(NpgsqlDataSource database)
{
    /// <summary>These people as the actor may see them, in no order; those who are unknown or hidden are left out.</summary>
    public async ValueTask<IReadOnlyList<User>> SeenByAsync(
        Guid actor, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : await database.Command(AccountsSql.UsersByIds, ids.ToArray()).ListAsync(Rows.User, cancellationToken);

    public async ValueTask<bool> ExistsAsync(Guid id, CancellationToken cancellationToken) =>
        (await database.Command(AccountsSql.Version, id).ListAsync(row => row.GetInt64(0), cancellationToken)).Count > 0;

    /// <summary>The position in the user's own change log; 0 for somebody unknown.</summary>
    public async ValueTask<long> VersionAsync(Guid user, CancellationToken cancellationToken) =>
        (await database.Command(AccountsSql.Version, user).ListAsync(row => row.GetInt64(0), cancellationToken)).FirstOrDefault();
}

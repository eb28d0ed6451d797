using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Accounts;

/// <summary>Which devices are still logged in, for units that keep something of a device.</summary>
public sealed class LivingSessions
{
    readonly NpgsqlDataSource _database;
    readonly Sessions _sessions;

    internal LivingSessions(NpgsqlDataSource database, Sessions sessions) => (_database, _sessions) = (database, sessions);

    public async Task<IReadOnlySet<Guid>> AmongAsync(IReadOnlyCollection<Guid> sessions, CancellationToken cancellationToken) =>
        (await _database.Command(AccountsSql.LivingSessions, sessions.ToArray(), _sessions.IdleSince).ListAsync(Rows.Id, cancellationToken)).ToHashSet();
}

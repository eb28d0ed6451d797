using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>How far a person's own change log has come.</summary>
public readonly record struct OwnVersion(Guid User, long Version);

/// <summary>
/// Each person's own change log: what only they see (devices, contacts, settings, workspaces) moves its version with every change, and
/// their devices ask again for what they show when it has moved.
/// </summary>
public sealed class ChangeLog(IBus bus)
{
    /// <summary>
    /// Moves the version of each of these people within the caller's transaction, and answers the new ones; the unknown are left out. It
    /// locks them, in order of id, until the end of the transaction: name everybody in one call, before other rows are locked.
    /// </summary>
    public static async Task<IReadOnlyList<OwnVersion>> AdvanceAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        await connection.Command(AccountsSql.BumpVersions, users.ToArray())
            .ListAsync(row => new OwnVersion(row.GetGuid(0), row.GetInt64(1)), cancellationToken);

    /// <summary>Tells the devices of these people. Comes after the commit; it never waits.</summary>
    public void Tell(IReadOnlyList<OwnVersion> versions)
    {
        foreach (var (user, version) in versions)
        {
            var update = JsonSerializer.SerializeToUtf8Bytes(new ChangedUpdate(version), Wire.Default.Update);
            bus.Tell(Address.Edges, Parcels.ForUsers(Parcels.Audience(user), update));
        }
    }
}

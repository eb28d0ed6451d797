using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;

namespace Teahouse.Server.Accounts;

/// <summary>Somebody whom a search has found.</summary>
/// <param name="User">Who it is.</param>
/// <param name="Hidden">They let nobody find them; only who knows them already may be shown them.</param>
public sealed record Found(User User, bool Hidden);

/// <summary>The people of this server, as the other units may see them.</summary>
public sealed class People(NpgsqlDataSource database)
{
    readonly Loader<Guid, long> _versions = new((ids, cancellationToken) =>
        database.Command(AccountsSql.Versions, ids).PlacedAsync(ids.Length, row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken));

    /// <summary>How many people one search finds at most.</summary>
    public static int FoundAtMost => 20;

    /// <summary>These people as the actor may see them, in no order; those who are unknown or hidden are left out.</summary>
    public async ValueTask<IReadOnlyList<User>> SeenByAsync(
        Guid actor, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        ids.Count == 0 ? [] : await database.Command(AccountsSql.UsersByIds, ids.ToArray()).ListAsync(Rows.User, cancellationToken);

    public async ValueTask<bool> ExistsAsync(Guid id, CancellationToken cancellationToken) =>
        (await database.Command(AccountsSql.Exists, id).ListAsync(_ => true, cancellationToken)).Count > 0;

    /// <summary>Whose account is the first that was opened here; null when there is none.</summary>
    public Task<User?> FirstAsync(CancellationToken cancellationToken) =>
        database.Command(AccountsSql.FirstUser).FirstAsync(Rows.User, cancellationToken);

    /// <summary>How many accounts there are; a good guess when there are very many.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken) =>
        (await database.Command(AccountsSql.CountUsers).ListAsync(row => row.GetInt32(0), cancellationToken))[0];

    /// <summary>When these people were last seen on a device that is still logged in; whoever has none is left out.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, DateTimeOffset>> LastSeenAsync(
        IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        users.Count == 0
            ? new Dictionary<Guid, DateTimeOffset>()
            : (await database.Command(AccountsSql.LastSeen, users.ToArray())
                .ListAsync(row => (User: row.GetGuid(0), At: row.GetFieldValue<DateTimeOffset>(1)), cancellationToken))
                .ToDictionary(seen => seen.User, seen => seen.At);

    /// <summary>The position in the user's own change log; 0 for somebody unknown.</summary>
    public Task<long> VersionAsync(Guid user, CancellationToken cancellationToken) => _versions.LoadAsync(user, cancellationToken);

    /// <summary>
    /// Whose username it is, first, then those whose username or display name begins with it and who let themselves be found so. The
    /// deactivated are left out.
    /// </summary>
    public async ValueTask<IReadOnlyList<Found>> FindAsync(string query, CancellationToken cancellationToken)
    {
        query = query.Trim();
        // What stands for no name is looked up neither as one nor as the beginning of one.
        if (query.Length is 0 || query.Length > Limits.DisplayNameChars * 2 || query.Contains('\0'))
        {
            return [];
        }

        var found = await database.Command(AccountsSql.FindUsers, query.ToLowerInvariant(), Key(query), FoundAtMost)
            .ListAsync(row => new Found(Rows.User(row), row.GetBoolean(Rows.AfterUser)), cancellationToken);
        return
        [
            .. found.OrderBy(f => !f.User.Username.Equals(query, StringComparison.OrdinalIgnoreCase))
                .ThenBy(f => f.User.DisplayName, StringComparer.Ordinal).ThenBy(f => f.User.Username, StringComparer.Ordinal),
        ];
    }

    /// <summary>What these people let others see and do; the unknown are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, Privacy>> PrivacyAsync(
        IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        ById(await database.Command(AccountsSql.PrivacyOf, users.ToArray()).ListAsync(Rows.Privacy, cancellationToken));

    /// <summary>
    /// The same within the caller's transaction, and nobody changes them until its end: who locks two people before looking at what is
    /// between them has them to themselves. Comes before <see cref="ChangeLog.AdvanceAsync"/> and other locks.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, Privacy>> LockAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        ById(await connection.Command(AccountsSql.LockPrivacy, users.ToArray()).ListAsync(Rows.Privacy, cancellationToken));

    /// <summary>What a display name is looked up by; PostgreSQL composes it.</summary>
    internal static string Key(string displayName) => displayName.ToLowerInvariant();

    static Dictionary<Guid, Privacy> ById(IEnumerable<Privacy> rows) => rows.ToDictionary(p => p.User);
}

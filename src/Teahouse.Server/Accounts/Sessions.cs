using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>The devices on which people are logged in.</summary>
sealed class Sessions(NpgsqlDataSource database, AccountsOptions options, OwnDevices devices, ChangeLog changes, TimeProvider time)
{
    /// <summary>The name of a device as it is stored; a refusal when it cannot be one.</summary>
    public static Refused? Device(string? given, out string device)
    {
        device = PlainText.Clean(given ?? "", Limits.DeviceChars) ?? "";
        return device.Length > 0 || string.IsNullOrWhiteSpace(given)
            ? null
            : new(Refusals.InvalidField, $"device must be at most {Limits.DeviceChars} characters, without control characters.");
    }

    /// <summary>A session that nobody has used since then has ended.</summary>
    public DateTimeOffset IdleSince => time.GetUtcNow() - TimeSpan.FromDays(options.SessionIdleDays);

    public async ValueTask<Answer<SessionList>> ListAsync(Nothing request, Call call, CancellationToken cancellationToken) =>
        new SessionList(await database.Command(AccountsSql.ListSessions, call.User, IdleSince)
            .ListAsync(row => Rows.Session(row, call.Session), cancellationToken));

    public async ValueTask<Answer<Nothing>> LogOutAsync(Nothing request, Call call, CancellationToken cancellationToken)
    {
        // One that is gone already is what was asked for.
        await EndAsync(call.User, call.Session, "logged out", cancellationToken);
        return Nothing.Value;
    }

    public async ValueTask<Answer<Nothing>> RevokeAsync(RevokeSession request, Call call, CancellationToken cancellationToken) =>
        await EndAsync(call.User, request.SessionId, "revoked", cancellationToken)
            ? Nothing.Value
            : new Refused(Refusals.NotFound, "You have no such session.");

    /// <summary>Opens a session within the caller's transaction.</summary>
    public async Task<LoggedIn> InsertAsync(
        NpgsqlConnection connection, User user, Guid id, string device, Call call, CancellationToken cancellationToken)
    {
        var (token, hash) = Tokens.New();
        var insert = connection.Command(AccountsSql.InsertSession, id, user.Id, hash, device, call.Address, time.GetUtcNow());
        return new(user, token, (await insert.FirstAsync(row => Rows.Session(row, id), cancellationToken))!);
    }

    /// <summary>Gives a session another token within the caller's transaction; null when it has ended.</summary>
    public async Task<LoggedIn?> RotateAsync(
        NpgsqlConnection connection, User user, Guid id, Call call, CancellationToken cancellationToken)
    {
        var (token, hash) = Tokens.New();
        var rotate = connection.Command(AccountsSql.RotateToken, id, user.Id, hash, call.Address, time.GetUtcNow());
        return await rotate.FirstAsync(row => Rows.Session(row, id), cancellationToken) is { } session ? new(user, token, session) : null;
    }

    /// <summary>Ends within the caller's transaction those unused longest, where there are more than there may be; answers which.</summary>
    public async Task<IReadOnlyList<Guid>> EndExcessAsync(
        NpgsqlConnection connection, Guid user, Guid opened, CancellationToken cancellationToken)
    {
        var excess = await connection.Command(AccountsSql.EndExcessSessions, user, opened, options.SessionsPerUser)
            .ListAsync(Rows.Id, cancellationToken);
        await OwnDevices.RecordEndAsync(connection, user, excess, cancellationToken);
        return excess;
    }

    async Task<bool> EndAsync(Guid user, Guid session, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await ChangeLog.AdvanceAsync(connection, [user], cancellationToken);
        var ended = await connection.Command(AccountsSql.EndSession, user, session).ListAsync(Rows.Id, cancellationToken);
        if (ended.Count == 0)
        {
            return false;
        }

        await OwnDevices.RecordEndAsync(connection, user, ended, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        devices.TellEnd(user, ended, reason);
        changes.Tell(versions);
        return true;
    }
}

using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>Logs people in. A name that nobody has costs and answers the same as a wrong password.</summary>
sealed class LogIns(
    NpgsqlDataSource database, Attempts attempts, Passwords passwords, IdempotencyKeys keys, Sessions sessions, OwnDevices devices)
{
    public static readonly Refused BadCredentials = new(Refusals.BadCredentials, "The name or the password is wrong.");

    public async ValueTask<Answer<LoggedIn>> LogInAsync(LogIn request, Call call, CancellationToken cancellationToken)
    {
        if (Sessions.Device(request.Device, out var device) is { } wrong)
        {
            return wrong;
        }

        if (request.Password.Length > Limits.PasswordChars)
        {
            return BadCredentials;
        }

        // What is no username is looked up all the same: it finds nobody.
        var username = Username.Parse(request.Username) ?? "";
        var account = await database.Command(AccountsSql.CredentialsByName, username).FirstAsync(Rows.Credentials, cancellationToken);
        var digest = IdempotencyKeys.Digest(request with { Username = username, Device = device });
        return await OpenAsync(account, request.Username, request.Password, device, digest, call, cancellationToken);
    }

    /// <summary>Compares the password and opens a session for the account, or for nobody when there is none.</summary>
    public async ValueTask<Answer<LoggedIn>> OpenAsync(
        Credentials? account, string name, string password, string device, byte[] digest, Call call, CancellationToken cancellationToken)
    {
        var compared = await CompareAsync(account, name, password, call, cancellationToken);
        if (compared.Refused is not null)
        {
            return compared.Refused;
        }

        var renewed = compared.Value.Outdated ? await passwords.HashAsync(password, cancellationToken) : default;
        if (await OpenAsync(account!, renewed.Value, device, digest, call, cancellationToken) is { } opened)
        {
            return opened;
        }

        // The hash was changed since it was compared, by another log-in that renewed it or by a new password: compare again.
        account = await database.Command(AccountsSql.CredentialsById, account!.User).FirstAsync(Rows.Credentials, cancellationToken);
        return await OpenAsync(account, name, password, device, digest, call, cancellationToken);
    }

    /// <summary>Compares a password within the limits; without an account the work is the same.</summary>
    public async ValueTask<Answer<Verdict>> CompareAsync(
        Credentials? account, string name, string password, Call call, CancellationToken cancellationToken)
    {
        if (attempts.LogIn(name, call.Address) is { } limited)
        {
            return limited;
        }

        var compared = await passwords.VerifyAsync(account?.Hash, password, cancellationToken);
        if (compared.Refused is not null || compared.Value.Right)
        {
            attempts.Forgive(name, call.Address);
            return compared;
        }

        return BadCredentials;
    }

    /// <summary>Null when the account's hash is not the compared one any more.</summary>
    async Task<Answer<LoggedIn>?> OpenAsync(
        Credentials account, string? renewedHash, string device, byte[] digest, Call call, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var locked = await connection.Command(AccountsSql.LockUser, account.User, account.Hash, renewedHash)
            .FirstAsync(Rows.OwnUser, cancellationToken);
        if (locked is null)
        {
            return null;
        }

        var session = Ids.New();
        var use = await keys.ClaimAsync(connection, call, digest, account.User, session, cancellationToken);
        if (use is not null && (use.Account.User != account.User || !use.Digest.AsSpan().SequenceEqual(digest)))
        {
            return IdempotencyKeys.Conflict;
        }

        var repeated = use is null ? null : await sessions.RotateAsync(connection, locked.User, use.Session, call, cancellationToken);
        var opened = repeated ?? await sessions.InsertAsync(connection, locked.User, session, device, call, cancellationToken);
        if (use is not null && repeated is null)
        {
            await IdempotencyKeys.MoveAsync(connection, call, session, cancellationToken);
        }

        var excess = await sessions.EndExcessAsync(connection, account.User, opened.Session.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        devices.TellEnd(account.User, excess, "too many at once");
        devices.TellVoid(repeated?.Session.Id);
        devices.TellChanged(account.User, locked.Version);
        return opened;
    }
}

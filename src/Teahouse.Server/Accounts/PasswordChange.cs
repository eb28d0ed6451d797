using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>Changes a password and ends every other session: whoever knew the former one is out.</summary>
sealed class PasswordChange(NpgsqlDataSource database, Passwords passwords, LogIns logIns, OwnDevices devices)
{
    public async ValueTask<Answer<Nothing>> ChangeAsync(ChangePassword request, Call call, CancellationToken cancellationToken)
    {
        if (Passwords.Weakness(request.NewPassword) is { } weak)
        {
            return weak;
        }

        var account = await database.Command(AccountsSql.CredentialsById, call.User).FirstAsync(Rows.Credentials, cancellationToken);
        var compared = await logIns.CompareAsync(account, account?.Username ?? "", request.CurrentPassword, call, cancellationToken);
        if (compared.Refused is not null)
        {
            return compared.Refused;
        }

        var hash = await passwords.HashAsync(request.NewPassword, cancellationToken);
        return hash.Refused is null ? await StoreAsync(account!, hash.Value!, call, cancellationToken) : hash.Refused;
    }

    async Task<Answer<Nothing>> StoreAsync(Credentials account, string hash, Call call, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var versions = await connection.Command(AccountsSql.UpdatePassword, account.User, account.Hash, hash)
            .ListAsync(row => row.GetInt64(0), cancellationToken);
        var asking = await connection.Command(AccountsSql.HasSession, account.User, call.Session).ListAsync(Rows.Id, cancellationToken);
        if (versions.Count == 0 || asking.Count == 0)
        {
            return LogIns.BadCredentials;
        }

        var ended = await connection.Command(AccountsSql.EndOtherSessions, account.User, call.Session)
            .ListAsync(Rows.Id, cancellationToken);
        await OwnDevices.RecordEndAsync(connection, account.User, ended, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        devices.TellEnd(account.User, ended, "the password was changed");
        devices.TellChanged(account.User, versions[0]);
        return Nothing.Value;
    }
}

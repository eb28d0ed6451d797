using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>
/// Closes an account: nobody can log in to it, find it or write to it any more. Those who knew the person keep a name for what they said.
/// </summary>
sealed class Deactivation(
    NpgsqlDataSource database, LogIns logIns, OwnDevices devices, TimeProvider time, ILogger<Deactivation> logger)
{
    public async ValueTask<Answer<Nothing>> DeactivateAsync(Deactivate request, Call call, CancellationToken cancellationToken)
    {
        var account = await database.Command(AccountsSql.CredentialsById, call.User).FirstAsync(Rows.Credentials, cancellationToken);
        var compared = await logIns.CompareAsync(account, account?.Username ?? "", request.Password, call, cancellationToken);
        if (compared.Refused is not null)
        {
            return compared.Refused;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var closed = connection.Command(AccountsSql.Deactivate, account!.User, account.Hash, time.GetUtcNow());
        if (await closed.RunAsync(cancellationToken) == 0)
        {
            return LogIns.BadCredentials;
        }

        var ended = await connection.Command(AccountsSql.EndAllSessions, call.User).ListAsync(Rows.Id, cancellationToken);
        await OwnDevices.RecordEndAsync(connection, call.User, ended, cancellationToken);
        await Outbox.RecordAsync(connection, AccountsFacts.UserDeactivated, new(call.User), cancellationToken);
        await Outbox.RecordAsync(connection, AccountsFacts.UserChanged, new(call.User), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Log.Deactivated(logger, call.User);
        devices.TellEnd(call.User, ended, "the account was closed");
        return Nothing.Value;
    }
}

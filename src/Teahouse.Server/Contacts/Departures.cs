using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Server.Accounts;

namespace Teahouse.Server.Contacts;

/// <summary>Takes down the requests of and to those who have closed their account: nobody could answer them.</summary>
sealed class Departures(NpgsqlDataSource database, ChangeLog changes)
{
    public async Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        foreach (var user in facts.Select(f => AccountsFacts.UserDeactivated.Read(f).UserId))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var partners = await connection.Command(ContactsSql.RequestPartners, user).ListAsync(Rows.Id, cancellationToken);
            var versions = await ChangeLog.AdvanceAsync(connection, partners, cancellationToken);
            await connection.Command(ContactsSql.DeleteAllRequests, user).RunAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            changes.Tell(versions);
        }
    }
}

using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Server.Accounts;
using Teahouse.Server.Chat;

namespace Teahouse.Server.Push;

/// <summary>Hears of messages and notes for which devices they are; whether they are pushed is looked at when it is time.</summary>
sealed class Noticing(NpgsqlDataSource database, Notices notices, PushOptions options, TimeProvider time)
{
    public async Task HearMessagesAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        if ((await database.Command(PushSql.Anybody).ListAsync(row => row.GetGuid(0), cancellationToken)).Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var ranges = facts.SelectMany(f => ChatFacts.Posted.Read(f).Ranges).ToList();
        var told = await notices.AddresseesAsync(ranges, now - TimeSpan.FromSeconds(options.OldestS), cancellationToken);
        if (told.Count > 0)
        {
            await database.Command(
                PushSql.Put, told.Select(a => a.User).ToArray(), told.Select(a => a.Conversation).ToArray(), told.Select(a => a.FirstSeq).ToArray(),
                told.Select(a => a.LastSeq).ToArray(), now + TimeSpan.FromMilliseconds(options.DelayMs)).RunAsync(cancellationToken);
        }
    }

    public Task HearSessionsAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken) =>
        database.Command(PushSql.Forget, facts.SelectMany(f => AccountsFacts.SessionsEnded.Read(f).SessionIds).ToArray()).RunAsync(cancellationToken);
}

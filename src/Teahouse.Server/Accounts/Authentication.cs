using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

sealed record Authenticate(string Token);

sealed record Authenticated(User User, Guid SessionId);

/// <summary>Tells an edge whose token it was shown.</summary>
sealed class Authentication(NpgsqlDataSource database, Sessions sessions, LastSeen lastSeen)
{
    static readonly Refused _badToken = new(Refusals.BadToken, "This token opens no session.");

    readonly Loader<byte[], Found?> _found = new(async (hashes, cancellationToken) =>
        await database.Command(AccountsSql.Authenticate, hashes, sessions.IdleSince).PlacedAsync(hashes.Length, Row, cancellationToken));

    public async ValueTask<Reply> AuthenticateAsync(Call call, CancellationToken cancellationToken)
    {
        var request = Json.Read(call.Body.Span, AccountsJson.Default.Authenticate, out var refused);
        if (refused is not null || Tokens.Hash(request!.Token) is not { } hash)
        {
            return Json.Write(refused ?? _badToken, call.RequestId);
        }

        var found = await _found.LoadAsync(hash, cancellationToken);
        if (found is null)
        {
            return Json.Write(_badToken, call.RequestId);
        }

        lastSeen.Note(found.Who.SessionId, found.LastSeenAt, call.Address);
        return new(200, JsonSerializer.SerializeToUtf8Bytes(found.Who, AccountsJson.Default.Authenticated));
    }

    static (long Place, Found Value) Row(NpgsqlDataReader row) =>
        (row.GetInt64(Rows.AfterUser + 2),
            new(new(Rows.User(row), row.GetGuid(Rows.AfterUser)), row.GetFieldValue<DateTimeOffset>(Rows.AfterUser + 1)));

    sealed record Found(Authenticated Who, DateTimeOffset LastSeenAt);
}

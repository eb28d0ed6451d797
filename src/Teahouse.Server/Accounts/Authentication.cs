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

    public async ValueTask<Reply> AuthenticateAsync(Call call, CancellationToken cancellationToken)
    {
        var request = Json.Read(call.Body.Span, AccountsJson.Default.Authenticate, out var refused);
        if (refused is not null || Tokens.Hash(request!.Token) is not { } hash)
        {
            return Json.Write(refused ?? _badToken, call.RequestId);
        }

        var found = await database.Command(AccountsSql.Authenticate, hash, sessions.IdleSince)
            .FirstAsync(row => new Found(new(Rows.User(row), row.GetGuid(Rows.AfterUser)), row.GetFieldValue<DateTimeOffset>(Rows.AfterUser + 1)), cancellationToken);
        if (found is null)
        {
            return Json.Write(_badToken, call.RequestId);
        }

        lastSeen.Note(found.Who.SessionId, found.LastSeenAt, call.Address);
        return new(200, JsonSerializer.SerializeToUtf8Bytes(found.Who, AccountsJson.Default.Authenticated));
    }

    sealed record Found(Authenticated Who, DateTimeOffset LastSeenAt);
}

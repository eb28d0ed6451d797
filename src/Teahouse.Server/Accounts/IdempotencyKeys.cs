using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>What a key was used for: everything but the password, the session it opened, and the account as it is now.</summary>
sealed record KeyUse(byte[] Digest, Guid Session, Credentials Account);

/// <summary>The keys under which accounts and sessions were opened. They are remembered for a day.</summary>
sealed class IdempotencyKeys(NpgsqlDataSource database, TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public static readonly Refused Conflict = new(Refusals.KeyConflict, "This Idempotency-Key was used with another payload.");

    /// <summary>Tells payloads apart. The password is no part of it: its digest could be guessed offline, faster than its hash.</summary>
    public static byte[] Digest(Register request) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request with { Password = "" }, Wire.Default.Register));

    /// <inheritdoc cref="Digest(Register)"/>
    public static byte[] Digest(LogIn request) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request with { Password = "" }, Wire.Default.LogIn));

    public async ValueTask<KeyUse?> FindAsync(Call call, CancellationToken cancellationToken) =>
        call.IdempotencyKey is null
            ? null
            : await database.Command(AccountsSql.KeyUse, call.Name, call.IdempotencyKey).FirstAsync(Rows.KeyUse, cancellationToken);

    /// <summary>Takes the key for a session, or answers what it is used for; null when it is taken now, or the call has none.</summary>
    public async Task<KeyUse?> ClaimAsync(
        NpgsqlConnection connection, Call call, byte[] digest, Guid user, Guid session, CancellationToken cancellationToken)
    {
        if (call.IdempotencyKey is null)
        {
            return null;
        }

        var claim = connection.Command(AccountsSql.InsertKey, call.Name, call.IdempotencyKey, digest, user, session, time.GetUtcNow());
        return await claim.RunAsync(cancellationToken) == 1
            ? null
            : await connection.Command(AccountsSql.KeyUse, call.Name, call.IdempotencyKey).FirstAsync(Rows.KeyUse, cancellationToken);
    }

    /// <summary>Has the key stand for another session, because its own has ended.</summary>
    public static Task MoveAsync(NpgsqlConnection connection, Call call, Guid session, CancellationToken cancellationToken) =>
        connection.Command(AccountsSql.MoveKey, call.Name, call.IdempotencyKey, session).RunAsync(cancellationToken);
}

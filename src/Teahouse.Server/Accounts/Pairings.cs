using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>
/// Lets a new device in by the word of one that is logged in. Who sees the code can say yes to it, once, with their own account; what comes
/// of it gets only the device that has the secret behind the challenge.
/// </summary>
sealed class Pairings(
    NpgsqlDataSource database, AccountsOptions options, Attempts attempts, Sessions sessions, OwnDevices devices, TimeProvider time,
    ILogger<Pairings> logger)
{
    const int CodeBytes = 16;

    static readonly Refused NoPairing = new(Refusals.NotFound, "No device asks with this code, or not any more.");

    public async ValueTask<Answer<Pairing>> BeginAsync(BeginPairing request, Call call, CancellationToken cancellationToken)
    {
        if (Sessions.Device(request.Device, out var device) is { } wrong)
        {
            return wrong;
        }

        if (request.Challenge.Length > Limits.CodeChars || !Base64Url.IsValid(request.Challenge)
            || Base64Url.DecodeFromChars(request.Challenge) is not { Length: SHA256.HashSizeInBytes } challenge)
        {
            return new Refused(Refusals.InvalidField, $"challenge is {SHA256.HashSizeInBytes} bytes as base64url.");
        }

        if (attempts.Pair(call.Address) is { } limited)
        {
            return limited;
        }

        var (code, now) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes)), time.GetUtcNow());
        var end = now + TimeSpan.FromSeconds(options.PairingS);
        await database.Command(AccountsSql.BeginPairing, code, challenge, device, call.Address, now, end).RunAsync(cancellationToken);
        return new Pairing(code, end);
    }

    public async ValueTask<Answer<PairingPreview>> LookAsync(LookAtPairing request, Call call, CancellationToken cancellationToken) =>
        await FindAsync(request.Code, cancellationToken) is { User: null } kept
            ? kept.Preview with { SameNetwork = Attempts.AreOne(kept.Preview.Address, call.Address) }
            : NoPairing;

    public async ValueTask<Answer<Nothing>> AnswerAsync(AnswerPairing request, Call call, CancellationToken cancellationToken) =>
        IsCode(request.Code)
        && await database.Command(AccountsSql.AnswerPairing, request.Code, time.GetUtcNow(), call.User, call.Session, request.Accept)
            .RunAsync(cancellationToken) > 0
            ? Nothing.Value
            : NoPairing;

    public async ValueTask<Answer<LoggedIn>> FinishAsync(FinishPairing request, Call call, CancellationToken cancellationToken)
    {
        if (!IsCode(request.Secret) || await FindAsync(request.Code, cancellationToken) is not { } kept
            || !CryptographicOperations.FixedTimeEquals(kept.Challenge, SHA256.HashData(Base64Url.DecodeFromChars(request.Secret))))
        {
            return NoPairing;
        }

        return kept.Refused ? new Refused(Refusals.Closed, "The other device has said no.")
            : kept.User is null ? new Refused(Refusals.NotApproved, "No other device has said yes yet.")
            : await OpenAsync(request.Code, kept, call, cancellationToken);
    }

    async Task<Answer<LoggedIn>> OpenAsync(string code, Kept kept, Call call, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var locked = await connection.Command(AccountsSql.LockLiving, kept.User).FirstAsync(Rows.OwnUser, cancellationToken);
        var taken = await connection.Command(AccountsSql.TakePairing, code, time.GetUtcNow(), kept.Challenge).RunAsync(cancellationToken);
        if (locked is null || taken == 0)
        {
            return NoPairing;
        }

        var opened = await sessions.InsertAsync(connection, locked.User, Ids.New(), kept.Preview.Device, call, cancellationToken);
        var excess = await sessions.EndExcessAsync(connection, locked.User.Id, opened.Session.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Log.Paired(logger, locked.User.Id, call.Address);
        devices.TellEnd(locked.User.Id, excess, "too many at once");
        devices.TellChanged(locked.User.Id, locked.Version);
        return opened;
    }

    async Task<Kept?> FindAsync(string code, CancellationToken cancellationToken) =>
        IsCode(code) ? await database.Command(AccountsSql.PairingByCode, code, time.GetUtcNow()).FirstAsync(Read, cancellationToken) : null;

    static bool IsCode(string text) => text.Length is > 0 && text.Length <= Limits.CodeChars && Base64Url.IsValid(text);

    static Kept Read(NpgsqlDataReader row) => new(
        new(row.GetString(0), row.GetString(1), false, row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3)),
        row.IsDBNull(4) ? null : row.GetGuid(4), row.GetFieldValue<byte[]>(5), row.GetBoolean(6));

    /// <summary>A device that asks, who has answered it, and how.</summary>
    sealed record Kept(PairingPreview Preview, Guid? User, byte[] Challenge, bool Refused);
}

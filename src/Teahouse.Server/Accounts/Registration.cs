using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>Opens accounts.</summary>
sealed class Registration(
    NpgsqlDataSource database, AccountsOptions options, Attempts attempts, Passwords passwords, IdempotencyKeys keys, Sessions sessions,
    LogIns logIns, Outbox outbox, TimeProvider time, ILogger<Registration> logger)
{
    public async ValueTask<Answer<LoggedIn>> RegisterAsync(Register request, Call call, CancellationToken cancellationToken)
    {
        if (!options.RegistrationOpen)
        {
            return new Refused(Refusals.RegistrationClosed, "Ask the people who run this server for an account.");
        }

        if (Check(ref request) is { } wrong)
        {
            return wrong;
        }

        if (await keys.FindAsync(call, cancellationToken) is { } use)
        {
            return await RepeatAsync(use, request, call, cancellationToken);
        }

        if (attempts.Register(call.Address) is { } limited)
        {
            return limited;
        }

        var hash = await passwords.HashAsync(request.Password, cancellationToken);
        if (hash.Refused is not null)
        {
            return hash.Refused;
        }

        // Somebody with the same key may be faster: then the call is a repetition after all.
        var (opened, faster) = await OpenAsync(request, hash.Value!, call, cancellationToken);
        return faster is null ? opened : await RepeatAsync(faster, request, call, cancellationToken);
    }

    /// <summary>Puts the request into the form in which it is stored; null when it has one.</summary>
    static Refused? Check(ref Register request)
    {
        if (Username.Parse(request.Username) is not { } username)
        {
            return new(Refusals.InvalidField, Username.Rule);
        }

        if (Username.IsReserved(username))
        {
            return new(Refusals.UsernameTaken, "That name is reserved.");
        }

        if (Passwords.Weakness(request.Password) is { } weak)
        {
            return weak;
        }

        if (Profiles.DisplayName(request.DisplayName, out var displayName) is { } badName)
        {
            return badName;
        }

        if (Sessions.Device(request.Device, out var device) is { } badDevice)
        {
            return badDevice;
        }

        request = request with { Username = username, DisplayName = displayName, Device = device };
        return null;
    }

    async Task<(Answer<LoggedIn> Opened, KeyUse? Faster)> OpenAsync(
        Register request, string hash, Call call, CancellationToken cancellationToken)
    {
        var (id, session, now) = (Ids.New(), Ids.New(), time.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await keys.ClaimAsync(connection, call, IdempotencyKeys.Digest(request), id, session, cancellationToken) is { } use)
        {
            return (default, use);
        }

        var insert = connection.Command(
            AccountsSql.InsertUser, id, request.Username, request.DisplayName, People.Key(request.DisplayName), hash, now);
        if (await insert.FirstAsync(Rows.User, cancellationToken) is not { } user)
        {
            return (new Refused(Refusals.UsernameTaken, "Choose another name."), null);
        }

        var opened = await sessions.InsertAsync(connection, user, session, request.Device!, call, cancellationToken);
        await Outbox.RecordAsync(connection, AccountsFacts.UserRegistered, new(id), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Ring();
        Log.Registered(logger, id);
        return (opened, null);
    }

    /// <summary>The same call again: the password proves that it is, as the key's digest leaves it out.</summary>
    async ValueTask<Answer<LoggedIn>> RepeatAsync(KeyUse use, Register request, Call call, CancellationToken cancellationToken)
    {
        if (!use.Digest.AsSpan().SequenceEqual(IdempotencyKeys.Digest(request)))
        {
            return IdempotencyKeys.Conflict;
        }

        var repeated = await logIns.OpenAsync(
            use.Account, use.Account.Username, request.Password, request.Device!, use.Digest, call, cancellationToken);
        return repeated.Refused?.Row == Refusals.BadCredentials ? IdempotencyKeys.Conflict : repeated;
    }
}

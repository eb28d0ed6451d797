using System.Buffers.Text;
using System.Security.Cryptography;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Fetch;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Push;

/// <summary>The devices that people have had pushed to.</summary>
sealed class Subscriptions(NpgsqlDataSource database, SafeFetcher fetcher, TimeProvider time)
{
    public async ValueTask<Answer<PushSubscription>> SubscribeAsync(SubscribePush request, Call call, CancellationToken cancellationToken)
    {
        if (request.Endpoint.Length > Limits.PushEndpointChars || !Uri.TryCreate(request.Endpoint, UriKind.Absolute, out var endpoint)
            || !fetcher.MayPostTo(endpoint))
        {
            return new Refused(Refusals.InvalidField, $"endpoint is a public https: address of at most {Limits.PushEndpointChars} characters.");
        }

        if (Bytes(request.P256dh, Sealing.PointBytes) is not { } p256dh || !IsPoint(p256dh))
        {
            return new Refused(Refusals.InvalidField, "p256dh is an uncompressed point of P-256 as base64url.");
        }

        if (Bytes(request.Auth, Sealing.AuthBytes) is not { } auth)
        {
            return new Refused(Refusals.InvalidField, $"auth is {Sealing.AuthBytes} bytes as base64url.");
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Command(PushSql.Displace, call.User, endpoint.AbsoluteUri, call.Session).RunAsync(cancellationToken);
        var stored = await connection.Command(
                PushSql.Subscribe, call.Session, call.User, endpoint.AbsoluteUri, p256dh, auth, request.Previews ?? false, time.GetUtcNow(),
                (long)Limits.PushSubscriptionsPerUser)
            .FirstAsync(row => Row(row, call.Session), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return stored is null ? new Refused(Refusals.TooMany, $"At most {Limits.PushSubscriptionsPerUser} devices are pushed to.") : stored;
    }

    public async ValueTask<Answer<Nothing>> UnsubscribeAsync(UnsubscribePush request, Call call, CancellationToken cancellationToken) =>
        await database.Command(PushSql.Unsubscribe, call.User, request.SessionId).RunAsync(cancellationToken) > 0
            ? Nothing.Value
            : new Refused(Refusals.NotFound, "You have no such device that is pushed to.");

    public async ValueTask<Answer<PushSubscriptionList>> ListAsync(Nothing request, Call call, CancellationToken cancellationToken) =>
        new PushSubscriptionList(await database.Command(PushSql.SubscriptionsOf, call.User)
            .ListAsync(row => Row(row, call.Session), cancellationToken));

    public async ValueTask<Answer<Nothing>> TestAsync(Nothing request, Call call, CancellationToken cancellationToken) =>
        await database.Command(PushSql.PutTest, call.User, call.Session, time.GetUtcNow()).RunAsync(cancellationToken) > 0
            ? Nothing.Value
            : new Refused(Refusals.NotFound, "This device is not pushed to.");

    static PushSubscription Row(NpgsqlDataReader row, Guid current) =>
        new(row.GetGuid(0), new Uri(row.GetString(1)).Host, row.GetBoolean(2), row.GetFieldValue<DateTimeOffset>(3), row.GetGuid(0) == current);

    static byte[]? Bytes(string text, int length) =>
        text.Length <= length * 2 && Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is var bytes && bytes.Length == length ? bytes : null;

    static bool IsPoint(byte[] bytes)
    {
        try
        {
            using var key = Sealing.Read(bytes);
            return bytes[0] == 4;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

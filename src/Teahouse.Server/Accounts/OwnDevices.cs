using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Accounts;

/// <summary>Lets the devices of a user know what has changed, and the house know which of them are gone.</summary>
sealed class OwnDevices(IBus bus, ChangeLog changes, Outbox outbox, ILogger<OwnDevices> logger)
{
    /// <summary>Records that these sessions have ended, in the transaction that ends them.</summary>
    public static async ValueTask RecordEndAsync(
        NpgsqlConnection connection, Guid user, IReadOnlyList<Guid> sessions, CancellationToken cancellationToken)
    {
        if (sessions.Count > 0)
        {
            await Outbox.RecordAsync(connection, AccountsFacts.SessionsEnded, new(user, sessions), cancellationToken);
        }
    }

    /// <summary>Has the edges forget these sessions and close their sockets. Comes after the commit and before the answer.</summary>
    public void TellEnd(Guid user, IReadOnlyList<Guid> sessions, string reason)
    {
        if (sessions.Count > 0)
        {
            Log.SessionsEnded(logger, sessions.Count, user, reason);
            outbox.Ring();
            bus.Tell(Address.Edges, Parcels.Revoked([.. sessions]));
        }
    }

    /// <summary>The session goes on with another token: the edges must not take the former one from memory.</summary>
    public void TellVoid(Guid? session)
    {
        if (session is { } id)
        {
            bus.Tell(Address.Edges, Parcels.Revoked(id));
        }
    }

    /// <summary>Something of the user's own has changed.</summary>
    public void TellChanged(Guid user, long version) => changes.Tell([new(user, version)]);

    /// <summary>What others see of the user has changed.</summary>
    public void TellUser(User user)
    {
        outbox.Ring();
        var update = JsonSerializer.SerializeToUtf8Bytes(new UserUpdate(user), Wire.Default.Update);
        bus.Tell(Address.Edges, Parcels.ForUsers(Parcels.Audience(user.Id), update));
    }
}

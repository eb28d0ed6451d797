using Teahouse.Platform.Bus;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>
/// Lets workers know on which devices somebody is looking at the screen: when it changes, and again every <see cref="Renewal"/>, so that an
/// edge that is lost leaves nobody looking.
/// </summary>
sealed class Attention(IBus bus, Roster roster, TimeProvider time)
{
    static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    /// <summary>Sessions in one parcel.</summary>
    static int Batch => 4096;

    long _renewed = time.GetTimestamp();

    /// <summary>Looks at a device after one of its sockets came, went or said something about it.</summary>
    public void Look(Guid session) => bus.Tell(Address.Workers, Parcels.Attended([session], IsAttended(session)));

    public void Turn()
    {
        if (time.GetElapsedTime(_renewed) >= Renewal)
        {
            _renewed = time.GetTimestamp();
            foreach (var batch in roster.Sessions.Where(IsAttended).Chunk(Batch))
            {
                bus.Tell(Address.Workers, Parcels.Attended(batch, true));
            }
        }
    }

    bool IsAttended(Guid session)
    {
        foreach (var socket in roster.OfSession(session))
        {
            if (socket.Active)
            {
                return true;
            }
        }

        return false;
    }
}

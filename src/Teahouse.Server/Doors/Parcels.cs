using System.Runtime.InteropServices;
using System.Text;
using Teahouse.Platform.Bus;

namespace Teahouse.Server.Doors;

/// <summary>The kinds of parcels that the core tells to edges.</summary>
public static class Parcels
{
    public static string Update => "update";
    public static string SessionsRevoked => "sessions_revoked";
    public static string Horizon => "horizon";
    public static string Resync => "resync";

    /// <summary>One update (a JSON object without its cursor) for every device of these users.</summary>
    public static Parcel ForUsers(ReadOnlyMemory<byte> audience, ReadOnlyMemory<byte> update) => new(Update, audience, update);

    /// <summary>These sessions have ended: forget them, close their sockets.</summary>
    public static Parcel Revoked(params Guid[] sessions) => new(SessionsRevoked, Audience(sessions), default);

    /// <summary>All that is older than this cursor has been told already.</summary>
    public static Parcel Until(string cursor) => new(Horizon, default, Encoding.UTF8.GetBytes(cursor));

    /// <summary>The core has lost partitions and can no longer vouch for what is told: devices come back elsewhere and sync.</summary>
    public static Parcel Astray() => new(Resync, default, default);

    /// <summary>Ids as a parcel carries them: 16 bytes each in the layout of <see cref="Guid"/>, so that reading them costs nothing.</summary>
    public static byte[] Audience(params ReadOnlySpan<Guid> ids) => MemoryMarshal.AsBytes(ids).ToArray();

    public static ReadOnlySpan<Guid> Ids(this Parcel parcel) => MemoryMarshal.Cast<byte, Guid>(parcel.To.Span);
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Teahouse.Platform.Bus;

namespace Teahouse.Server.Doors;

/// <summary>An entry's place in the log of its conversation, so that edges need not read the update.</summary>
/// <param name="Conversation">Whose log.</param>
/// <param name="Seq">The entry's seq.</param>
/// <param name="N">Its n.</param>
/// <param name="Shown">False for what is no line of its own: changes, replies in threads. Whoever has not got it open may hear of it late.</param>
public readonly record struct LogPlace(Guid Conversation, long Seq, long N, bool Shown);

/// <summary>The kinds of parcels that the core tells to edges.</summary>
public static class Parcels
{
    public static string Update => "update";
    public static string Message => "message";
    public static string Room => "room";
    public static string RoomEntered => "room_entered";
    public static string RoomLeft => "room_left";
    public static string SessionsRevoked => "sessions_revoked";
    public static string SightChanged => "sight_changed";
    public static string Attending => "attending";
    public static string Horizon => "horizon";
    public static string Resync => "resync";

    /// <summary>One update (a JSON object without its cursor) for every device of these users.</summary>
    public static Parcel ForUsers(ReadOnlyMemory<byte> audience, ReadOnlyMemory<byte> update) => new(Update, audience, update);

    /// <summary>
    /// An entry of a narrow conversation for every device of its members: the update (a JSON object without its cursor) itself, or, on
    /// devices that have asked for it and have not got the conversation open, news that there is something.
    /// </summary>
    public static Parcel MessageFor(
        ReadOnlyMemory<byte> audience, Guid conversation, long seq, long n, bool shown, ReadOnlyMemory<byte> update) =>
        new(Message, audience, update, Bytes(new(conversation, seq, n, shown)));

    /// <summary>
    /// An entry of a wide conversation: the update for the devices that have it open, for the others of its members news that there is
    /// something.
    /// </summary>
    public static Parcel ForRoom(Guid conversation, long seq, long n, bool shown, ReadOnlyMemory<byte> update) =>
        new(Room, Audience(conversation), update, Bytes(new(conversation, seq, n, shown)));

    /// <summary>One update for every device of every member of a wide conversation, open or not.</summary>
    public static Parcel ForRoom(Guid conversation, ReadOnlyMemory<byte> update) => new(Room, Audience(conversation), update);

    /// <summary>
    /// These users are members of this wide conversation from here on. Told after the commit, in order with the conversation's entries;
    /// told of all members when a conversation becomes wide.
    /// </summary>
    public static Parcel Entered(Guid conversation, params ReadOnlySpan<Guid> users) =>
        new(RoomEntered, Audience(users), default, Audience(conversation));

    /// <summary>These users are no longer members of this wide conversation: told after the entry that says so, and before any later one.</summary>
    public static Parcel Left(Guid conversation, params ReadOnlySpan<Guid> users) =>
        new(RoomLeft, Audience(users), default, Audience(conversation));

    /// <summary>
    /// What others may see of a user's presence has changed: edges stop showing it at once, and ask anew who may see what. Told after the
    /// commit, before the answer.
    /// </summary>
    /// <param name="user">Who is seen.</param>
    /// <param name="others">Who sees; everybody when nobody is named.</param>
    public static Parcel Sight(Guid user, params ReadOnlySpan<Guid> others) => new(SightChanged, Audience(user), default, Audience(others));

    /// <summary>These sessions have ended: forget them, close their sockets.</summary>
    public static Parcel Revoked(params Guid[] sessions) => new(SessionsRevoked, Audience(sessions), default);

    /// <summary>On these devices somebody is looking at the screen, or no longer. Told to workers.</summary>
    public static Parcel Attended(ReadOnlySpan<Guid> sessions, bool attended) => new(Attending, Audience(sessions), new byte[] { attended ? (byte)1 : (byte)0 });

    /// <summary>All that is older than this cursor has been told already.</summary>
    public static Parcel Until(string cursor) => new(Horizon, default, Encoding.UTF8.GetBytes(cursor));

    /// <summary>The core has lost partitions and can no longer vouch for what is told: devices come back elsewhere and sync.</summary>
    public static Parcel Astray() => new(Resync, default, default);

    /// <summary>Ids as a parcel carries them: 16 bytes each in the layout of <see cref="Guid"/>, so that reading them costs nothing.</summary>
    public static byte[] Audience(params ReadOnlySpan<Guid> ids) => MemoryMarshal.AsBytes(ids).ToArray();

    /// <summary>Those who see, in a parcel about sight.</summary>
    public static ReadOnlySpan<Guid> Others(this Parcel parcel) => MemoryMarshal.Cast<byte, Guid>(parcel.About.Span);

    public static ReadOnlySpan<Guid> Ids(this Parcel parcel) => MemoryMarshal.Cast<byte, Guid>(parcel.To.Span);

    /// <summary>The place of an entry; null when the parcel is not about one.</summary>
    public static LogPlace? Place(this Parcel parcel)
    {
        var about = parcel.About.Span;
        return about.Length == PlaceBytes
            ? new(new(about[..16]), BinaryPrimitives.ReadInt64LittleEndian(about[16..]), BinaryPrimitives.ReadInt64LittleEndian(about[24..]),
                about[32] != 0)
            : null;
    }

    /// <summary>The wide conversation that a parcel of rooms is about.</summary>
    public static Guid RoomOf(this Parcel parcel) => new((parcel.Kind == Room ? parcel.To : parcel.About).Span);

    static int PlaceBytes => 33;

    static byte[] Bytes(LogPlace place)
    {
        var bytes = new byte[PlaceBytes];
        place.Conversation.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), place.Seq);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), place.N);
        bytes[32] = place.Shown ? (byte)1 : (byte)0;
        return bytes;
    }
}

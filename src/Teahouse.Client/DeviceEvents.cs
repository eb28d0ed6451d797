using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Something that happened on a device, in the order in which it happened.</summary>
public abstract record DeviceEvent;

/// <summary>A message was put into the outbox.</summary>
public sealed record QueuedEvent(SendMessage Message) : DeviceEvent;

/// <summary>The server has stored a message of this device.</summary>
public sealed record AcknowledgedEvent(SendMessage Message, Sent Sent) : DeviceEvent;

/// <summary>The server will never take this message.</summary>
public sealed record RejectedEvent(SendMessage Message, RefusedException Reason) : DeviceEvent;

/// <summary>How a message reached this device.</summary>
public enum Arrival
{
    /// <summary>It was pushed.</summary>
    Push,

    /// <summary>It was listed to close a gap.</summary>
    Pull,

    /// <summary>It is this device's own, known by its acknowledgement.</summary>
    Own,
}

/// <summary>An entry was added at its place: a message, a line of the system, or a change of an earlier one.</summary>
public sealed record ReceivedEvent(Message Message, Arrival By) : DeviceEvent;

/// <summary>Any update that changed something, messages included.</summary>
public sealed record UpdatedEvent(Update Update, Arrival By) : DeviceEvent;

/// <summary>The connection is up; <c>Resumed</c> says that it continued from a cursor.</summary>
public sealed record ConnectedEvent(bool Resumed) : DeviceEvent;

/// <summary>The connection is down; <c>Wait</c> is null when the device will not come back by itself.</summary>
public sealed record DisconnectedEvent(SocketEnd End, TimeSpan? Wait) : DeviceEvent;

/// <summary>Everything up to a cursor is known.</summary>
public sealed record SyncedEvent(string Cursor, bool Whole) : DeviceEvent;

/// <summary>A heartbeat showed that something pushed did not arrive.</summary>
public sealed record LossNoticedEvent(long Pushed, long Counted) : DeviceEvent;

namespace Teahouse.Client;

/// <summary>How a device behaves.</summary>
public sealed record DeviceOptions
{
    /// <summary>The server, http or https, without a path.</summary>
    public required Uri Server { get; init; }

    /// <summary>The token of a session.</summary>
    public required string Token { get; init; }

    /// <summary>Where the device keeps what it knows. The device disposes it.</summary>
    public IDeviceStore Store { get; init; } = new MemoryStore();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Keeps every body of every conversation; otherwise only of those that are opened.</summary>
    public bool Eager { get; init; }

    /// <summary>Is pushed only what it watches; of other conversations it learns, at most once a second, how far they have come.</summary>
    public bool PushesOpenOnly { get; init; }

    /// <summary>Tells the senders that their messages have arrived here.</summary>
    public bool SendsDelivered { get; init; } = true;

    /// <summary>Receipts of one conversation are sent at most once in this time.</summary>
    public TimeSpan ReceiptInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A command without an answer for so long means that the connection is dead.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Multiplies every wait before a reconnection or a retry. Below 1 only where many devices are known not to share a server.</summary>
    public double Patience { get; init; } = 1;

    /// <summary>Is told everything in order, under the device's lock: be quick and do not call back.</summary>
    public Action<DeviceEvent>? Observer { get; init; }
}

namespace Teahouse.Platform.Calls;

/// <summary>One command on its way from an edge to the node that carries it out.</summary>
/// <param name="Name">The command's name in the table.</param>
/// <param name="Body">Its fields as one JSON object. It belongs to the call: nobody writes into it again.</param>
public sealed record Call(string Name, ReadOnlyMemory<byte> Body)
{
    /// <summary>Who asks; empty when the command needs no session.</summary>
    public Guid User { get; init; }

    /// <summary>The session, that is the device, that asks.</summary>
    public Guid Session { get; init; }

    /// <summary>The network address it came from.</summary>
    public string Address { get; init; } = "";

    public string? IdempotencyKey { get; init; }

    /// <summary>Names this call in answers, logs and traces.</summary>
    public string RequestId { get; init; } = "";
}

/// <summary>What came of a call: an HTTP status, and a JSON value or nothing.</summary>
/// <param name="Status">The HTTP status; 0 when nobody could be asked, see <see cref="Fault"/>.</param>
/// <param name="Body">JSON of the answer, or of the problem (RFC 9457) when the status is 400 or more.</param>
public readonly record struct Reply(int Status, ReadOnlyMemory<byte> Body)
{
    public static readonly Reply NoReceiver = new(0, default) { Fault = ReplyFault.NoReceiver };
    public static readonly Reply TimedOut = new(0, default) { Fault = ReplyFault.TimedOut };
    public static readonly Reply Failed = new(0, default) { Fault = ReplyFault.Failed };

    /// <summary>Why there is no answer. The command may have been carried out all the same.</summary>
    public ReplyFault Fault { get; init; }
}

public enum ReplyFault
{
    None,

    /// <summary>Nobody serves that address now.</summary>
    NoReceiver,

    /// <summary>No answer came within the time allowed.</summary>
    TimedOut,

    /// <summary>Whoever was asked broke; it is logged there.</summary>
    Failed,
}

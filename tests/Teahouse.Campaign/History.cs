using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teahouse.Campaign;

/// <summary>What an entry of a history says happened.</summary>
public enum Happened
{
    /// <summary>A message was put into the outbox; <c>Counter</c> is the device's own count.</summary>
    Send,

    /// <summary>The server said that a message is stored.</summary>
    Ack,

    /// <summary>The server said that it will never take a message.</summary>
    Reject,

    /// <summary>An entry was added at its place: pushed, pulled or one's own. A change carries its <c>Target</c> as it is then.</summary>
    Receive,

    /// <summary>An entry came for which it is not the time yet, or not any more.</summary>
    Ahead,

    /// <summary>A conversation came as a whole: <c>Seq</c> is the first that is to be seen, <c>Rev</c> when it changed last.</summary>
    Learn,

    /// <summary>The conversation ended here with this seq.</summary>
    Leave,

    /// <summary>The user asks for a change of the message at <c>Target</c>; <c>Note</c> says which.</summary>
    Change,

    /// <summary>The server said that the change is made; <c>Rev</c> is the message's then.</summary>
    Changed,

    /// <summary>One's own read pointer moved, as the server says.</summary>
    Read,

    /// <summary>This device asked for a message that another of the same user had been told is stored; <c>Found</c> is the answer.</summary>
    Probe,

    Connect,
    Disconnect,

    /// <summary>The device was ended and started again from its store; <c>Seq</c> is what it then holds of a conversation.</summary>
    Restart,

    /// <summary>After everything has healed: what the device holds of a conversation.</summary>
    Final,

    /// <summary>And how it shows a message that was changed.</summary>
    Shows,
}

/// <summary>One line of the history of a device.</summary>
public sealed record Entry
{
    public required Happened Op { get; init; }

    /// <summary>Microseconds since the campaign began, on one clock for all devices.</summary>
    public long At { get; init; }

    public Guid? Id { get; init; }
    public Guid? Conversation { get; init; }
    public int? Generation { get; init; }
    public long? Seq { get; init; }
    public long? N { get; init; }
    public Guid? Sender { get; init; }
    public string? Hash { get; init; }
    public long? Counter { get; init; }
    public long? Unread { get; init; }
    public bool? Found { get; init; }

    /// <summary>The seq of the message that is changed.</summary>
    public long? Target { get; init; }

    /// <summary>The seq of the entry that changed a message, or a conversation, last.</summary>
    public long? Rev { get; init; }

    /// <summary>What a line of the system says.</summary>
    public string? Event { get; init; }

    /// <summary>The server process that this device was connected to, as an address.</summary>
    public string? Node { get; init; }

    public string? Note { get; init; }
}

/// <summary>The history of one device, in the order in which it happened there.</summary>
public sealed record DeviceHistory(string Device, Guid User, IReadOnlyList<Entry> Entries)
{
    /// <summary>Every text that its store has in the end, by hash.</summary>
    public IReadOnlySet<string> Kept { get; init; } = new HashSet<string>();

    /// <summary>Reads <c>DEVICE.jsonl</c>, whose first line names the user.</summary>
    public static DeviceHistory Load(string file)
    {
        var lines = File.ReadLines(file).Select(line => JsonSerializer.Deserialize(line, HistoryJson.Default.Entry)!).ToList();
        return new(Path.GetFileNameWithoutExtension(file), lines[0].Sender!.Value, lines);
    }
}

/// <summary>An entry as it is stored in the end.</summary>
public sealed record StoredMessage(Guid Id, int Generation, long Seq, long N, Guid Sender, string Hash)
{
    /// <summary>Of a line of the system: what it says, and of whom.</summary>
    public string? Event { get; init; }
    public IReadOnlyList<Guid> Users { get; init; } = [];

    /// <summary>Of a change: which message.</summary>
    public long? Target { get; init; }

    /// <summary>Of a message that was changed: when last, and all that is shown of it.</summary>
    public long? Rev { get; init; }
    public string? Form { get; init; }

    /// <summary>Who reacted to it, as emoji and id.</summary>
    public IReadOnlyList<string> Reactions { get; init; } = [];

    /// <summary>Somebody wrote it, and it can be unread.</summary>
    public bool Counts => Event is null && Target is null;
}

/// <summary>A conversation as somebody sees it who begins from nothing after everything has healed.</summary>
public sealed record FreshConversation(
    Guid User, Guid Conversation, IReadOnlyList<Guid> Members, long LastSeq, long Unread, long ReadSeq, IReadOnlyList<StoredMessage> Messages)
{
    public long VisibleFrom { get; init; } = 1;
    public long Rev { get; init; }

    /// <summary>Newcomers see what was written before them.</summary>
    public bool ShowsAll { get; init; } = true;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Entry))]
sealed partial class HistoryJson : JsonSerializerContext;

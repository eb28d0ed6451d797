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

    /// <summary>A message was added at its place: pushed, pulled or one's own.</summary>
    Receive,

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

    /// <summary>The server process that this device was connected to, as an address.</summary>
    public string? Node { get; init; }

    public string? Note { get; init; }
}

/// <summary>The history of one device, in the order in which it happened there.</summary>
public sealed record DeviceHistory(string Device, Guid User, IReadOnlyList<Entry> Entries)
{
    /// <summary>Reads <c>DEVICE.jsonl</c>, whose first line names the user.</summary>
    public static DeviceHistory Load(string file)
    {
        var lines = File.ReadLines(file).Select(line => JsonSerializer.Deserialize(line, HistoryJson.Default.Entry)!).ToList();
        return new(Path.GetFileNameWithoutExtension(file), lines[0].Sender!.Value, lines);
    }
}

/// <summary>A message as it is stored.</summary>
public sealed record StoredMessage(Guid Id, int Generation, long Seq, long N, Guid Sender, string Hash);

/// <summary>A conversation as somebody sees it who begins from nothing after everything has healed.</summary>
public sealed record FreshConversation(
    Guid User, Guid Conversation, IReadOnlyList<Guid> Members, long LastSeq, long Unread, long ReadSeq, IReadOnlyList<StoredMessage> Messages);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Entry))]
sealed partial class HistoryJson : JsonSerializerContext;

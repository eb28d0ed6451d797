using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Campaign;

/// <summary>Writes the history of one device, through all its restarts, to a file and keeps it for the checker.</summary>
public sealed class Recorder : IDisposable
{
    readonly Lock _gate = new();
    readonly List<Entry> _entries = [];
    readonly StreamWriter _file;
    readonly long _start;
    readonly string _device;
    readonly Guid _user;
    long _counter;
    Message? _received;

    /// <param name="folder">Where <c>DEVICE.jsonl</c> goes.</param>
    /// <param name="device">Its name.</param>
    /// <param name="user">Whose it is.</param>
    /// <param name="start">The timestamp of the campaign's beginning.</param>
    public Recorder(string folder, string device, Guid user, long start)
    {
        (_device, _user, _start) = (device, user, start);
        _file = new StreamWriter(Path.Combine(folder, device + ".jsonl"));
        Add(new Entry { Op = Happened.Connect, Sender = user, Note = "begins" });
    }

    /// <summary>Called for each acknowledgement, under the device's lock.</summary>
    public Action<SendMessage, Sent>? Acknowledged { get; set; }

    /// <summary>The server that the device is connected to, where there is more than one.</summary>
    public string? Node { get; set; }

    public long Acks { get; private set; }

    /// <summary>Connections that ended, as this device saw it.</summary>
    public long Disconnects { get; private set; }

    /// <summary>Losses that a heartbeat showed.</summary>
    public long LossesNoticed { get; private set; }

    public DeviceHistory History
    {
        get
        {
            lock (_gate)
            {
                return new(_device, _user, [.. _entries]);
            }
        }
    }

    /// <summary>Takes what a device tells.</summary>
    public void Observe(DeviceEvent happened)
    {
        switch (happened)
        {
            case QueuedEvent { Message: var message }:
                Add(new()
                {
                    Op = Happened.Send, Id = message.Id, Conversation = message.ConversationId, Counter = ++_counter, Hash = Hash(message.Content),
                });
                break;
            case AcknowledgedEvent { Message: var message, Sent: var sent }:
                Acks++;
                Add(new()
                {
                    Op = Happened.Ack, Id = sent.Id, Conversation = sent.ConversationId, Generation = sent.Generation, Seq = sent.Seq, N = sent.N,
                    Node = Node,
                });
                Acknowledged?.Invoke(message, sent);
                break;
            case RejectedEvent rejected:
                Add(new() { Op = Happened.Reject, Id = rejected.Message.Id, Conversation = rejected.Message.ConversationId, Note = rejected.Reason.Code });
                break;
            case ReceivedEvent { Message: var message } received:
                _received = message;
                Add(Arrived(message, received.By) with { Op = Happened.Receive });
                break;
            case UpdatedEvent { Update: MessageUpdate { Message: var message } } updated when !ReferenceEquals(message, _received):
                Add(Arrived(message, updated.By) with { Op = Happened.Ahead });
                break;
            case UpdatedEvent { Update: ConversationUpdate { Conversation: var conversation } }:
                Add(new() { Op = Happened.Learn, Conversation = conversation.Id, Seq = conversation.VisibleFrom ?? 1, Rev = conversation.Rev });
                break;
            case UpdatedEvent { Update: LeftUpdate left }:
                Add(new() { Op = Happened.Leave, Conversation = left.ConversationId, Seq = left.Seq });
                break;
            case UpdatedEvent { Update: ReceiptUpdate receipt } when receipt.UserId == _user:
                Add(new() { Op = Happened.Read, Conversation = receipt.ConversationId, Seq = receipt.ReadSeq, N = receipt.ReadN });
                break;
            case ConnectedEvent connected:
                Add(new() { Op = Happened.Connect, Note = connected.Resumed ? "resumed" : "anew" });
                break;
            case DisconnectedEvent disconnected:
                Disconnects++;
                Add(new() { Op = Happened.Disconnect, Note = disconnected.End.ToString() });
                break;
            case LossNoticedEvent:
                LossesNoticed++;
                break;
        }
    }

    public void Add(Entry entry)
    {
        lock (_gate)
        {
            entry = entry with { At = (long)Stopwatch.GetElapsedTime(_start).TotalMicroseconds };
            _entries.Add(entry);
            _file.WriteLine(JsonSerializer.Serialize(entry, HistoryJson.Default.Entry));
        }
    }

    /// <summary>What a body is known by.</summary>
    public static string Hash(Content content) =>
        content is TextContent text ? Hash(text.Text) : Hash(JsonSerializer.Serialize(content, Wire.Json.Content));

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    /// <summary>What all that is shown of a message is known by.</summary>
    public static string Form(Message message) => Hash(JsonSerializer.Serialize(message, Wire.Json.Message));

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    static Entry Arrived(Message message, Arrival by)
    {
        var now = (message.Content as ChangeContent)?.Message;
        return new()
        {
            Op = Happened.Receive, Id = message.Id, Conversation = message.ConversationId, Generation = message.Generation, Seq = message.Seq,
            N = message.N, Sender = message.SenderId, Hash = Hash((now ?? message).Content), Note = by.ToString(), Target = message.Target,
            Rev = (now ?? message).Rev, Event = (message.Content as EventContent)?.Event,
        };
    }
}

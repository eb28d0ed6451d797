using Teahouse.Campaign;
using Teahouse.Protocol;

namespace Teahouse.Tests.Campaign;

/// <summary>A history made by hand: Alice has a phone and a laptop, Bob a phone; they have one conversation.</summary>
sealed class Story
{
    static readonly Guid Alice = Ids.New();
    static readonly Guid Bob = Ids.New();
    static readonly Guid Conversation = Ids.Direct(Alice, Bob);

    readonly Dictionary<string, (Guid User, List<Entry> Entries)> _devices = new()
    {
        ["alice-phone"] = (Alice, []), ["alice-laptop"] = (Alice, []), ["bob-phone"] = (Bob, []),
    };

    readonly Dictionary<string, Guid> _ids = [];
    readonly List<StoredMessage> _stored = [];
    readonly Dictionary<string, long> _counters = [];

    long _now;

    /// <summary>What the last person to look sees; the same as the others unless a story says otherwise.</summary>
    public Func<FreshConversation, FreshConversation> BobSees { get; init; } = view => view;

    public static string AlicePhone => "alice-phone";
    public static string AliceLaptop => "alice-laptop";
    public static string BobPhone => "bob-phone";

    /// <summary>Three messages between them, everything as it should be.</summary>
    public static Story Good() => new Story().Says(AlicePhone, "hello").Says(BobPhone, "hi").Says(AliceLaptop, "how are you");

    /// <summary>Sent, stored, acknowledged, received by all.</summary>
    public Story Says(string device, string text) => Sends(device, text).Stores(text, device).Acks(device, text).EveryoneGets(text);

    public Story Sends(string device, string text)
    {
        _ids[text] = Ids.New();
        var counter = _counters[device] = _counters.GetValueOrDefault(device) + 1;
        return Add(device, new() { Op = Happened.Send, Id = _ids[text], Conversation = Conversation, Counter = counter, Hash = text });
    }

    public Story Stores(string text, string device, string? body = null)
    {
        _ids.TryAdd(text, Ids.New());

        _stored.Add(new(_ids[text], 1, _stored.Count + 1, _stored.Count + 1, _devices[device].User, body ?? text));
        return this;
    }

    public Story Acks(string device, string text, long? seq = null, string? node = null) =>
        Add(device, new() { Op = Happened.Ack, Id = _ids[text], Conversation = Conversation, Seq = seq ?? Place(text), Node = node });

    /// <summary>As <see cref="Says"/>, with the server that stored it.</summary>
    public Story SaysAt(string node, string device, string text) =>
        Sends(device, text).Stores(text, device).Acks(device, text, node: node).EveryoneGets(text);

    public Story Rejects(string device, string text) => Add(device, new() { Op = Happened.Reject, Id = _ids[text], Conversation = Conversation });

    public Story EveryoneGets(string text) => Gets(AlicePhone, text).Gets(AliceLaptop, text).Gets(BobPhone, text);

    public Story Gets(string device, string text, long? seq = null, string? body = null)
    {
        var stored = _stored.First(message => message.Id == _ids[text]);
        return Add(device, new()
        {
            Op = Happened.Receive, Id = stored.Id, Conversation = Conversation, Seq = seq ?? stored.Seq, N = seq ?? stored.N,
            Sender = stored.Sender, Hash = body ?? stored.Hash,
        });
    }

    public Story Probes(string device, string text, bool found) =>
        Add(device, new() { Op = Happened.Probe, Id = _ids[text], Conversation = Conversation, Seq = Place(text), Found = found });

    public Story Reads(string device, long seq) => Add(device, new() { Op = Happened.Read, Conversation = Conversation, Seq = seq });

    public Story Restarts(string device, long have) => Add(device, new() { Op = Happened.Restart, Conversation = Conversation, Seq = have });

    /// <summary>Everyone has read to a seq; the checker judges.</summary>
    public Verdict Judge(long bobRead = 0, long? bobShows = null)
    {
        var alice = View(Alice, 0);
        var bob = BobSees(View(Bob, bobRead));
        foreach (var (device, (user, entries)) in _devices)
        {
            var view = user == Alice ? alice : bob;
            entries.Add(new() { Op = Happened.Final, Conversation = Conversation, Seq = _stored.Count, Unread = user == Bob ? bobShows ?? view.Unread : view.Unread });
        }

        return Checker.Check([.. _devices.Select(device => new DeviceHistory(device.Key, device.Value.User, device.Value.Entries))], [alice, bob]);
    }

    FreshConversation View(Guid user, long read)
    {
        read = Math.Max(read, _stored.LastOrDefault(message => message.Sender == user)?.Seq ?? 0);
        return new(user, Conversation, [Alice, Bob], _stored.Count, _stored.Count - read, read, _stored);
    }

    long Place(string text) => _stored.FirstOrDefault(message => message.Id == _ids[text])?.Seq ?? _stored.Count + 1;

    Story Add(string device, Entry entry)
    {
        _devices[device].Entries.Add(entry with { At = ++_now });
        return this;
    }
}

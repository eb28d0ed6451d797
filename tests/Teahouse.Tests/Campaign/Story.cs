using Teahouse.Campaign;
using Teahouse.Protocol;

namespace Teahouse.Tests.Campaign;

/// <summary>A history made by hand: Alice has a phone and a laptop, Bob a phone; they have one conversation, or one group.</summary>
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
    readonly Dictionary<(string Device, long Seq), (long Rev, string Form)> _shown = [];
    readonly Dictionary<string, HashSet<string>> _kept = [];

    long _now;

    /// <summary>What the last person to look sees; the same as the others unless a story says otherwise.</summary>
    public Func<FreshConversation, FreshConversation> BobSees { get; init; } = view => view;

    /// <summary>Newcomers to the group see only what comes after them.</summary>
    public bool Joined { get; init; }

    public static string AlicePhone => "alice-phone";
    public static string AliceLaptop => "alice-laptop";
    public static string BobPhone => "bob-phone";

    /// <summary>Three messages between them, everything as it should be.</summary>
    public static Story Good() => new Story().Says(AlicePhone, "hello").Says(BobPhone, "hi").Says(AliceLaptop, "how are you");

    /// <summary>A group of both, with a message of each.</summary>
    public static Story Group(bool joined = false, Func<FreshConversation, FreshConversation>? sees = null) =>
        new Story { Joined = joined, BobSees = sees ?? (view => view) }.Lines("created", Alice, Bob).EveryoneGets("created 1").Says(AlicePhone, "hello").Says(BobPhone, "hi");

    /// <summary>A line of the system.</summary>
    public Story Lines(string what, params Guid[] users)
    {
        var name = $"{what} {_stored.Count + 1}";
        _ids[name] = Ids.New();
        _stored.Add(new(_ids[name], 1, _stored.Count + 1, _stored.Count == 0 ? 0 : _stored[^1].N, Alice, name) { Event = what, Users = users });
        return this;
    }

    public Story RemovesBob() => Lines("removed", Bob).AliceGets($"removed {_stored.Count}");

    public Story AddsBob() => Lines("added", Bob).AliceGets($"added {_stored.Count}");

    public Story BobLeaves() => Add(BobPhone, new() { Op = Happened.Leave, Conversation = Conversation, Seq = _stored.FindLast(entry => entry.Event == "removed")!.Seq });

    public Story BobLearns(long from) => Add(BobPhone, new() { Op = Happened.Learn, Conversation = Conversation, Seq = from, Rev = _stored.Count });

    /// <summary>Somebody asks for a change of a message; it is stored, acknowledged, and told to everybody.</summary>
    public Story Changes(string device, string text, string what, string? to = null) =>
        Asks(device, text, what, to).Makes(device, text, what, to).Hears(device, text, what, to).EveryoneGets($"{what} {_stored.Count}");

    public Story Asks(string device, string text, string what, string? to = null) =>
        Add(device, new() { Op = Happened.Change, Conversation = Conversation, Target = Place(text), Note = what, Hash = to });

    /// <summary>The change is in what is stored.</summary>
    public Story Makes(string device, string text, string what, string? to = null)
    {
        var (at, rev) = (_stored.FindIndex(message => message.Id == _ids[text]), _stored.Count + 1);
        var (name, user) = ($"{what} {rev}", _devices[device].User);
        _ids[name] = Ids.New();
        var before = _stored[at];
        var reactions = what == "react" ? [.. before.Reactions, $"{to} {user}"] : what == "unreact" ? [] : before.Reactions;
        _stored[at] = before with
        {
            Rev = rev, Form = $"{text} of rev {rev}", Hash = what == "recall" ? Checker.Recalled[0] : what == "edit" ? to! : before.Hash, Reactions = reactions,
        };
        _stored.Add(new(_ids[name], 1, rev, _stored[^1].N, user, _stored[at].Hash) { Target = at + 1 });
        return this;
    }

    public Story Hears(string device, string text, string what, string? to = null, long? rev = null) => Add(device, new()
    {
        Op = Happened.Changed, Conversation = Conversation, Target = Place(text), Note = what, Hash = to, Rev = rev ?? _stored.Count,
    });

    /// <summary>In the end a device shows an older form of a message.</summary>
    public Story Shows(string device, string text, long rev, string form)
    {
        _shown[(device, Place(text))] = (rev, form);
        return this;
    }

    /// <summary>A text is in a device's store in the end.</summary>
    public Story Keeps(string device, string text)
    {
        (_kept.TryGetValue(device, out var kept) ? kept : _kept[device] = []).Add(text);
        return this;
    }

    public Story AliceGets(string text) => Gets(AlicePhone, text).Gets(AliceLaptop, text);

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

        _stored.Add(new(_ids[text], 1, _stored.Count + 1, _stored.Count(entry => entry.Counts) + 1, _devices[device].User, body ?? text));
        return this;
    }

    public Story Acks(string device, string text, long? seq = null, string? node = null) =>
        Add(device, new() { Op = Happened.Ack, Id = _ids[text], Conversation = Conversation, Seq = seq ?? Place(text), Node = node });

    /// <summary>As <see cref="Says"/>, with the server that stored it.</summary>
    public Story SaysAt(string node, string device, string text) =>
        Sends(device, text).Stores(text, device).Acks(device, text, node: node).EveryoneGets(text);

    public Story Rejects(string device, string text) => Add(device, new() { Op = Happened.Reject, Id = _ids[text], Conversation = Conversation });

    public Story EveryoneGets(string text) => Gets(AlicePhone, text).Gets(AliceLaptop, text).Gets(BobPhone, text);

    public Story Gets(string device, string text, long? seq = null, string? body = null, string by = "Pull", long? rev = null)
    {
        var stored = _stored.First(message => message.Id == _ids[text]);
        var target = stored.Target is { } changed ? _stored[(int)changed - 1] : null;
        return Add(device, new()
        {
            Note = by, Event = stored.Event, Target = stored.Target, Rev = rev ?? target?.Rev,
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
            if (user == Alice || BobIsIn)
            {
                entries.Add(new() { Op = Happened.Final, Conversation = Conversation, Seq = _stored.Count, Unread = user == Bob ? bobShows ?? view.Unread : view.Unread });
            }

            foreach (var message in view.Messages.Where(message => message.Rev is not null))
            {
                var (rev, form) = _shown.GetValueOrDefault((device, message.Seq), (message.Rev!.Value, message.Form!));
                entries.Add(new() { Op = Happened.Shows, Conversation = Conversation, Seq = message.Seq, Rev = rev, Hash = form });
            }
        }

        return Checker.Check([.. _devices.Select(device => new DeviceHistory(device.Key, device.Value.User, device.Value.Entries)
        {
            Kept = _kept.GetValueOrDefault(device.Key) ?? [],
        })], BobIsIn ? [alice, bob] : [alice]);
    }

    /// <summary>Bob's phone still has the group in the end.</summary>
    public Story BobStillShowsIt() => Add(BobPhone, new() { Op = Happened.Final, Conversation = Conversation, Seq = _stored.Count, Unread = 0 });

    bool BobIsIn => _stored.FindLast(entry => entry.Event is "created" or "added" or "removed" && entry.Users.Contains(Bob)) is not { Event: "removed" };

    // Where newcomers see only what comes after them, Bob sees from the line that brought him in.
    long BobSeesFrom => Joined && _stored.FindLast(entry => entry.Event == "added") is { Seq: var added } ? added : 1;

    FreshConversation View(Guid user, long read)
    {
        var from = user == Bob ? BobSeesFrom : 1;
        var seen = _stored.Where(entry => entry.Seq >= from).ToList();
        read = Math.Max(read, Math.Max(from - 1, seen.LastOrDefault(message => message.Counts && message.Sender == user)?.Seq ?? 0));
        return new(user, Conversation, BobIsIn ? [Alice, Bob] : [Alice], _stored.Count, seen.LongCount(entry => entry.Counts && entry.Seq > read), read, seen)
        {
            VisibleFrom = from, ShowsAll = !Joined, Rev = _stored.LastOrDefault(entry => entry.Event is not null)?.Seq ?? 0,
        };
    }

    long Place(string text) => _stored.FirstOrDefault(message => message.Id == _ids[text])?.Seq ?? _stored.Count + 1;

    Story Add(string device, Entry entry)
    {
        _devices[device].Entries.Add(entry with { At = ++_now });
        return this;
    }
}

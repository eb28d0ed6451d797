using Teahouse.Protocol;

namespace Teahouse.Campaign;

/// <summary>A promise that was broken.</summary>
/// <param name="Rule">C1 to C8, C10 or C12.</param>
/// <param name="Text">Who saw what.</param>
public sealed record Violation(string Rule, string Text);

/// <summary>What the checker found.</summary>
public sealed record Verdict(IReadOnlyList<Violation> Violations, long Sent, long Acked, long Received, long InDoubt, long Probes)
{
    public IReadOnlyList<string> Rules => [.. Violations.Select(violation => violation.Rule).Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>
/// Decides from the histories of all devices, and from what people see who begin from nothing afterwards, whether the promises were kept:
/// <list type="bullet">
/// <item>C1 every acknowledged message is on every device of every member;</item>
/// <item>C2 each message is stored once, with the body that was sent;</item>
/// <item>C3 all see one order, without gaps;</item>
/// <item>C4 the messages of one device stand in the order in which it wrote them;</item>
/// <item>C5 what one device was told is stored, the user's other devices can read;</item>
/// <item>C6 no device's place, and no read pointer, goes back;</item>
/// <item>C7 nothing appears that nobody sent;</item>
/// <item>C8 a message whose outcome is not known ends up stored once or not at all;</item>
/// <item>C10 unread is what can be counted;</item>
/// <item>C12 once another server writes for a partition, the former does not.</item>
/// </list>
/// </summary>
public sealed class Checker
{
    const int MostPerRule = 20;

    readonly IReadOnlyList<DeviceHistory> _devices;
    readonly Dictionary<Guid, List<FreshConversation>> _fresh;
    readonly Dictionary<Guid, SentMessage> _sent = [];
    readonly Dictionary<Guid, Entry> _acked = [];
    readonly HashSet<Guid> _rejected = [];
    readonly Dictionary<string, int> _counts = [];
    readonly List<Violation> _violations = [];

    Checker(IReadOnlyList<DeviceHistory> devices, IReadOnlyList<FreshConversation> fresh)
    {
        _devices = devices;
        _fresh = fresh.GroupBy(one => one.Conversation).ToDictionary(group => group.Key, group => group.ToList());
    }

    /// <summary>Judges whole histories.</summary>
    public static Verdict Check(IReadOnlyList<DeviceHistory> devices, IReadOnlyList<FreshConversation> fresh)
    {
        var checker = new Checker(devices, fresh);
        checker.Collect();
        checker.CheckTruth();
        foreach (var device in devices)
        {
            new DeviceCheck(checker, device).Run();
        }

        checker.CheckUnread();
        checker.CheckOwners();
        return checker.Judge();
    }

    Verdict Judge() => new(_violations, _sent.Count, _acked.Count,
        _devices.Sum(device => device.Entries.LongCount(entry => entry.Op == Happened.Receive)),
        _sent.Keys.LongCount(id => !_acked.ContainsKey(id) && !_rejected.Contains(id)),
        _devices.Sum(device => device.Entries.LongCount(entry => entry.Op == Happened.Probe)));

    void Break(string rule, string text)
    {
        var count = _counts[rule] = _counts.GetValueOrDefault(rule) + 1;
        if (count <= MostPerRule)
        {
            _violations.Add(new(rule, text));
        }
    }

    void Collect()
    {
        foreach (var device in _devices)
        {
            foreach (var entry in device.Entries)
            {
                Collect(device, entry);
            }
        }
    }

    void Collect(DeviceHistory device, Entry entry)
    {
        switch (entry.Op)
        {
            case Happened.Send:
                _sent[entry.Id!.Value] = new(device.Device, device.User, entry.Conversation!.Value, entry.Counter!.Value, entry.Hash!, entry.At);
                break;
            case Happened.Ack when _acked.TryGetValue(entry.Id!.Value, out var before) && before.Seq != entry.Seq:
                Break("C2", $"{device.Device}: {entry.Id} was acknowledged as seq {before.Seq} and as seq {entry.Seq}.");
                break;
            case Happened.Ack:
                _acked[entry.Id!.Value] = entry;
                break;
            case Happened.Reject:
                _rejected.Add(entry.Id!.Value);
                break;
        }
    }

    // What is stored, by the eyes of each member.
    void CheckTruth()
    {
        var places = new Dictionary<Guid, (Guid Conversation, long Seq)>();
        foreach (var views in _fresh.Values)
        {
            CheckOrder(views);
            CheckStored(views[0], places);
            CheckSenders(views[0]);
        }

        foreach (var (id, ack) in _acked)
        {
            if (!places.TryGetValue(id, out var place))
            {
                Break("C1", $"{id} was acknowledged as seq {ack.Seq} of {ack.Conversation} and is not stored.");
            }
            else if (place != (ack.Conversation!.Value, ack.Seq!.Value))
            {
                Break("C2", $"{id} was acknowledged as seq {ack.Seq} of {ack.Conversation} and is seq {place.Seq} of {place.Conversation}.");
            }
        }
    }

    void CheckOrder(List<FreshConversation> views)
    {
        foreach (var view in views)
        {
            for (var i = 0; i < view.Messages.Count; i++)
            {
                if (view.Messages[i].Seq != i + 1)
                {
                    Break("C3", $"{view.Conversation}: place {i + 1} holds seq {view.Messages[i].Seq}.");
                    break;
                }
            }

            if (view.LastSeq != view.Messages.Count)
            {
                Break("C3", $"{view.Conversation}: last_seq is {view.LastSeq}, but {view.Messages.Count} messages are listed.");
            }

            if (!view.Messages.Select(message => message.Id).SequenceEqual(views[0].Messages.Select(message => message.Id)))
            {
                Break("C3", $"{view.Conversation}: {view.User} and {views[0].User} see different orders.");
            }
        }
    }

    void CheckStored(FreshConversation view, Dictionary<Guid, (Guid, long)> places)
    {
        foreach (var message in view.Messages)
        {
            if (!_sent.TryGetValue(message.Id, out var sent) || sent.User != message.Sender)
            {
                Break("C7", $"{view.Conversation}: seq {message.Seq} is {message.Id}, which {message.Sender} never sent.");
                continue;
            }

            if (sent.Hash != message.Hash || sent.Conversation != view.Conversation)
            {
                Break("C2", $"{view.Conversation}: seq {message.Seq}, {message.Id}, is not what was sent.");
            }

            if (!places.TryAdd(message.Id, (view.Conversation, message.Seq)))
            {
                Break(_acked.ContainsKey(message.Id) ? "C2" : "C8", $"{view.Conversation}: {message.Id} is stored twice, again as seq {message.Seq}.");
            }

            if (_rejected.Contains(message.Id))
            {
                Break("C8", $"{view.Conversation}: {message.Id} was rejected and is seq {message.Seq}.");
            }
        }
    }

    void CheckSenders(FreshConversation view)
    {
        var last = new Dictionary<string, (long Counter, long Seq)>();
        foreach (var message in view.Messages)
        {
            if (_sent.TryGetValue(message.Id, out var sent))
            {
                if (last.TryGetValue(sent.Device, out var before) && sent.Counter < before.Counter)
                {
                    Break("C4", $"{view.Conversation}: {sent.Device} wrote its message {sent.Counter} before its {before.Counter}, but seq {before.Seq} stands before seq {message.Seq}.");
                }

                last[sent.Device] = (sent.Counter, message.Seq);
            }
        }
    }

    void CheckUnread()
    {
        foreach (var view in _fresh.Values.SelectMany(views => views))
        {
            // One's own message means that one has read what was there.
            var read = Math.Max(view.ReadSeq, view.Messages.LastOrDefault(message => message.Sender == view.User)?.Seq ?? 0);
            var countable = view.Messages.LongCount(message => message.Seq > read);
            if (view.Unread != countable)
            {
                Break("C10", $"{view.Conversation}: {view.User} is told {view.Unread} unread; behind seq {read} there are {countable}.");
            }
        }
    }

    // A message that was written after another server had answered for its partition must not be stored by the former one.
    void CheckOwners()
    {
        foreach (var partition in _acked.Values.Where(ack => ack.Node is not null).GroupBy(ack => Ids.Partition(ack.Conversation!.Value)))
        {
            var owner = default(Entry);
            var former = new HashSet<string>();
            foreach (var ack in partition.OrderBy(ack => ack.At))
            {
                if (former.Contains(ack.Node!))
                {
                    if (_sent.TryGetValue(ack.Id!.Value, out var sent) && sent.At > owner!.At)
                    {
                        Break("C12", $"partition {partition.Key}: {ack.Node} stored {ack.Id} after {owner.Node} had become the owner.");
                    }
                }
                else if (ack.Node != owner?.Node)
                {
                    former.UnionWith(owner is null ? [] : [owner.Node!]);
                    owner = ack;
                }
            }
        }
    }

    sealed record SentMessage(string Device, Guid User, Guid Conversation, long Counter, string Hash, long At);

    /// <summary>One device's own history against what is stored.</summary>
    sealed class DeviceCheck(Checker checker, DeviceHistory device)
    {
        readonly Dictionary<Guid, long> _have = [];
        readonly Dictionary<Guid, long> _read = [];
        readonly HashSet<Guid> _final = [];
        readonly HashSet<Guid> _received = [];

        public void Run()
        {
            foreach (var entry in device.Entries)
            {
                Take(entry);
            }

            foreach (var views in checker._fresh.Values)
            {
                if (views.FirstOrDefault(view => view.User == device.User) is { } view)
                {
                    CheckEnd(view);
                }
            }
        }

        void Take(Entry entry)
        {
            switch (entry.Op)
            {
                case Happened.Receive:
                    Receive(entry);
                    break;
                case Happened.Read:
                    if (entry.Seq < _read.GetValueOrDefault(entry.Conversation!.Value))
                    {
                        Break("C6", $"the read pointer of {entry.Conversation} went back to {entry.Seq}.");
                    }

                    _read[entry.Conversation.Value] = entry.Seq!.Value;
                    break;
                case Happened.Probe when entry.Found == false:
                    Break("C5", $"{entry.Id}, stored as seq {entry.Seq} by word to another device of the user, was not there to read.");
                    break;
                case Happened.Restart when entry.Seq < _have.GetValueOrDefault(entry.Conversation!.Value):
                    Break("C6", $"after a restart it holds {entry.Conversation} to seq {entry.Seq}, before it was {_have[entry.Conversation.Value]}.");
                    break;
                case Happened.Final:
                    Finish(entry);
                    break;
            }
        }

        void Receive(Entry entry)
        {
            var conversation = entry.Conversation!.Value;
            var have = _have.GetValueOrDefault(conversation);
            if (!_received.Add(entry.Id!.Value))
            {
                Break("C2", $"{entry.Id} came twice, again as seq {entry.Seq} of {conversation}.");
            }

            if (entry.Seq <= have)
            {
                Break("C6", $"seq {entry.Seq} of {conversation} came after seq {have}.");
            }
            else if (entry.Seq != have + 1)
            {
                Break("C3", $"seq {entry.Seq} of {conversation} came next after seq {have}.");
            }

            _have[conversation] = Math.Max(have, entry.Seq!.Value);
            if (!checker._sent.TryGetValue(entry.Id.Value, out var sent) || sent.User != entry.Sender)
            {
                Break("C7", $"{entry.Id} came, which {entry.Sender} never sent.");
            }
            else if (sent.Hash != entry.Hash)
            {
                Break("C2", $"{entry.Id} came with another body than was sent.");
            }

            CheckPlace(entry);
        }

        void CheckPlace(Entry entry)
        {
            var stored = checker._fresh.GetValueOrDefault(entry.Conversation!.Value)?[0].Messages;
            var at = stored is not null && entry.Seq <= stored.Count ? stored[(int)entry.Seq!.Value - 1] : null;
            if (at?.Id != entry.Id)
            {
                Break("C3", $"seq {entry.Seq} of {entry.Conversation} was {entry.Id} here, and is {at?.Id.ToString() ?? "nothing"} in the end.");
            }
        }

        void Finish(Entry entry)
        {
            _final.Add(entry.Conversation!.Value);
            var view = checker._fresh.GetValueOrDefault(entry.Conversation.Value)?.FirstOrDefault(view => view.User == device.User);
            if (view is not null && view.Unread != entry.Unread)
            {
                Break("C10", $"it shows {entry.Unread} unread in {entry.Conversation}, a fresh device {view.Unread}.");
            }
        }

        void CheckEnd(FreshConversation view)
        {
            foreach (var message in view.Messages.Where(message => !_received.Contains(message.Id)))
            {
                // Another device of the writer is the C5 case of the same loss.
                var own = message.Sender == device.User && checker._sent.GetValueOrDefault(message.Id)?.Device != device.Device;
                Break(own ? "C5" : "C1", $"seq {message.Seq} of {view.Conversation}, {message.Id}, never came.");
            }

            if (!_final.Contains(view.Conversation))
            {
                Break("C1", $"it does not know {view.Conversation}.");
            }

            if (_read.GetValueOrDefault(view.Conversation) > view.ReadSeq)
            {
                Break("C6", $"it was told to have read {view.Conversation} to {_read[view.Conversation]}, which is {view.ReadSeq} in the end.");
            }
        }

        void Break(string rule, string text) => checker.Break(rule, $"{device.Device}: {text}");
    }
}

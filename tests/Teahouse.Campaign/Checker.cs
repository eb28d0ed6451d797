using Teahouse.Protocol;

namespace Teahouse.Campaign;

/// <summary>A promise that was broken.</summary>
/// <param name="Rule">C1 to C10, or C12 to C14.</param>
/// <param name="Text">Who saw what.</param>
public sealed record Violation(string Rule, string Text);

/// <summary>What the checker found.</summary>
public sealed record Verdict(
    IReadOnlyList<Violation> Violations, long Sent, long Acked, long Received, long InDoubt, long Probes, long Changed, long Moves)
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
/// <item>C6 no device's place, no read pointer and no rev goes back;</item>
/// <item>C7 nothing appears that nobody sent;</item>
/// <item>C8 a message whose outcome is not known ends up stored once or not at all;</item>
/// <item>C9 nobody gets what is behind the line that removed them, or before what they may see;</item>
/// <item>C10 unread is what can be counted;</item>
/// <item>C12 once another server writes for a partition, the former does not;</item>
/// <item>C13 all see the same final form of every message, and no acknowledged change is lost;</item>
/// <item>C14 what was recalled is nowhere any more.</item>
/// </list>
/// </summary>
public sealed partial class Checker
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
        // First the one who sees most: it is what the others are held against.
        _fresh = fresh.GroupBy(one => one.Conversation).ToDictionary(group => group.Key, group => group.OrderBy(one => one.VisibleFrom).ToList());
    }

    /// <summary>Judges whole histories.</summary>
    public static Verdict Check(IReadOnlyList<DeviceHistory> devices, IReadOnlyList<FreshConversation> fresh)
    {
        var checker = new Checker(devices, fresh);
        checker.Collect();
        checker.CheckMembers();
        checker.CheckTruth();
        checker.CheckChanges();
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
        _devices.Sum(device => device.Entries.LongCount(entry => entry.Op == Happened.Probe)),
        _devices.Sum(device => device.Entries.LongCount(entry => entry.Op == Happened.Changed)),
        _fresh.Values.Sum(views => views[0].Messages.LongCount(entry => entry.Event is "added" or "joined" or "left" or "removed")));

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
            case Happened.Change or Happened.Changed:
                var changed = (entry.Conversation!.Value, entry.Target!.Value);
                (_changesOf.TryGetValue(changed, out var changes) ? changes : _changesOf[changed] = []).Add((device, entry));
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
                if (view.Messages[i].Seq != view.VisibleFrom + i)
                {
                    Break("C3", $"{view.Conversation}: place {view.VisibleFrom + i} holds seq {view.Messages[i].Seq}.");
                    break;
                }
            }

            if (view.LastSeq != view.VisibleFrom + view.Messages.Count - 1)
            {
                Break("C3", $"{view.Conversation}: last_seq is {view.LastSeq}, but {view.Messages.Count} entries are listed from {view.VisibleFrom}.");
            }

            if (!view.Messages.Select(message => message.Id)
                .SequenceEqual(views[0].Messages.Where(message => message.Seq >= view.VisibleFrom).Select(message => message.Id)))
            {
                Break("C3", $"{view.Conversation}: {view.User} and {views[0].User} see different orders.");
            }
        }
    }

    void CheckStored(FreshConversation view, Dictionary<Guid, (Guid, long)> places)
    {
        foreach (var message in view.Messages.Where(message => message.Counts))
        {
            if (!_sent.TryGetValue(message.Id, out var sent) || sent.User != message.Sender)
            {
                Break("C7", $"{view.Conversation}: seq {message.Seq} is {message.Id}, which {message.Sender} never sent.");
                continue;
            }

            if (!MaySay(view.Conversation, message.Seq, sent, message.Hash) || sent.Conversation != view.Conversation)
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
            var read = Math.Max(view.ReadSeq, view.Messages.LastOrDefault(message => message.Counts && message.Sender == view.User)?.Seq ?? 0);
            var countable = view.Messages.LongCount(message => message.Counts && message.Seq > read);
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
}

namespace Teahouse.Campaign;

/// <content>What has become of messages.</content>
public sealed partial class Checker
{
    readonly Dictionary<(Guid Conversation, long Seq), List<(DeviceHistory Device, Entry Entry)>> _changesOf = [];

    /// <summary>What is left of a message that its sender, or an admin, has taken back.</summary>
    public static IReadOnlyList<string> Recalled { get; } =
        [Recorder.Hash(new Protocol.DeletedContent("recalled")), Recorder.Hash(new Protocol.DeletedContent("removed"))];

    // Every change that was acknowledged is in what is stored in the end.
    void CheckChanges()
    {
        foreach (var ((conversation, seq), changes) in _changesOf)
        {
            var acked = changes.Where(change => change.Entry.Op == Happened.Changed).Select(change => change.Entry).ToList();
            if (acked.Count == 0)
            {
                continue;
            }

            if (At(conversation, seq) is not { } stored)
            {
                Break("C13", $"seq {seq} of {conversation} was changed and is not stored.");
            }
            else if (acked.Max(entry => entry.Rev) is var rev && rev > (stored.Rev ?? 0))
            {
                Break("C13", $"seq {seq} of {conversation} was acknowledged with rev {rev}, and is of rev {stored.Rev} in the end.");
            }
            else
            {
                CheckRecalled(conversation, stored, acked);
                CheckEdited(conversation, stored, changes, acked);
                CheckReacted(conversation, stored, changes);
            }
        }
    }

    void CheckRecalled(Guid conversation, StoredMessage stored, List<Entry> acked)
    {
        if (acked.Exists(entry => entry.Note == "recall") && !IsRecalled(stored))
        {
            Break("C13", $"seq {stored.Seq} of {conversation} was recalled, and is there in the end.");
        }
    }

    // The last edit stands, unless another whose outcome is not known came after it.
    void CheckEdited(Guid conversation, StoredMessage stored, List<(DeviceHistory Device, Entry Entry)> changes, List<Entry> acked)
    {
        var edits = acked.Where(entry => entry.Note == "edit").OrderBy(entry => entry.Rev).ToList();
        if (edits.Count == 0 || IsRecalled(stored))
        {
            return;
        }

        var known = edits.Select(entry => entry.Hash).ToHashSet();
        var inDoubt = changes.Any(change =>
            change.Entry is { Op: Happened.Change, Note: "edit" } && change.Entry.Hash == stored.Hash && !known.Contains(stored.Hash));
        if (stored.Hash != edits[^1].Hash && !inDoubt)
        {
            Break("C13", $"seq {stored.Seq} of {conversation}: the edit of rev {edits[^1].Rev} was acknowledged and is lost.");
        }
    }

    // What a person has done last with an emoji, where all outcomes are known.
    void CheckReacted(Guid conversation, StoredMessage stored, List<(DeviceHistory Device, Entry Entry)> changes)
    {
        if (IsRecalled(stored))
        {
            return;
        }

        foreach (var group in changes.Where(change => change.Entry.Note is "react" or "unreact").GroupBy(change => (change.Device.User, change.Entry.Hash)))
        {
            var done = group.Where(change => change.Entry.Op == Happened.Changed).Select(change => change.Entry).OrderBy(entry => entry.Rev).ToList();
            var known = group.Count(change => change.Entry.Op == Happened.Change) == done.Count;
            if (!known || done.Count == 0 || (done.Count > 1 && done[^1].Rev == done[^2].Rev))
            {
                continue;
            }

            if (stored.Reactions.Contains($"{group.Key.Hash} {group.Key.User}") != (done[^1].Note == "react"))
            {
                Break("C13", $"seq {stored.Seq} of {conversation}: the last {done[^1].Note} of {group.Key.User} is lost.");
            }
        }
    }

    // What a device is told of a change: of what was asked for, and at least as new as the entry that tells it.
    void CheckChange(DeviceHistory device, Entry entry)
    {
        // Who may not see the message learns only that something was done to it.
        if (entry.Rev is null)
        {
            return;
        }

        var target = At(entry.Conversation!.Value, entry.Target!.Value);
        if (entry.Rev < entry.Seq || target is null || entry.Rev > (target.Rev ?? 0))
        {
            Break("C6", $"{device.Device}: seq {entry.Seq} of {entry.Conversation} tells rev {entry.Rev} of seq {entry.Target}, which is of rev {target?.Rev} in the end.");
        }
        else if (_sent.TryGetValue(target.Id, out var sent) && !MaySay(entry.Conversation.Value, target.Seq, sent, entry.Hash!))
        {
            Break("C7", $"{device.Device}: seq {entry.Seq} of {entry.Conversation} shows what nobody made of seq {entry.Target}.");
        }
    }

    void CheckRev(DeviceHistory device, Entry entry)
    {
        if (_fresh.GetValueOrDefault(entry.Conversation!.Value)?.Max(view => view.Rev) < entry.Rev)
        {
            Break("C6", $"{device.Device}: {entry.Conversation} was of rev {entry.Rev}, and is of an older one in the end.");
        }
    }

    // A message says what was sent, or what its sender has asked to make of it.
    bool MaySay(Guid conversation, long seq, SentMessage sent, string hash) =>
        hash == sent.Hash || (_changesOf.GetValueOrDefault((conversation, seq)) ?? []).Exists(change => change.Entry is { Op: Happened.Change } &&
            ((change.Entry.Note == "edit" && change.Entry.Hash == hash) || (change.Entry.Note == "recall" && Recalled.Contains(hash))));

    static bool IsRecalled(StoredMessage message) => Recalled.Contains(message.Hash);

    IEnumerable<string> Texts(Guid conversation, StoredMessage message) =>
        (_changesOf.GetValueOrDefault((conversation, message.Seq)) ?? []).Where(change => change.Entry.Note == "edit").Select(change => change.Entry.Hash!)
        .Concat(_sent.TryGetValue(message.Id, out var sent) ? [sent.Hash] : []);

    StoredMessage? At(Guid conversation, long seq) =>
        _fresh.GetValueOrDefault(conversation)?[0] is { } view && seq >= view.VisibleFrom && seq - view.VisibleFrom < view.Messages.Count
            ? view.Messages[(int)(seq - view.VisibleFrom)] : null;
}

namespace Teahouse.Campaign;

/// <content>Who was in a conversation from which seq to which: the lines of the system say it.</content>
public sealed partial class Checker
{
    readonly Dictionary<(Guid Conversation, Guid User), List<Stay>> _stays = [];
    readonly HashSet<Guid> _groups = [];

    /// <summary>The first seq of somebody's time in a conversation, and the seq of the line that ended it.</summary>
    sealed record Stay(long From, long? Until);

    void CheckMembers()
    {
        // Two people who talk directly neither come nor go.
        foreach (var views in _fresh.Values.Where(views => views[0].Messages.Any(entry => entry.Event == "created")))
        {
            _groups.Add(views[0].Conversation);
            foreach (var entry in views[0].Messages.Where(entry => entry.Event is not null))
            {
                Follow(views[0].Conversation, entry);
            }

            var members = _stays.Where(stay => stay.Key.Conversation == views[0].Conversation && stay.Value[^1].Until is null).Select(stay => stay.Key.User);
            foreach (var view in views.Where(view => !view.Members.ToHashSet().SetEquals(members)))
            {
                Break("C3", $"{view.Conversation}: {view.User} is told other members than its lines say.");
            }

            foreach (var view in views.Where(view => !view.ShowsAll && view.VisibleFrom < _stays.GetValueOrDefault((view.Conversation, view.User))?[^1].From))
            {
                Break("C9", $"{view.Conversation}: {view.User} may see from {view.VisibleFrom}, and joined later.");
            }
        }
    }

    void Follow(Guid conversation, StoredMessage entry)
    {
        foreach (var user in entry.Event == "created" ? entry.Users.Append(entry.Sender).Distinct() : entry.Users)
        {
            var stays = _stays.GetValueOrDefault((conversation, user)) ?? (_stays[(conversation, user)] = []);
            if (entry.Event is "created" or "added" or "joined")
            {
                stays.Add(new(entry.Seq, null));
            }
            else if (entry.Event is "left" or "removed" && stays.Count > 0)
            {
                stays[^1] = stays[^1] with { Until = entry.Seq };
            }
        }
    }

    // Between two stays nothing is pushed; what was written meanwhile may be read after the second has begun, where newcomers see all.
    void CheckEntitled(DeviceHistory device, Entry entry)
    {
        if (!_groups.Contains(entry.Conversation!.Value))
        {
            return;
        }

        var view = _fresh[entry.Conversation.Value][0];
        var stays = _stays.GetValueOrDefault((view.Conversation, device.User)) ?? [];
        // A change shows a message that stands before it: that too must be theirs to see.
        var first = view.ShowsAll || entry.Rev is null ? entry.Seq : entry.Target ?? entry.Seq;
        var inside = stays.Exists(stay => first >= stay.From && entry.Seq <= (stay.Until ?? long.MaxValue));
        var later = view.ShowsAll && entry.Note != "Push" && stays.Exists(stay => stay.From > entry.Seq);
        if (!inside && !later)
        {
            Break("C9", $"{device.Device}: seq {entry.Seq} of {view.Conversation} came ({entry.Note}), where {device.User} was no member.");
        }
    }
}

using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>All that a device knows, and the one way in which updates change it. No clocks, no threads, no network.</summary>
/// <param name="me">Whose device it is.</param>
public sealed class DeviceState(Guid me)
{
    readonly Dictionary<Guid, User> _users = [];
    readonly Dictionary<Guid, LocalConversation> _conversations = [];
    readonly Dictionary<Guid, long> _left = [];

    public Guid Me { get; } = me;

    public IReadOnlyDictionary<Guid, User> Users => _users;
    public IReadOnlyDictionary<Guid, LocalConversation> Conversations => _conversations;

    /// <summary>From where the server is to be asked again; null when it never was.</summary>
    public string? Cursor { get; internal set; }

    /// <summary>The position in one's own change log.</summary>
    public long Version { get; internal set; }

    /// <summary>Conversations that ended for this device, with the seq of the entry that ended them.</summary>
    internal IReadOnlyDictionary<Guid, long> Left => _left;

    /// <summary>Takes an update as it comes: twice, late, or out of order. True when something is known now that was not before.</summary>
    public bool Apply(Update update)
    {
        switch (update)
        {
            case MessageUpdate { Message: var message }:
                return Reach(message.ConversationId, message.Seq)?.Apply(message) ?? false;
            case ReceiptUpdate receipt:
                return Reach(receipt.ConversationId)
                    ?.Move(new Member(receipt.UserId, receipt.DeliveredSeq, receipt.ReadSeq, receipt.ReadN)) ?? false;
            case ConversationUpdate { Conversation: var conversation }:
                return Reach(conversation.Id, conversation.Rev)?.Apply(conversation) ?? false;
            case ActivityUpdate activity:
                return Reach(activity.ConversationId, activity.LastSeq)?.Apply(activity) ?? false;
            case MembersUpdate members:
                return Reach(members.ConversationId)?.Apply(members) ?? false;
            case LeftUpdate left:
                return Leave(left.ConversationId, left.Seq);
            case PreferencesUpdate preferences:
                return Reach(preferences.ConversationId)?.Apply(preferences.Preferences) ?? false;
            case HiddenUpdate hidden:
                return Reach(hidden.ConversationId)?.Apply(hidden) ?? false;
            case ThreadUpdate { Thread: var thread }:
                return Reach(thread.ConversationId)?.Apply(thread) ?? false;
            case UserUpdate { User: var user }:
                var same = _users.TryGetValue(user.Id, out var known) && known == user;
                _users[user.Id] = user;
                return !same;
            case ChangedUpdate changed:
                var newer = changed.Version > Version;
                Version = Math.Max(Version, changed.Version);
                return newer;
            default:
                // Typing and presence are never kept.
                return false;
        }
    }

    internal LocalConversation? Find(Guid id) => _conversations.GetValueOrDefault(id);

    // The conversation, begun if need be; null when it has ended here. What stands behind its end shows that one has joined again.
    LocalConversation? Reach(Guid id, long seq = 0)
    {
        if (_conversations.TryGetValue(id, out var conversation))
        {
            return conversation;
        }

        if (_left.TryGetValue(id, out var end) && seq <= end)
        {
            return null;
        }

        _left.Remove(id);
        return _conversations[id] = new LocalConversation(id);
    }

    bool Leave(Guid id, long seq)
    {
        // Late, when one has joined again since.
        if (_conversations.GetValueOrDefault(id)?.Rev > seq || _left.GetValueOrDefault(id) >= seq)
        {
            return false;
        }

        _conversations.Remove(id);
        _left[id] = seq;
        return true;
    }

    internal void Forget()
    {
        _users.Clear();
        _conversations.Clear();
        _left.Clear();
        Version = 0;
    }
}

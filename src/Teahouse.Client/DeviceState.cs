using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>All that a device knows, and the one way in which updates change it. No clocks, no threads, no network.</summary>
/// <param name="me">Whose device it is.</param>
public sealed class DeviceState(Guid me)
{
    readonly Dictionary<Guid, User> _users = [];
    readonly Dictionary<Guid, LocalConversation> _conversations = [];

    public Guid Me { get; } = me;

    public IReadOnlyDictionary<Guid, User> Users => _users;
    public IReadOnlyDictionary<Guid, LocalConversation> Conversations => _conversations;

    /// <summary>From where the server is to be asked again; null when it never was.</summary>
    public string? Cursor { get; internal set; }

    /// <summary>The position in one's own change log.</summary>
    public long Version { get; internal set; }

    /// <summary>Takes an update as it comes: twice, late, or out of order. True when something is known now that was not before.</summary>
    public bool Apply(Update update)
    {
        switch (update)
        {
            case MessageUpdate { Message: var message }:
                var into = Conversation(message.ConversationId);
                var before = into.LastSeq;
                return into.Apply(message) || into.LastSeq > before;

            case ReceiptUpdate receipt:
                return Conversation(receipt.ConversationId)
                    .Apply(new Member(receipt.UserId, receipt.DeliveredSeq, receipt.ReadSeq, receipt.ReadN));

            case ConversationUpdate { Conversation: var conversation }:
                return Conversation(conversation.Id).Apply(conversation);

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

    internal LocalConversation Conversation(Guid id)
    {
        if (!_conversations.TryGetValue(id, out var conversation))
        {
            _conversations[id] = conversation = new LocalConversation(id);
        }

        return conversation;
    }

    internal void Forget()
    {
        _users.Clear();
        _conversations.Clear();
        Version = 0;
    }
}

using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Messages that wait to be acknowledged, in order per conversation.</summary>
sealed class Outbox
{
    readonly Dictionary<Guid, Queue<SendMessage>> _queues = [];

    public IEnumerable<Guid> Keys => _queues.Keys;

    public IEnumerable<SendMessage> All => _queues.Values.SelectMany(queue => queue);

    public int Count { get; private set; }

    /// <summary>The conversation that a message is for; that of two people has a computed id.</summary>
    public static Guid Key(Guid me, SendMessage message) => message.ConversationId ?? Ids.Direct(me, message.RecipientId!.Value);

    public void Add(Guid key, SendMessage message)
    {
        if (!_queues.TryGetValue(key, out var queue))
        {
            _queues[key] = queue = [];
        }

        queue.Enqueue(message);
        Count++;
    }

    public SendMessage? Head(Guid key) => _queues.TryGetValue(key, out var queue) ? queue.Peek() : null;

    /// <summary>Takes a message out. False when it is not the first of its conversation: it was taken out before.</summary>
    public bool Settle(Guid key, Guid id)
    {
        if (Head(key)?.Id != id)
        {
            return false;
        }

        var queue = _queues[key];
        queue.Dequeue();
        Count--;
        if (queue.Count == 0)
        {
            _queues.Remove(key);
        }

        return true;
    }
}

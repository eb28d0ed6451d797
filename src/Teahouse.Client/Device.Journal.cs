using Teahouse.Protocol;

namespace Teahouse.Client;

public sealed partial class Device
{
    // What an earlier run left, then the same in fewer lines.
    void Restore()
    {
        var queued = new OrderedDictionary<Guid, SendMessage>();
        foreach (var entry in _options.Store.Read())
        {
            Replay(entry, queued);
        }

        foreach (var message in queued.Values)
        {
            _outbox.Add(Outbox.Key(Me, message), message);
        }

        _options.Store.Replace(Snapshot());
    }

    void Replay(Entry entry, OrderedDictionary<Guid, SendMessage> queued)
    {
        if (entry.Update is { } update)
        {
            _state.Apply(update);
        }
        else if (entry.Queued is { } message)
        {
            queued[message.Id!.Value] = message;
        }
        else if (entry.Settled is { } settled)
        {
            queued.Remove(settled);
        }
        else if (entry.Read is { } read)
        {
            _read[read.ConversationId] = Math.Max(_read.GetValueOrDefault(read.ConversationId), read.ReadSeq ?? 0);
        }
        else if (entry.StartAfter is { } start)
        {
            _state.Conversation(start.ConversationId).StartAfter(start.Seq);
        }
        else if (entry.Reset == true)
        {
            _state.Cursor = null;
            _state.Forget();
        }

        _state.Cursor = entry.Cursor ?? _state.Cursor;
    }

    IEnumerable<Entry> Snapshot()
    {
        yield return new Entry { Update = new ChangedUpdate(_state.Version) };
        foreach (var user in _state.Users.Values)
        {
            yield return new Entry { Update = new UserUpdate(user) };
        }

        foreach (var conversation in _state.Conversations.Values)
        {
            yield return new Entry { Update = new ConversationUpdate(conversation.ToConversation(Me)) };
            yield return new Entry { StartAfter = new(conversation.Id, conversation.From - 1) };
            foreach (var message in conversation.Messages)
            {
                yield return new Entry { Update = new MessageUpdate(message) };
            }
        }

        foreach (var (conversation, seq) in _read)
        {
            yield return new Entry { Read = new(conversation, ReadSeq: seq) };
        }

        foreach (var message in _outbox.All)
        {
            yield return new Entry { Queued = message };
        }

        if (_state.Cursor is not null)
        {
            yield return new Entry { Cursor = _state.Cursor };
        }
    }

    void StartAfter(StartAfter start)
    {
        _state.Conversation(start.ConversationId).StartAfter(start.Seq);
        _options.Store.Append(new Entry { StartAfter = start });
    }

    void Reset()
    {
        _state.Forget();
        _state.Cursor = null;
        _options.Store.Append(new Entry { Reset = true });
    }
}

using Teahouse.Protocol;

namespace Teahouse.Client;

public sealed partial class Device
{
    static readonly TimeSpan PurgeInterval = TimeSpan.FromMinutes(1);

    bool _purges;
    long _purged;

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
            _state.Find(start.ConversationId)?.StartAfter(start.Seq);
        }
        else if (entry.Covered is { } covered)
        {
            _state.Find(covered.ConversationId)?.Cover(covered.Seq);
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

        foreach (var (conversation, seq) in _state.Left)
        {
            yield return new Entry { Update = new LeftUpdate(conversation, seq) };
        }

        foreach (var entry in _state.Conversations.Values.SelectMany(Snapshot))
        {
            yield return entry;
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

    IEnumerable<Entry> Snapshot(LocalConversation conversation)
    {
        yield return new Entry { Update = new ConversationUpdate(conversation.ToConversation(Me)) };
        yield return new Entry { StartAfter = new(conversation.Id, conversation.From - 1) };
        if (conversation.Hidden.Count > 0)
        {
            yield return new Entry { Update = new HiddenUpdate(conversation.Id, [.. conversation.Hidden]) };
        }

        var covered = conversation.From - 1;
        foreach (var message in conversation.Messages)
        {
            if (message.Seq > covered + 1)
            {
                yield return new Entry { Covered = new(conversation.Id, message.Seq - 1) };
            }

            yield return new Entry { Update = new MessageUpdate(message) };
            covered = message.Seq;
        }

        yield return new Entry { Covered = new(conversation.Id, conversation.Have) };
        foreach (var thread in conversation.Threads.Values)
        {
            yield return new Entry { Update = new ThreadUpdate(thread) };
        }
    }

    void StartAfter(LocalConversation conversation, long seq)
    {
        conversation.StartAfter(seq);
        _options.Store.Append(new Entry { StartAfter = new(conversation.Id, seq) });
    }

    void Cover(LocalConversation conversation, long seq)
    {
        if (conversation.Cover(seq))
        {
            _options.Store.Append(new Entry { Covered = new(conversation.Id, seq) });
        }
    }

    // What was taken back is gone from the journal too, at the latest when the device ends.
    void Purge()
    {
        _options.Store.Replace(Snapshot());
        (_purges, _purged) = (false, _options.Time.GetTimestamp());
    }

    void Reset()
    {
        _state.Forget();
        _state.Cursor = null;
        _options.Store.Append(new Entry { Reset = true });
    }
}

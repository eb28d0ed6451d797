using Teahouse.Protocol;

namespace Teahouse.Client;

public sealed partial class Device
{
    readonly Outbox _outbox = new();
    readonly Dictionary<Guid, TaskCompletionSource<Sent>> _awaited = [];

    /// <summary>How many messages wait to be acknowledged.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _outbox.Count;
            }
        }
    }

    /// <summary>Writes a text into a conversation: it is in the outbox now, and sent until the server has stored it.</summary>
    /// <returns>The message's id.</returns>
    public Guid Send(Guid conversationId, string text) => Queue(new(new TextContent(text), Ids.New(), conversationId), null);

    /// <summary>Writes a text to a person.</summary>
    public Guid SendTo(Guid recipientId, string text) => Queue(new(new TextContent(text), Ids.New(), RecipientId: recipientId), null);

    /// <summary>As <see cref="Send"/>, and awaits that it is stored.</summary>
    /// <exception cref="RefusedException">The server will never take it.</exception>
    public Task<Sent> SendAsync(SendMessage message, CancellationToken cancellationToken = default)
    {
        var source = new TaskCompletionSource<Sent>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue(message with { Id = message.Id ?? Ids.New() }, source);
        return source.Task.WaitAsync(cancellationToken);
    }

    Guid Queue(SendMessage message, TaskCompletionSource<Sent>? awaited)
    {
        lock (_gate)
        {
            var key = Outbox.Key(Me, message);
            _outbox.Add(key, message);
            _options.Store.Append(new Entry { Queued = message });
            _options.Store.Flush();
            if (awaited is not null)
            {
                _awaited[message.Id!.Value] = awaited;
            }

            Tell(new QueuedEvent(message));
            if (_link is not null)
            {
                Pump(_link, key);
            }

            return message.Id!.Value;
        }
    }

    void PumpAll(Link link)
    {
        foreach (var key in _outbox.Keys.ToList())
        {
            Pump(link, key);
        }
    }

    void Pump(Link link, Guid key)
    {
        if (link.Socket is not null && IsOnline && link.Pumping.Add(key))
        {
            _ = PumpAsync(link, key);
        }
    }

    // One message of a conversation at a time: a refusal of one must not let a later one pass it.
    async Task PumpAsync(Link link, Guid key)
    {
        var failures = 0;
        while (Next(link, key) is { } message)
        {
            try
            {
                Acknowledge(key, message, await AskAsync(link.Socket!, Commands.Send, message));
                failures = 0;
            }
            catch (RefusedException e) when (e.Retry == Retry.Later)
            {
                await PauseAsync(e.RetryAfter, failures++);
            }
            catch (RefusedException e) when (e.Retry == Retry.Never)
            {
                Reject(key, message, e);
            }
            catch (Exception e) when (e is DisconnectedException or RefusedException)
            {
                // It stays in the outbox for the next connection.
                return;
            }
        }
    }

    SendMessage? Next(Link link, Guid key)
    {
        lock (_gate)
        {
            var head = _outbox.Head(key);
            if (head is null)
            {
                link.Pumping.Remove(key);
            }

            return head;
        }
    }

    void Acknowledge(Guid key, SendMessage message, Sent sent)
    {
        TaskCompletionSource<Sent>? awaited;
        lock (_gate)
        {
            if (!Settle(key, sent.Id, out awaited))
            {
                return;
            }

            Tell(new AcknowledgedEvent(message, sent));
            Apply(Stored(message, sent), Arrival.Own);
            if (_link is not null)
            {
                Mend(_link, sent.ConversationId);
            }

            _options.Store.Flush();
        }

        awaited?.TrySetResult(sent);
    }

    // A text is stored as it was written; what the server may have added to other contents is asked for.
    Update Stored(SendMessage message, Sent sent) => message.Content is TextContent
        ? new MessageUpdate(new Message(sent.Id, sent.ConversationId, sent.Generation, sent.Seq, sent.N, Me, message.Content, sent.SentAt,
            message.ReplyTo, message.Thread, sent.ThreadN, message.InChannel == true ? true : null))
        : new ActivityUpdate(sent.ConversationId, sent.Seq, sent.N);

    void Reject(Guid key, SendMessage message, RefusedException reason)
    {
        TaskCompletionSource<Sent>? awaited;
        lock (_gate)
        {
            if (!Settle(key, message.Id!.Value, out awaited))
            {
                return;
            }

            Tell(new RejectedEvent(message, reason));
            _options.Store.Flush();
        }

        awaited?.TrySetException(reason);
    }

    bool Settle(Guid key, Guid id, out TaskCompletionSource<Sent>? awaited)
    {
        awaited = null;
        if (!_outbox.Settle(key, id))
        {
            return false;
        }

        _options.Store.Append(new Entry { Settled = id });
        _awaited.Remove(id, out awaited);
        return true;
    }
}

using Teahouse.Protocol;

namespace Teahouse.Client;

public sealed partial class Device
{
    readonly HashSet<Guid> _opened = [];
    readonly Dictionary<Guid, long> _read = [];
    IReadOnlyList<Guid> _watched = [];

    /// <summary>Shows a conversation: its newest page is fetched where it is not held, and from now on it is kept whole.</summary>
    public async Task OpenAsync(Guid conversationId, CancellationToken cancellationToken = default)
    {
        var page = await CallAsync(Commands.ListMessages, new ListMessages(conversationId), cancellationToken);
        lock (_gate)
        {
            _opened.Add(conversationId);
            var conversation = _state.Conversation(conversationId);
            if (page.Messages.Count > 0 && page.Messages[0].Seq > conversation.Have + 1)
            {
                StartAfter(new StartAfter(conversationId, page.Messages[0].Seq - 1));
            }

            Apply(page);
        }
    }

    /// <summary>Fetches the page before the oldest body held. False when there is none.</summary>
    public async Task<bool> EarlierAsync(Guid conversationId, CancellationToken cancellationToken = default)
    {
        var from = Look(state => state.Conversations.GetValueOrDefault(conversationId)?.From ?? 1);
        if (from <= 1)
        {
            return false;
        }

        var page = await CallAsync(Commands.ListMessages, new ListMessages(conversationId, BeforeSeq: from), cancellationToken);
        lock (_gate)
        {
            _state.Conversation(conversationId).Prepend(page.Messages);
        }

        return page.Messages.Count > 0;
    }

    /// <summary>Says what is open on the screen; presence of the others in it is then told, and its tail is watched.</summary>
    public async Task<IReadOnlyList<Presence>> WatchAsync(params IReadOnlyList<Guid> conversationIds)
    {
        _watched = conversationIds;
        return _link?.Socket is { } socket ? (await AskAsync(socket, Commands.Watch, new Watch(conversationIds))).Presence : [];
    }

    /// <summary>The user has read up to a seq. It is told with the next receipts.</summary>
    public void Read(Guid conversationId, long seq)
    {
        lock (_gate)
        {
            if (seq > _read.GetValueOrDefault(conversationId))
            {
                _read[conversationId] = seq;
                _options.Store.Append(new Entry { Read = new(conversationId, ReadSeq: seq) });
                _options.Store.Flush();
                ReceiptsSoon(_link);
            }
        }
    }

    // Everything that may be behind after a connection was made.
    void Repair(Link link)
    {
        foreach (var conversation in _state.Conversations.Values)
        {
            Mend(link, conversation);
        }
    }

    void Mend(Link link, LocalConversation conversation)
    {
        var wanted = _options.Eager || _opened.Contains(conversation.Id);
        if (link.Socket is not null && ((wanted && conversation.Behind) || conversation.Kind.Length == 0) && link.Pulling.Add(conversation.Id))
        {
            _ = PullAsync(link, conversation.Id);
        }

        if (Due(conversation) is not null)
        {
            ReceiptsSoon(link);
        }
    }

    async Task PullAsync(Link link, Guid conversationId)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await PullOnceAsync(link.Socket!, conversationId);
            }
            catch (RefusedException e) when (e.Retry == Retry.Later)
            {
                await PauseAsync(e.RetryAfter, failures);
                continue;
            }
            catch (Exception e) when (e is DisconnectedException or RefusedException)
            {
                // The next connection looks again; what is refused for good is not ours to know.
            }

            lock (_gate)
            {
                link.Pulling.Remove(conversationId);
                return;
            }
        }
    }

    async Task PullOnceAsync(TeahouseSocket socket, Guid conversationId)
    {
        while (true)
        {
            var (stub, behind, have) = Look(state =>
            {
                var conversation = state.Conversation(conversationId);
                return (conversation.Kind.Length == 0, conversation.Behind && (_options.Eager || _opened.Contains(conversationId)), conversation.Have);
            });
            if (stub)
            {
                await FetchAsync(socket, conversationId);
            }
            else if (behind)
            {
                var page = await AskAsync(socket, Commands.ListMessages, new ListMessages(conversationId, AfterSeq: have, Limit: Limits.PageSize));
                lock (_gate)
                {
                    Apply(page);
                }

                if (page.Messages.Count == 0)
                {
                    return;
                }
            }
            else
            {
                return;
            }
        }
    }

    // A message came before its conversation did.
    async Task FetchAsync(TeahouseSocket socket, Guid conversationId)
    {
        var conversation = await AskAsync(socket, Commands.GetConversation, new GetConversation(conversationId));
        foreach (var member in conversation.Members)
        {
            if (!Look(state => state.Users.ContainsKey(member.UserId)))
            {
                var user = await AskAsync(socket, Commands.GetUser, new GetUser(member.UserId));
                lock (_gate)
                {
                    Apply(new UserUpdate(user), Arrival.Pull);
                }
            }
        }

        lock (_gate)
        {
            Apply(new ConversationUpdate(conversation), Arrival.Pull);
        }
    }

    void Apply(MessageList page)
    {
        foreach (var message in page.Messages)
        {
            Apply(new MessageUpdate(message), Arrival.Pull);
        }

        if (_link is not null && page.Messages.Count > 0 && Due(_state.Conversation(page.Messages[0].ConversationId)) is not null)
        {
            ReceiptsSoon(_link);
        }

        _options.Store.Flush();
    }

    // Something pushed was lost: ask again from the last cursor that is sure, until it is answered.
    void Recover(Link link)
    {
        if (!link.Owes && link.Socket is { } socket)
        {
            link.Owes = true;
            _ = RecoverAsync(link, socket);
        }
    }

    async Task RecoverAsync(Link link, TeahouseSocket socket)
    {
        for (var failures = 0; !socket.Ended.IsCompleted; failures++)
        {
            try
            {
                await SyncAsync(request => AskAsync(socket, Commands.Sync, request), link);
                return;
            }
            catch (RefusedException e) when (e.Retry == Retry.Later)
            {
                await PauseAsync(e.RetryAfter, failures);
            }
            catch (Exception e) when (e is DisconnectedException or RefusedException)
            {
                socket.Abort("sync failed: " + e.Message);
            }
        }
    }

    async Task SyncAsync(Func<Sync, Task<Synced>> ask, Link? link = null)
    {
        var since = Look(state => state.Cursor);
        for (var first = true; ; first = false)
        {
            var page = await ask(new Sync(since, Limits.PageSize));
            lock (_gate)
            {
                if (first && page.FullResync == true)
                {
                    Reset();
                }

                foreach (var update in page.Updates)
                {
                    Apply(update, Arrival.Pull);
                }

                since = page.Cursor;
                if (!page.More)
                {
                    Apply(new ChangedUpdate(page.Version), Arrival.Pull);
                    MakeSure(page.Cursor, whole: true);
                    if (link is not null)
                    {
                        link.Owes = false;
                        Repair(link);
                    }

                    return;
                }
            }
        }
    }

    // What is due to be told about one conversation; null when the server knows it all.
    PutReceipt? Due(LocalConversation conversation)
    {
        var known = conversation.Member(Me) ?? new Member(Me, 0, 0, 0);
        var arrived = _options.Eager || _opened.Contains(conversation.Id) ? conversation.Have : conversation.LastSeq;
        var read = Math.Min(_read.GetValueOrDefault(conversation.Id), conversation.LastSeq);
        long? delivered = _options.SendsDelivered && arrived > known.DeliveredSeq ? arrived : null;
        long? readSeq = read > known.ReadSeq ? read : null;
        return delivered is null && readSeq is null ? null : new PutReceipt(conversation.Id, delivered, readSeq);
    }

    void ReceiptsSoon(Link? link)
    {
        if (link?.Socket is not null && !link.ReceiptsDue)
        {
            link.ReceiptsDue = true;
            _ = SendReceiptsAsync(link, link.Socket);
        }
    }

    async Task SendReceiptsAsync(Link link, TeahouseSocket socket)
    {
        await Task.Delay(_options.ReceiptInterval, _options.Time);
        List<PutReceipt> due;
        lock (_gate)
        {
            link.ReceiptsDue = false;
            due = [.. _state.Conversations.Values.Select(Due).OfType<PutReceipt>()];
        }

        foreach (var receipt in due)
        {
            try
            {
                var moved = await AskAsync(socket, Commands.Receipt, receipt);
                lock (_gate)
                {
                    Apply(new ReceiptUpdate(moved.ConversationId, moved.UserId, moved.DeliveredSeq, moved.ReadSeq, moved.ReadN), Arrival.Own);
                }
            }
            catch (RefusedException e) when (e.Retry == Retry.Later)
            {
                lock (_gate)
                {
                    ReceiptsSoon(link);
                }
            }
            catch (Exception e) when (e is DisconnectedException or RefusedException)
            {
                // The next connection tells it again.
                return;
            }
        }
    }
}

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
            if (_state.Find(conversationId) is not { } conversation)
            {
                return;
            }

            // A page of what is shown lacks the changes between: where it touches what is held, all entries are asked for instead.
            if (First(page) is { } first && (first > conversation.Have + 1 || conversation.Messages.Count == 0))
            {
                StartAfter(conversation, first - 1);
                Apply(conversation, page);
            }
            else if (_link is not null)
            {
                Mend(_link, conversationId);
            }
        }
    }

    /// <summary>Fetches the page before the oldest body held. False when there is none.</summary>
    public async Task<bool> EarlierAsync(Guid conversationId, CancellationToken cancellationToken = default)
    {
        while (Look(state => state.Find(conversationId) is { } held && held.From > held.VisibleFrom ? held : null) is { } conversation)
        {
            var (from, missed) = Look(_ => (conversation.From, conversation.MissedChanges));
            var page = await CallAsync(Commands.ListMessages, new ListMessages(conversationId, BeforeSeq: from), cancellationToken);
            lock (_gate)
            {
                // What changed while the page was on its way may have missed it.
                if (conversation.MissedChanges == missed)
                {
                    conversation.Prepend(page);
                    return page.Messages.Count > 0;
                }
            }
        }

        return false;
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
        foreach (var id in _state.Conversations.Keys)
        {
            Mend(link, id);
        }
    }

    void Mend(Link link, Guid id)
    {
        if (_state.Find(id) is not { } conversation)
        {
            return;
        }

        if (link.Socket is not null && (conversation.Kind.Length == 0 || (IsWanted(id) && conversation.Behind)) && link.Pulling.Add(id))
        {
            _ = PullAsync(link, id);
        }

        if (Due(conversation) is not null)
        {
            ReceiptsSoon(link);
        }
    }

    bool IsWanted(Guid conversationId) => _options.Eager || _opened.Contains(conversationId);

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
            var (stub, have) = Look(state => state.Find(conversationId) switch
            {
                { Kind.Length: 0 } => (true, 0L),
                { Behind: true, Have: var held } when IsWanted(conversationId) => (false, held),
                _ => (false, -1L),
            });
            if (have < 0)
            {
                return;
            }

            if (stub)
            {
                await FetchAsync(socket, conversationId);
                continue;
            }

            var page = await AskAsync(socket, Commands.ListMessages, new ListMessages(conversationId, AfterSeq: have, Limit: Limits.PageSize));
            lock (_gate)
            {
                if (_state.Find(conversationId) is not { } conversation)
                {
                    return;
                }

                Apply(conversation, page);
                if (conversation.Have == have)
                {
                    return;
                }
            }
        }
    }

    // A message came before its conversation did.
    async Task FetchAsync(TeahouseSocket socket, Guid conversationId)
    {
        Conversation conversation;
        try
        {
            conversation = await AskAsync(socket, Commands.GetConversation, new GetConversation(conversationId));
        }
        catch (RefusedException e) when (e.Code == Refusals.NotFound.Code)
        {
            // One is no member any more; nothing is known of it that could be shown.
            lock (_gate)
            {
                Apply(new LeftUpdate(conversationId, _state.Find(conversationId)?.LastSeq ?? 0), Arrival.Pull);
            }

            return;
        }

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

    // A page that begins behind what is held: the places that it covers without naming them show nothing.
    void Apply(LocalConversation conversation, MessageList page)
    {
        foreach (var message in page.Messages)
        {
            if (page.FromSeq is not null)
            {
                Cover(conversation, message.Seq - 1);
            }

            Apply(new MessageUpdate(message), Arrival.Pull);
        }

        if (page.ToSeq is { } to)
        {
            Cover(conversation, to);
        }

        if (_link is not null && Due(conversation) is not null)
        {
            ReceiptsSoon(_link);
        }

        _options.Store.Flush();
    }

    static long? First(MessageList page) => page.FromSeq ?? (page.Messages.Count > 0 ? page.Messages[0].Seq : null);

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
        // What does not count needs no receipt; in a wide conversation nobody would see one.
        var arrived = conversation.IsWide ? 0 : Math.Min(IsWanted(conversation.Id) ? conversation.Have : conversation.LastSeq, conversation.LastCounted);
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

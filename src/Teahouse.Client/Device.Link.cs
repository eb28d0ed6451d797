using Teahouse.Protocol;

namespace Teahouse.Client;

public sealed partial class Device
{
    /// <summary>One connection. What it owes: as long as something may be missing before now, no later cursor is sure.</summary>
    sealed class Link
    {
        public TeahouseSocket? Socket;
        public bool Owes;
        public long Written;
        public readonly HashSet<Guid> Pulling = [];
        public readonly HashSet<Guid> Pumping = [];
        public bool ReceiptsDue;
    }

    async Task<(SocketEnd End, bool WasReady)> ConnectOnceAsync(CancellationToken stop)
    {
        var link = new Link { Owes = true };
        try
        {
            if (_syncFirst)
            {
                await SyncAsync(request => Api.CallAsync(Commands.Sync, request, stop));
                _syncFirst = false;
            }

            var cursor = Look(state => state.Cursor);
            var listener = new SocketListener(update => Take(link, update), (beat, counted) => Take(link, beat, counted));
            await using var socket = await TeahouseSocket.ConnectAsync(
                _options.Server, new Hello(_options.Token, cursor, _options.PushesOpenOnly ? "open" : null), listener, _options.Time, stop);
            await using var stopping = stop.Register(() => socket.Abort("stopped"));
            await BeginAsync(link, socket, cursor is not null);
            var silence = WatchSilenceAsync(socket);
            var end = await socket.Ended;
            await silence;
            return (end, true);
        }
        catch (RefusedException e) when (e.Code == Refusals.BadCursor.Code)
        {
            // Another installation, or a cursor of a version that is gone: list everything, keep what is held.
            lock (_gate)
            {
                _state.Cursor = null;
            }

            return (new SocketEnd(1006, e.Message), false);
        }
        catch (RefusedException e)
        {
            var code = e.Retry == Retry.AfterLogIn ? CloseCode.BadToken : e.Retry == Retry.Later ? CloseCode.Overloaded : CloseCode.ProtocolError;
            return (new SocketEnd((int)code, e.Message), false);
        }
        catch (DisconnectedException e)
        {
            return (e.End ?? new SocketEnd(1006, e.InnerException?.Message ?? e.Message), false);
        }
        catch (OperationCanceledException)
        {
            return (new SocketEnd(1000, "stopped"), false);
        }
    }

    async Task BeginAsync(Link link, TeahouseSocket socket, bool resumed)
    {
        lock (_gate)
        {
            link.Socket = socket;
            _link = link;
            _state.Apply(new UserUpdate(socket.Ready.User));
        }

        if (resumed)
        {
            // The replay follows on this socket; a heartbeat that confirms the count makes its cursor sure.
            lock (_gate)
            {
                link.Owes = false;
            }
        }
        else
        {
            await SyncAsync(request => AskAsync(socket, Commands.Sync, request), link);
        }

        lock (_gate)
        {
            Tell(new ConnectedEvent(resumed));
            _online.TrySetResult();
            Repair(link);
            PumpAll(link);
        }

        if (_watched.Count > 0)
        {
            await AskAsync(socket, Commands.Watch, new Watch(_watched));
        }
    }

    async Task WatchSilenceAsync(TeahouseSocket socket)
    {
        var patience = TimeSpan.FromSeconds(socket.Ready.HeartbeatS * 2.5);
        while (!socket.Ended.IsCompleted)
        {
            var silent = _options.Time.GetElapsedTime(socket.LastHeard);
            if (silent >= patience)
            {
                socket.Abort("silent");
                return;
            }

            await Task.WhenAny(socket.Ended, Task.Delay(patience - silent, _options.Time));
        }
    }

    void Take(Link link, Update update)
    {
        lock (_gate)
        {
            Apply(update, Arrival.Push);
            Guid? touched = update switch
            {
                MessageUpdate { Message: var message } => message.ConversationId,
                ReceiptUpdate receipt => receipt.ConversationId,
                ConversationUpdate { Conversation: var conversation } => conversation.Id,
                ActivityUpdate activity => activity.ConversationId,
                MembersUpdate members => members.ConversationId,
                PreferencesUpdate preferences => preferences.ConversationId,
                HiddenUpdate hidden => hidden.ConversationId,
                ThreadUpdate { Thread: var thread } => thread.ConversationId,
                _ => null,
            };
            if (touched is { } id)
            {
                Mend(link, id);
            }

            _options.Store.Flush();
        }
    }

    void Take(Link link, Heartbeat beat, long counted)
    {
        lock (_gate)
        {
            var lost = beat.Pushed - link.Written - counted;
            if (lost > 0 || beat.Tails.Any(tail => tail.Value > (_state.Conversations.GetValueOrDefault(tail.Key)?.LastSeq ?? 0)))
            {
                Tell(new LossNoticedEvent(beat.Pushed - link.Written, counted));
                link.Written += Math.Max(0, lost);
                Recover(link);
            }
            else if (!link.Owes)
            {
                MakeSure(beat.Cursor, whole: false);
            }
        }
    }

    // The one door for changes: applied, kept, told.
    bool Apply(Update update, Arrival by)
    {
        var message = (update as MessageUpdate)?.Message;
        var have = message is null ? 0 : _state.Find(message.ConversationId)?.Have ?? 0;
        if (!_state.Apply(update))
        {
            if (update is TypingUpdate or PresenceUpdate)
            {
                Tell(new UpdatedEvent(update, by));
            }

            return false;
        }

        _options.Store.Append(new Entry { Update = update });
        _purges |= update is HiddenUpdate or LeftUpdate or MembersUpdate { ExpiredSeq: not null }
            or ConversationUpdate { Conversation.ExpiredSeq: not null }
            or MessageUpdate { Message.Content: DeletedContent or ChangeContent { Message.Content: DeletedContent } };
        if (message is not null && _state.Find(message.ConversationId)?.Have > have)
        {
            Tell(new ReceivedEvent(message, by));
        }

        Tell(new UpdatedEvent(update, by));
        return true;
    }

    void MakeSure(string cursor, bool whole)
    {
        if (cursor != _state.Cursor)
        {
            _state.Cursor = cursor;
            _options.Store.Append(new Entry { Cursor = cursor });
            _options.Store.Flush();
        }

        if (_purges && _options.Time.GetElapsedTime(_purged) > PurgeInterval)
        {
            Purge();
        }

        Tell(new SyncedEvent(cursor, whole));
    }
}

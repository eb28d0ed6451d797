using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <content>Watches what is open on the screen.</content>
sealed partial class Connection
{
    /// <summary>Users whose presence one socket is told.</summary>
    static int WatchedUsersAtMost => 500;

    // Rises when what its user may see of somebody has changed: an answer that was asked for before may be of before.
    int _withdrawals;

    async ValueTask<Reply> WatchAsync(byte[] body)
    {
        var watch = Json.Read(body, Wire.Json.Watch, out var refused);
        if (watch?.ConversationIds.Count > Limits.Watched)
        {
            refused = new(Refusals.InvalidField, $"conversation_ids takes at most {Limits.Watched}.");
        }

        if (refused is not null)
        {
            return Json.Write(refused, _requestId);
        }

        var turn = _server.Crowds.BeginWatch(this, watch!.ConversationIds);
        var withdrawals = Volatile.Read(ref _withdrawals);
        var reply = await AskAsync(Commands.Watch.Name, body);
        while (reply.Status == 200 && withdrawals != Volatile.Read(ref _withdrawals))
        {
            withdrawals = Volatile.Read(ref _withdrawals);
            reply = await AskAsync(Commands.Watch.Name, body);
        }

        var watched = Read(reply);
        var settled = _server.Crowds.SettleWatch(this, turn, watched?.Conversations.Select(c => c.ConversationId).ToArray());
        if (watched is null)
        {
            return reply;
        }

        // Nobody's presence when a later watch has replaced this one already.
        var presence = settled ? _server.Presences.Watch(this, People(watched)) : new([]);
        if (settled && withdrawals != Volatile.Read(ref _withdrawals))
        {
            _ = WatchAgainAsync(null);
        }

        if (watch.Active is { } active && active != Active)
        {
            Active = active;
            _server.Attention.Look(Session);
        }

        var tails = watched.Conversations.ToDictionary(c => c.ConversationId, c => c.LastSeq);
        return new(200, JsonSerializer.SerializeToUtf8Bytes(presence with { Tails = tails }, Wire.Json.PresenceList));
    }

    /// <summary>What its user may see of somebody has changed: asks again what it may watch, and pushes what differs.</summary>
    /// <param name="withdrawn">Somebody whom it watched until now.</param>
    public async Task WatchAgainAsync(Guid? withdrawn)
    {
        Interlocked.Increment(ref _withdrawals);
        if (WatchedConversations.Length == 0 || _server.Crowds.BeginAgain(this) is not { } turn)
        {
            // There is nothing to ask, or somebody asks already and will notice.
            return;
        }

        try
        {
            var before = WatchedUsers;
            var body = JsonSerializer.SerializeToUtf8Bytes(new Watch(WatchedConversations), Wire.Json.Watch);
            var watched = Read(await AskAsync(Commands.Watch.Name, body));
            if (_server.Crowds.SettleWatch(this, turn, watched?.Conversations.Select(c => c.ConversationId).ToArray()))
            {
                Show(watched is null ? [] : People(watched), before, withdrawn);
            }
        }
        catch (Exception e)
        {
            _server.Log.SocketFailed(_requestId, e);
            Close(CloseCode.Overloaded);
        }
    }

    void Show(IReadOnlyCollection<WatchedPerson> people, IReadOnlyCollection<Guid> before, Guid? withdrawn)
    {
        foreach (var presence in _server.Presences.Watch(this, people, unlike: before).Presence)
        {
            Push(new PresenceUpdate(presence.UserId, presence.Online, presence.LastSeenAt));
        }

        // Of whom it sees nothing any more it is not told why: they have gone, as far as it is concerned.
        foreach (var lost in before.Append(withdrawn ?? User).Except(people.Select(person => person.UserId)).Where(user => user != User))
        {
            Push(new PresenceUpdate(lost, Online: false));
        }
    }

    void Push(Update update) => Push(JsonSerializer.SerializeToUtf8Bytes(update, Wire.Json.Update));

    static Watched? Read(Reply reply) =>
        reply.Status == 200 ? JsonSerializer.Deserialize(reply.Body.Span, GatewayJson.Default.Watched)! : null;

    WatchedPerson[] People(Watched watched) => [.. watched.People.Where(person => person.UserId != User).Take(WatchedUsersAtMost)];
}

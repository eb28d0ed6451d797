using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>The cursor below which everything has been told to this edge.</summary>
sealed record Horizon(string Cursor)
{
    /// <summary>How an update ends that carries this cursor: <c>,"cursor":"…"}</c>.</summary>
    public byte[] Tail { get; } = [.. ",\"cursor\":\""u8, .. JsonEncodedText.Encode(Cursor).EncodedUtf8Bytes, .. "\"}"u8];
}

/// <summary>Takes the parcels that the core tells to edges to the sockets that they concern. Never waits for a socket.</summary>
sealed class Hub(
    IBus bus, Switchboard switchboard, Roster roster, Crowds crowds, Activities activities, Sessions sessions, Presences presences,
    GatewayMetrics metrics, ILogger<Hub> log) : IAsyncDisposable
{
    readonly List<IAsyncDisposable> _listening = [];
    volatile bool _astray;

    public void Listen()
    {
        _listening.Add(bus.Listen(Address.Edges, Receive));
        _listening.Add(bus.Listen(Address.Edge(presences.Node.ToString()), Receive));
    }

    /// <summary>The latest horizon; null when none has come yet and the core cannot be asked.</summary>
    public async ValueTask<Horizon?> HorizonAsync(CancellationToken cancellationToken)
    {
        if (Horizon is { } known && !_astray)
        {
            return known;
        }

        var reply = await switchboard.AskAsync(new Call("horizon", "{}"u8.ToArray()), cancellationToken);
        if (reply.Status == 200)
        {
            var answer = JsonSerializer.Deserialize(reply.Body.Span, GatewayJson.Default.HorizonAnswer)!;
            activities.Begin(new(answer.Cursor));
            return Horizon;
        }

        return null;
    }

    /// <summary>The latest horizon, once <see cref="HorizonAsync"/> has found one.</summary>
    public Horizon? Horizon => activities.Horizon;

    /// <summary>Tells what was held back and is due, on another thread.</summary>
    public void Turn()
    {
        if (activities.Take() is { Count: > 0 } due)
        {
            ThreadPool.UnsafeQueueUserWorkItem(Tell, due, preferLocal: false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listening in _listening)
        {
            await listening.DisposeAsync();
        }
    }

    void Receive(ReadOnlySpan<Parcel> parcels)
    {
        var roused = new List<Outgoing>();
        while (!parcels.IsEmpty)
        {
            var count = CountAlike(parcels);
            try
            {
                Receive(parcels[..count], roused);
            }
            catch (Exception e)
            {
                log.ParcelBroke(parcels[0].Kind, e);
            }

            parcels = parcels[count..];
        }

        roused.ForEach(socket => socket.Wake());
    }

    /// <summary>How many of the first go to the same sockets.</summary>
    static int CountAlike(ReadOnlySpan<Parcel> parcels)
    {
        var (first, count) = (parcels[0], 1);
        var pushed = first.Kind == Parcels.Update || first.Kind == Parcels.Message || first.Kind == Parcels.Room;
        while (pushed && count < parcels.Length && parcels[count].Kind == first.Kind
            && (parcels[count].Place() is null) == (first.Place() is null) && parcels[count].To.Span.SequenceEqual(first.To.Span))
        {
            count++;
        }

        return count;
    }

    /// <summary>Takes parcels that are alike, or one of another kind.</summary>
    void Receive(ReadOnlySpan<Parcel> parcels, List<Outgoing> roused)
    {
        var parcel = parcels[0];
        if (parcel.Kind == Parcels.Update)
        {
            Push(parcels, roused);
        }
        else if (parcel.Kind == Parcels.Message)
        {
            PushMessages(parcels, roused);
        }
        else if (parcel.Kind == Parcels.Room)
        {
            PushToRoom(parcels, roused);
        }
        else if (parcel.Kind == Parcels.RoomEntered || parcel.Kind == Parcels.RoomLeft)
        {
            crowds.Change(parcel.RoomOf(), parcel.Ids(), inside: parcel.Kind == Parcels.RoomEntered);
        }
        else if (parcel.Kind == Parcels.Horizon)
        {
            activities.Reach(new(Encoding.UTF8.GetString(parcel.Body.Span)));
            _astray = false;
        }
        else if (parcel.Kind == Parcels.SessionsRevoked)
        {
            Revoke(parcel.Ids());
        }
        else if (parcel.Kind == Parcels.SightChanged)
        {
            foreach (var (socket, watched) in presences.Withdraw(parcel.Ids()[0], parcel.Others()))
            {
                _ = socket.WatchAgainAsync(watched ? parcel.Ids()[0] : null);
            }
        }
        else if (parcel.Kind == Parcels.Resync)
        {
            Disperse();
        }
        else if (parcel.Kind == Presences.Kind)
        {
            presences.Receive(parcel);
        }
    }

    /// <summary>Sends every device away; none is let in again before the core can say where it stands.</summary>
    void Disperse()
    {
        _astray = true;
        crowds.Doubt();
        foreach (var socket in roster.All)
        {
            socket.Close(CloseCode.Resync);
        }
    }

    ReadOnlySpan<byte> Tail => Horizon is { } horizon ? horizon.Tail : "}"u8;

    void Push(ReadOnlySpan<Parcel> parcels, List<Outgoing> roused)
    {
        var updates = new Updates(parcels, Tail, roused);
        var sockets = 0;
        foreach (var user in parcels[0].Ids())
        {
            foreach (var socket in roster.OfUser(user))
            {
                updates.PushTo(socket.Outgoing);
                sockets++;
            }
        }

        Count(updates, sockets);
    }

    void PushMessages(ReadOnlySpan<Parcel> parcels, List<Outgoing> roused)
    {
        var updates = new Updates(parcels, Tail, roused);
        var conversation = parcels[0].Place()!.Value.Conversation;
        var (sockets, heldBack) = (0, false);
        foreach (var user in parcels[0].Ids())
        {
            foreach (var socket in roster.OfUser(user))
            {
                if (socket.OpenOnly && !socket.Follows(conversation))
                {
                    heldBack = true;
                    continue;
                }

                updates.PushTo(socket.Outgoing);
                sockets++;
            }
        }

        foreach (var parcel in heldBack ? parcels : [])
        {
            activities.Note(parcel.Place()!.Value, parcel.To);
        }

        Count(updates, sockets);
    }

    void PushToRoom(ReadOnlySpan<Parcel> parcels, List<Outgoing> roused)
    {
        if (crowds.Of(parcels[0].RoomOf()) is not { } crowd)
        {
            return;
        }

        var updates = new Updates(parcels, Tail, roused);
        if (parcels[0].Place() is null)
        {
            Count(updates, crowd.PushToMembers(roster, unlessOpen: false, updates));
            return;
        }

        foreach (var parcel in parcels)
        {
            activities.Note(parcel.Place()!.Value, default);
        }

        Count(updates, crowd.PushToWatchers(updates));
    }

    void Tell(IReadOnlyList<News> due)
    {
        var roused = new List<Outgoing>();
        try
        {
            foreach (var news in due)
            {
                Tell(news, roused);
            }
        }
        catch (Exception e)
        {
            log.TurnFailed(e);
        }
        finally
        {
            activities.Told();
            roused.ForEach(socket => socket.Wake());
        }
    }

    void Tell(News news, List<Outgoing> roused)
    {
        var update = JsonSerializer.SerializeToUtf8Bytes(new ActivityUpdate(news.Conversation, news.Seq, news.N), Wire.Json.Update);
        var updates = new Updates([Parcels.ForUsers(news.Audience, update)], Tail, roused);
        if (news.Audience.IsEmpty)
        {
            Count(updates, crowds.Of(news.Conversation)?.PushToMembers(roster, unlessOpen: true, updates) ?? 0);
            return;
        }

        var sockets = 0;
        foreach (var user in MemoryMarshal.Cast<byte, Guid>(news.Audience.Span))
        {
            foreach (var socket in roster.OfUser(user))
            {
                if (socket.OpenOnly && !socket.HasOpen(news.Conversation))
                {
                    updates.PushTo(socket.Outgoing);
                    sockets++;
                }
            }
        }

        Count(updates, sockets);
    }

    void Count(in Updates updates, int sockets)
    {
        if (sockets > 0)
        {
            metrics.Pushed(sockets * updates.Count);
        }
    }

    void Revoke(ReadOnlySpan<Guid> revoked)
    {
        sessions.Forget(revoked);
        foreach (var session in revoked)
        {
            foreach (var socket in roster.OfSession(session))
            {
                socket.Close(CloseCode.SessionRevoked);
            }
        }
    }
}

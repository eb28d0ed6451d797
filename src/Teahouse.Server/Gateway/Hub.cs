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

    void Receive(Parcel parcel)
    {
        if (parcel.Kind == Parcels.Update)
        {
            Push(parcel);
        }
        else if (parcel.Kind == Parcels.Message)
        {
            PushMessage(parcel, parcel.Place()!.Value);
        }
        else if (parcel.Kind == Parcels.Room)
        {
            PushToRoom(parcel);
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

    void Push(Parcel parcel)
    {
        var update = parcel.Body.Span[..^1];
        var tail = Tail;
        var pushed = 0;
        foreach (var user in parcel.Ids())
        {
            foreach (var socket in roster.OfUser(user))
            {
                socket.Outgoing.Push(update, tail);
                pushed++;
            }
        }

        Count(pushed);
    }

    void PushMessage(Parcel parcel, LogPlace place)
    {
        var update = parcel.Body.Span[..^1];
        var tail = Tail;
        var (pushed, heldBack) = (0, false);
        foreach (var user in parcel.Ids())
        {
            foreach (var socket in roster.OfUser(user))
            {
                if (socket.OpenOnly && !socket.Follows(place.Conversation))
                {
                    heldBack = true;
                    continue;
                }

                socket.Outgoing.Push(update, tail);
                pushed++;
            }
        }

        if (heldBack)
        {
            activities.Note(place, parcel.To);
        }

        Count(pushed);
    }

    void PushToRoom(Parcel parcel)
    {
        if (crowds.Of(parcel.RoomOf()) is not { } crowd)
        {
            return;
        }

        var update = parcel.Body.Span[..^1];
        if (parcel.Place() is { } place)
        {
            activities.Note(place, default);
            Count(crowd.PushToWatchers(update, Tail));
        }
        else
        {
            Count(crowd.PushToMembers(roster, unlessOpen: false, update, Tail));
        }
    }

    void Tell(IReadOnlyList<News> due)
    {
        try
        {
            foreach (var news in due)
            {
                Tell(news);
            }
        }
        catch (Exception e)
        {
            log.TurnFailed(e);
        }
        finally
        {
            activities.Told();
        }
    }

    void Tell(News news)
    {
        var update = JsonSerializer.SerializeToUtf8Bytes(
            new ActivityUpdate(news.Conversation, news.Seq, news.N), Wire.Json.Update).AsSpan()[..^1];
        if (news.Audience.IsEmpty)
        {
            Count(crowds.Of(news.Conversation)?.PushToMembers(roster, unlessOpen: true, update, Tail) ?? 0);
            return;
        }

        var pushed = 0;
        foreach (var user in MemoryMarshal.Cast<byte, Guid>(news.Audience.Span))
        {
            foreach (var socket in roster.OfUser(user))
            {
                if (socket.OpenOnly && !socket.HasOpen(news.Conversation))
                {
                    socket.Outgoing.Push(update, Tail);
                    pushed++;
                }
            }
        }

        Count(pushed);
    }

    void Count(int pushed)
    {
        if (pushed > 0)
        {
            metrics.Pushed(pushed);
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

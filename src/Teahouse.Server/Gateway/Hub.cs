using System.Text;
using System.Text.Json;
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
sealed class Hub(IBus bus, Switchboard switchboard, Roster roster, Sessions sessions, Presences presences, GatewayMetrics metrics)
    : IAsyncDisposable
{
    readonly List<IAsyncDisposable> _listening = [];
    volatile Horizon? _horizon;
    volatile bool _astray;

    public void Listen()
    {
        _listening.Add(bus.Listen(Address.Edges, Receive));
        _listening.Add(bus.Listen(Address.Edge(presences.Node.ToString()), Receive));
    }

    /// <summary>The latest horizon; null when none has come yet and the core cannot be asked.</summary>
    public async ValueTask<Horizon?> HorizonAsync(CancellationToken cancellationToken)
    {
        if (_horizon is { } known && !_astray)
        {
            return known;
        }

        var reply = await switchboard.AskAsync(new Call("horizon", "{}"u8.ToArray()), cancellationToken);
        if (reply.Status == 200)
        {
            var answer = JsonSerializer.Deserialize(reply.Body.Span, GatewayJson.Default.HorizonAnswer)!;
            Interlocked.CompareExchange(ref _horizon, new(answer.Cursor), null);
            return _horizon;
        }

        return null;
    }

    /// <summary>The latest horizon, once <see cref="HorizonAsync"/> has found one.</summary>
    public Horizon? Horizon => _horizon;

    public async ValueTask DisposeAsync()
    {
        foreach (var listening in _listening)
        {
            await listening.DisposeAsync();
        }
    }

    void Receive(Parcel parcel)
    {
        if (parcel.Kind == Parcels.Update || parcel.Kind == Parcels.Message)
        {
            Push(parcel);
        }
        else if (parcel.Kind == Parcels.Horizon)
        {
            _horizon = new(Encoding.UTF8.GetString(parcel.Body.Span));
            _astray = false;
        }
        else if (parcel.Kind == Parcels.SessionsRevoked)
        {
            Revoke(parcel.Ids());
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
        foreach (var socket in roster.All)
        {
            socket.Close(CloseCode.Resync);
        }
    }

    void Push(Parcel parcel)
    {
        var update = parcel.Body.Span[..^1];
        ReadOnlySpan<byte> tail = _horizon is { } horizon ? horizon.Tail : "}"u8;
        var pushed = 0;
        foreach (var user in parcel.Ids())
        {
            foreach (var socket in roster.OfUser(user))
            {
                socket.Outgoing.Push(update, tail);
                pushed++;
            }
        }

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

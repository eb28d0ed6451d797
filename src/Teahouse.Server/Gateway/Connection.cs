using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>One socket from its upgrade to its end. This part is its life; the others read it and do what it asks.</summary>
sealed partial class Connection
{
    readonly SocketServer _server;
    readonly WebSocket _socket;
    readonly IPAddress? _address;
    readonly string _requestId;
    readonly Room _room = new(Limits.CommandsInFlight);
    Bucket? _bucket;
    bool _arrived;
    bool _entered;
    volatile bool _ended;

    public Connection(SocketServer server, WebSocket socket, IPAddress? address, string requestId)
    {
        (_server, _socket, _address, _requestId) = (server, socket, address, requestId);
        Outgoing = new(socket, server.Metrics, () => server.Clock.AwaitClose(this));
        HeardAt = server.Time.GetTimestamp();
    }

    public Outgoing Outgoing { get; }

    /// <summary>Who speaks, once ready.</summary>
    public Guid User { get; private set; }

    public Guid Session { get; private set; }

    /// <summary>See <see cref="Admission.Key(IPAddress)"/>.</summary>
    public UInt128 AddressKey => Admission.Key(_address);

    /// <summary>When the last whole frame came.</summary>
    public long HeardAt { get; private set; }

    /// <summary>The slot of the clock's wheel that holds this socket.</summary>
    public int Slot { get; set; }

    public bool Ended => _ended;

    /// <summary>Whether somebody is looking at the device, as far as it says.</summary>
    public bool Active { get; private set; } = true;

    /// <summary>Gets news instead of messages of conversations that it has not got open.</summary>
    public bool OpenOnly { get; private set; }

    /// <summary>What it has open. Kept by <see cref="Crowds"/>, as are the next two.</summary>
    public Guid[] WatchedConversations { get; set; } = [];

    /// <summary>What it has open or is about to.</summary>
    public Guid[] Followed { get; set; } = [];

    public int WatchTurn { get; set; }

    /// <summary>Watches that have begun and are not settled.</summary>
    public int Watching { get; set; }

    /// <summary>Kept by <see cref="Presences"/>.</summary>
    public Guid[] WatchedUsers { get; set; } = [];

    /// <summary>True once it has been told how far the conversation has come: it then needs no news of it besides the messages.</summary>
    public bool HasOpen(Guid conversation) => Array.IndexOf(WatchedConversations, conversation) >= 0;

    /// <summary>Whether it gets the conversation's messages.</summary>
    public bool Follows(Guid conversation) => Array.IndexOf(Followed, conversation) >= 0;

    /// <summary>Serves the socket until it ends.</summary>
    public async Task RunAsync()
    {
        _server.Metrics.Opened();
        _server.Roster.Open(this);
        _server.Clock.AwaitHello(this);
        if (_server.Clock.Stopping)
        {
            // It came in between the question whether the node stops and the list of sockets to send away.
            Close(CloseCode.GoingAway);
        }

        try
        {
            await ReceiveAsync();
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The line is gone, or it was broken on purpose.
        }
        catch (Exception e)
        {
            _server.Log.SocketFailed(_requestId, e);
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>Pushes an update that has no cursor yet.</summary>
    public void Push(ReadOnlySpan<byte> update)
    {
        Outgoing.Push(update[..^1], _server.Hub.Horizon!.Tail);
        _server.Metrics.Pushed(1);
    }

    public void Close(CloseCode code)
    {
        if (code == CloseCode.SessionRevoked)
        {
            _revoked = true;
            Interlocked.MemoryBarrier();
        }

        // A client that logs out learns first that it did.
        if (code != CloseCode.SessionRevoked || !_loggingOut)
        {
            Outgoing.Close(code, drop: code == CloseCode.SessionRevoked);
        }
    }

    public void HelloMissed()
    {
        if (!_entered)
        {
            Close(CloseCode.HelloTimeout);
        }
    }

    /// <summary>Breaks the line, unless the socket has ended already.</summary>
    public void Abort()
    {
        if (!_ended)
        {
            _socket.Abort();
        }
    }

    async Task EndAsync()
    {
        if (_socket.State != WebSocketState.Closed)
        {
            _socket.Abort();
        }

        _ended = true;
        if (_entered)
        {
            _server.Roster.Leave(this);
            _server.Clock.Leave(this);
            _server.Presences.Unwatch(this);
            _server.Presences.Look(User);
            _server.Sightings.Closed(Session);
            _server.Attention.Look(Session);
        }

        if (_arrived)
        {
            _server.Crowds.Unwatch(this);
            _server.Crowds.Depart(User);
        }

        if (_bucket is not null)
        {
            Buckets.Release(_bucket);
        }

        _server.Roster.Close(this, _entered);
        _server.Metrics.Closed();
        await Outgoing.StopAsync();
    }

    async Task GreetAsync(Incoming first)
    {
        if (first.Op != Op.Hello || Json.Read(first.Body, Wire.Json.Hello, out _) is not { Push: null or "all" or "open" } hello)
        {
            Close(CloseCode.ProtocolError);
            return;
        }

        var revocations = _server.Sessions.Revocations;
        var (found, refusal) = await _server.Sessions.AskAsync(hello.Token, _address, _requestId, CancellationToken.None);
        if (found is null)
        {
            Close(refusal.Status == 401 ? CloseCode.BadToken : CloseCode.Overloaded);
            return;
        }

        (User, Session, OpenOnly) = (found.User.Id, found.SessionId, hello.Push == "open");
        _bucket = _server.Admission.Users.Hold(Admission.Key(User));
        if (_server.Admission.Users.Take(_bucket) > TimeSpan.Zero || await _server.Hub.HorizonAsync(CancellationToken.None) is null
            || !(_arrived = await _server.Crowds.ArriveAsync(User, RoomsAsync)))
        {
            Close(CloseCode.Overloaded);
            return;
        }

        if (!Outgoing.Ready(() => Join(found, hello.Cursor), hello.Cursor is { } cursor ? new Horizon(cursor).Tail : null))
        {
            Close(CloseCode.TooManySockets);
            return;
        }

        _server.Clock.Enter(this);
        _server.Presences.Look(User);
        _server.Attention.Look(Session);
        if (_server.Sessions.Revocations != revocations)
        {
            // Revoked, perhaps, after the core looked and before a revocation could find this socket.
            (found, _) = await _server.Sessions.AskAsync(hello.Token, _address, _requestId, CancellationToken.None);
            if (found is null)
            {
                Close(CloseCode.SessionRevoked);
                return;
            }
        }

        if (hello.Cursor is not null)
        {
            _ = ReplayAsync(hello.Cursor);
        }
    }

    byte[]? Join(Authenticated found, string? cursor)
    {
        if (!_server.Roster.Enter(this))
        {
            return null;
        }

        // A resumed socket is only sure of the cursor that it came with until the updates since then have arrived.
        _entered = true;
        var ready = new Ready(Session, found.User, cursor ?? _server.Hub.Horizon!.Cursor, _server.Options.HeartbeatS);
        return [.. "{\"op\":\"ready\","u8, .. JsonSerializer.SerializeToUtf8Bytes(ready, Wire.Json.Ready).AsSpan(1)];
    }

    async ValueTask<IReadOnlyList<Guid>?> RoomsAsync()
    {
        var reply = await AskAsync("rooms", "{}"u8.ToArray());
        return reply.Status == 200 ? JsonSerializer.Deserialize(reply.Body.Span, GatewayJson.Default.Rooms)!.ConversationIds : null;
    }

    ValueTask<Reply> AskAsync(string name, byte[] body) => _server.Switchboard.AskAsync(
        new Call(name, body) { User = User, Session = Session, Address = _address?.ToString() ?? "", RequestId = _requestId },
        CancellationToken.None);
}

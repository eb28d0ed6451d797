using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>How a socket ended; <c>Code</c> is 1006 when nobody said why.</summary>
public sealed record SocketEnd(int Code, string Reason);

/// <summary>What a socket tells its owner, in the order in which it arrived. Called on the receiving loop: do not block.</summary>
/// <param name="Updated">An update was pushed.</param>
/// <param name="Beat">A heartbeat, and how many updates this side has counted before it. It is answered already.</param>
public sealed record SocketListener(Action<Update> Updated, Action<Heartbeat, long> Beat);

/// <summary>One connection: hello, commands with awaited answers, pushed updates. It does not reconnect; <see cref="Device"/> does.</summary>
public sealed class TeahouseSocket : IAsyncDisposable
{
    readonly ClientWebSocket _web = new();
    readonly SocketListener _listener;
    readonly TimeProvider _time;
    readonly SocketSender _sender;
    readonly Lock _gate = new();
    readonly Dictionary<long, Pending> _pending = [];
    readonly TaskCompletionSource<SocketEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CancellationTokenSource _aborted = new();
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    long _ref;
    long _counted;
    Task _receiving = Task.CompletedTask;

    TeahouseSocket(SocketListener listener, TimeProvider time)
    {
        _listener = listener;
        _time = time;
        _sender = new SocketSender(_web);
    }

    public Ready Ready { get; private set; } = null!;

    /// <summary>When the server was last heard, as a timestamp of the clock.</summary>
    public long LastHeard { get; private set; }

    /// <summary>Completes when the socket is over, for whatever reason.</summary>
    public Task<SocketEnd> Ended => _ended.Task;

    /// <summary>Connects, says hello and waits for ready.</summary>
    /// <exception cref="DisconnectedException">It came to nothing; its <c>End</c> is the server's word where it said one.</exception>
    public static async Task<TeahouseSocket> ConnectAsync(
        Uri server, Hello hello, SocketListener listener, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new TeahouseSocket(listener, time);
        try
        {
            await socket.OpenAsync(server, hello, cancellationToken);
            return socket;
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for a command and awaits its answer.</summary>
    /// <exception cref="RefusedException">The server refused.</exception>
    /// <exception cref="DisconnectedException">The socket ended first; the command may have been carried out.</exception>
    public Task<TAnswer> CallAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request)
    {
        var pending = new Pending<TAnswer>();
        var number = Interlocked.Increment(ref _ref);
        lock (_gate)
        {
            if (_ended.Task.IsCompleted)
            {
                throw new DisconnectedException("The socket has ended.");
            }

            _pending.Add(number, pending);
        }

        Send(WriteCommand(command.Name, number, JsonSerializer.SerializeToUtf8Bytes(request, command.RequestInfo)));
        return pending.Task;
    }

    /// <summary>Sends one JSON object as it is. Objects that wait together leave as one frame.</summary>
    public void Send(ReadOnlyMemory<byte> frame) => _sender.Add(frame, Finish);

    /// <summary>Drops the connection without saying goodbye.</summary>
    public void Abort(string reason) => Finish(new SocketEnd(1006, reason));

    public async ValueTask DisposeAsync()
    {
        if (_web.State == WebSocketState.Open && !_ended.Task.IsCompleted)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                await _web.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, soon.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
            {
                // A goodbye that cannot be said is not missed.
            }
        }

        Finish(new SocketEnd(1000, "closed here"));
        await _receiving;
        _web.Dispose();
        _aborted.Dispose();
    }

    async Task OpenAsync(Uri server, Hello hello, CancellationToken cancellationToken)
    {
        _web.Options.AddSubProtocol("teahouse.v1");
        _web.Options.KeepAliveInterval = TimeSpan.Zero;
        var address = new UriBuilder(server) { Scheme = server.Scheme == "https" ? "wss" : "ws", Path = "/api/v1/socket" }.Uri;
        try
        {
            await _web.ConnectAsync(address, cancellationToken);
            Send(WriteCommand("hello", null, JsonSerializer.SerializeToUtf8Bytes(hello, Wire.Default.Hello)));
            var length = await ReceiveAsync(cancellationToken);
            if (length < 0)
            {
                throw new DisconnectedException("The server ended the socket.") { End = await Ended };
            }

            ReadReady(_buffer.AsSpan(0, length));
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or JsonException)
        {
            throw new DisconnectedException("The socket could not be opened.", e);
        }

        _receiving = ReceiveAllAsync();
    }

    void ReadReady(ReadOnlySpan<byte> frame)
    {
        // The first frame may carry pushes behind the ready.
        var objects = new FrameReader(frame);
        while (objects.MoveNext())
        {
            if (objects.Op.SequenceEqual("ready"u8))
            {
                Ready = ClientJson.Read<Ready>(objects.Json);
            }
            else
            {
                Take(objects);
            }
        }

        LastHeard = _time.GetTimestamp();
        if (Ready is null)
        {
            throw new JsonException("The server's first frame is not a ready.");
        }
    }

    async Task ReceiveAllAsync()
    {
        try
        {
            int length;
            while ((length = await ReceiveAsync(_aborted.Token)) >= 0)
            {
                LastHeard = _time.GetTimestamp();
                var objects = new FrameReader(_buffer.AsSpan(0, length));
                while (objects.MoveNext())
                {
                    Take(objects);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or JsonException or ObjectDisposedException)
        {
            Finish(new SocketEnd(1006, e.Message));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    // The length of one whole frame in the buffer, or -1 when the socket is over.
    async ValueTask<int> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await _web.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                Finish(new SocketEnd((int?)_web.CloseStatus ?? 1005, _web.CloseStatusDescription ?? ""));
                return -1;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return length;
            }

            if (length == _buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
        }
    }

    void Take(FrameReader frame)
    {
        if (frame.Op.SequenceEqual("ok"u8))
        {
            Pop(frame.Ref)?.Answer(frame.Json);
        }
        else if (frame.Op.SequenceEqual("error"u8))
        {
            Pop(frame.Ref)?.Fail(new RefusedException(ClientJson.Read<Problem>(frame.Json)));
        }
        else if (frame.Op.SequenceEqual("heartbeat"u8))
        {
            Send("""{"op":"heartbeat"}"""u8.ToArray());
            _listener.Beat(ClientJson.Read<Heartbeat>(frame.Json), _counted);
        }
        else
        {
            _counted++;
            _listener.Updated(ClientJson.Read<Update>(frame.Json));
        }
    }

    Pending? Pop(long number)
    {
        lock (_gate)
        {
            return _pending.Remove(number, out var pending) ? pending : null;
        }
    }

    void Finish(SocketEnd end)
    {
        List<Pending> waiting;
        lock (_gate)
        {
            if (!_ended.TrySetResult(end))
            {
                return;
            }

            waiting = [.. _pending.Values];
            _pending.Clear();
        }

        _aborted.Cancel();
        foreach (var pending in waiting)
        {
            pending.Fail(new DisconnectedException($"The socket ended ({end.Code} {end.Reason})."));
        }
    }

    static byte[] WriteCommand(string op, long? number, ReadOnlySpan<byte> fields)
    {
        var head = number is null ? $"{{\"op\":\"{op}\"" : string.Create(CultureInfo.InvariantCulture, $"{{\"op\":\"{op}\",\"ref\":{number}");
        var comma = fields.Length > 2 ? 1 : 0;
        var frame = new byte[Encoding.UTF8.GetByteCount(head) + comma + fields.Length - 1];
        var at = Encoding.UTF8.GetBytes(head, frame);
        if (comma == 1)
        {
            frame[at++] = (byte)',';
        }

        fields[1..].CopyTo(frame.AsSpan(at));
        return frame;
    }

    abstract class Pending
    {
        public abstract void Answer(ReadOnlySpan<byte> frame);

        public abstract void Fail(Exception reason);
    }

    sealed class Pending<T> : Pending
    {
        readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _source.Task;

        public override void Answer(ReadOnlySpan<byte> frame)
        {
            try
            {
                _source.TrySetResult(Read(frame));
            }
            catch (JsonException e)
            {
                _source.TrySetException(new DisconnectedException("The answer could not be read.", e));
            }
        }

        public override void Fail(Exception reason) => _source.TrySetException(reason);

        static T Read(ReadOnlySpan<byte> frame)
        {
            if (typeof(T) == typeof(Nothing))
            {
                return (T)(object)Nothing.Value;
            }

            if (typeof(T) != typeof(IReadOnlyList<Message>))
            {
                return ClientJson.Read<T>(frame);
            }

            // A list travels in "items"; an empty one over HTTP is nothing here.
            using var json = JsonDocument.Parse(frame.ToArray());
            return json.RootElement.TryGetProperty("items", out var items) ? items.Deserialize(ClientJson.Of<T>())! : ClientJson.Read<T>("[]"u8);
        }
    }
}

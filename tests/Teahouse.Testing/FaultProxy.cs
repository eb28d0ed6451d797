using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Teahouse.Testing;

/// <summary>
/// A bad line between clients and a server: it cuts, resets, delays, stands still, and swallows whole WebSocket frames of the server.
/// Everything by chance comes from its seed; what it has done is counted.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<Pipe, Task> _pipes = new();
    readonly Func<Uri> _target;
    readonly Dice _dice;
    readonly Task _accepting;
    volatile TaskCompletionSource? _frozen;
    int _dropped;
    int _broken;

    /// <param name="target">Where the server is now; asked at each connection, so that it may move.</param>
    /// <param name="seed">For delays.</param>
    public FaultProxy(Func<Uri> target, ulong seed = 1)
    {
        _target = target;
        _dice = new Dice(seed);
        _listener.Start(512);
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Swallows a frame of the server when this says so of its text. Of a batch, the whole.</summary>
    public Func<string, bool>? Drop { get; set; }

    /// <summary>The longest that a piece of either direction is held back; each by chance.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Ends new connections at once.</summary>
    public bool Refuse { get; set; }

    public int Dropped => _dropped;

    /// <summary>Connections that were cut or reset.</summary>
    public int Broken => _broken;

    public int Connections => _pipes.Count;

    /// <summary>Ends every connection in good order, as a server that goes away does.</summary>
    public void Cut() => Break(reset: false);

    /// <summary>Ends every connection with RST.</summary>
    public void Reset() => Break(reset: true);

    /// <summary>Half-open: connections stay, nothing passes, until <see cref="Thaw"/>.</summary>
    public void Freeze() => _frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => Interlocked.Exchange(ref _frozen, null)?.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Thaw();
        Break(reset: true);
        await _accepting;
        await Task.WhenAll(_pipes.Values);
        _stop.Dispose();
    }

    void Break(bool reset)
    {
        foreach (var pipe in _pipes.Keys)
        {
            Interlocked.Increment(ref _broken);
            pipe.End(reset);
        }
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var pipe = new Pipe(client, new Socket(SocketType.Stream, ProtocolType.Tcp));
            _pipes[pipe] = Task.CompletedTask;
            _pipes[pipe] = CarryAsync(pipe);
        }
    }

    async Task CarryAsync(Pipe pipe)
    {
        await Task.Yield();
        try
        {
            if (!Refuse)
            {
                await pipe.Server.ConnectAsync(_target().Host, _target().Port, _stop.Token);
                pipe.Client.NoDelay = pipe.Server.NoDelay = true;
                await Task.WhenAny(CarryAsync(pipe.Client, pipe.Server), CarryAsync(pipe.Server, pipe.Client, new FrameFilter(Swallows)));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side is gone; so is the other.
        }

        pipe.End(reset: false);
        _pipes.TryRemove(pipe, out _);
    }

    async Task CarryAsync(Socket from, Socket to, FrameFilter? filter = null)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                if (_frozen is { } frozen)
                {
                    await frozen.Task;
                }

                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(_dice.Between(TimeSpan.Zero, Delay), _stop.Token);
                }

                var rest = filter is null ? buffer.AsMemory(0, count) : filter.Pass(buffer.AsSpan(0, count));
                while (rest.Length > 0)
                {
                    rest = rest[await to.SendAsync(rest, _stop.Token)..];
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The pipe ends with either of its directions.
        }
    }

    bool Swallows(string frame)
    {
        if (Drop?.Invoke(frame) != true)
        {
            return false;
        }

        Interlocked.Increment(ref _dropped);
        return true;
    }

    sealed class Pipe(Socket client, Socket server)
    {
        public Socket Client => client;
        public Socket Server => server;

        public void End(bool reset)
        {
            foreach (var socket in new[] { client, server })
            {
                try
                {
                    socket.LingerState = new LingerOption(reset, 0);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // It has ended already.
                }

                socket.Dispose();
            }
        }
    }
}

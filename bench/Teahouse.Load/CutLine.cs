using System.Net;
using System.Net.Sockets;

namespace Teahouse.Load;

/// <summary>A line to a server that breaks each time so many bytes have gone up.</summary>
sealed class CutLine : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Uri _server;
    readonly long _every;
    readonly Task _accepting;
    long _left;

    public CutLine(Uri server, long every)
    {
        (_server, _every, _left) = (server, every, every);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public int Cuts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    // One connection at a time is all that one upload needs.
    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptSocketAsync(_stop.Token);
                using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
                await Task.WhenAny(CarryAsync(client, server, Cut), CarryAsync(server, client, _ => false));
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    bool Cut(int bytes)
    {
        if (_every == 0 || (_left -= bytes) > 0)
        {
            return false;
        }

        _left = _every;
        Cuts++;
        return true;
    }

    async Task CarryAsync(Socket from, Socket to, Func<int, bool> cut)
    {
        var buffer = new byte[256 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _stop.Token)) > 0 && !cut(count))
            {
                for (var rest = buffer.AsMemory(0, count); rest.Length > 0;)
                {
                    rest = rest[await to.SendAsync(rest, _stop.Token)..];
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The line ends with either of its directions.
        }
    }
}

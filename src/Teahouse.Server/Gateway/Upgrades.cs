using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Teahouse.Server.Gateway;

/// <summary>
/// Takes upgrades to the socket from the line before HTTP sees them, so that a socket does not keep an HTTP request alive for as long as
/// it lives: that is two thirds of what it costs. Whatever is not plainly an upgrade that will be taken goes on to HTTP.
/// </summary>
sealed class Upgrades(SocketServer server, TimeProvider time)
{
    // HTTP has a limit of its own for lines on which nothing comes; this one only hands them over.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A window that lives as long as its frame: what is kept between frames would be kept for each socket.
    static readonly WebSocketDeflateOptions Deflate = new() { ServerContextTakeover = false, ClientContextTakeover = false };

    public void Watch(ListenOptions listen) => listen.Use(next => connection => TakeAsync(connection, next));

    async Task TakeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        // Of the head only this lives on: what is held here is held for each socket.
        if (await AcceptAsync(connection) is not ({ } requestId, var caller, var deflate))
        {
            await next(connection);
            return;
        }

        var line = new Line(connection);
        using var socket = WebSocket.CreateFromStream(line, new WebSocketCreationOptions
        {
            IsServer = true, SubProtocol = SocketServer.Subprotocol, KeepAliveInterval = Timeout.InfiniteTimeSpan,
            DangerousDeflateOptions = deflate ? Deflate : null,
        });
        line.Socket = socket;
        await new Connection(server, socket, caller, requestId).RunAsync();
    }

    /// <summary>Takes the upgrade that the line begins with and answers what is left of it; nothing leaves the line as it was.</summary>
    async ValueTask<(string? RequestId, IPAddress? Caller, bool Deflate)> AcceptAsync(ConnectionContext connection)
    {
        var peer = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (await ReadAsync(connection.Transport.Input, peer) is not { } upgrade)
        {
            return default;
        }

        await connection.Transport.Output.WriteAsync(upgrade.Accepted());
        return (upgrade.RequestId, server.Proxies.Caller(peer, upgrade.ForwardedFor), upgrade.Deflate);
    }

    async ValueTask<Upgrade?> ReadAsync(PipeReader input, IPAddress? peer)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var read = await input.ReadAsync(patience.Token);
            var (upgrade, end) = Find(read.Buffer, peer);
            if (upgrade is null)
            {
                // What was seen is seen again.
                input.AdvanceTo(read.Buffer.Start);
            }
            else
            {
                input.AdvanceTo(end);
            }

            return upgrade;
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or ConnectionResetException)
        {
            return null;
        }
    }

    // A head that comes in pieces is left to HTTP, which waits for the rest of it.
    (Upgrade? Upgrade, SequencePosition End) Find(ReadOnlySequence<byte> buffer, IPAddress? peer)
    {
        var bytes = buffer.IsSingleSegment ? buffer.FirstSpan : buffer.Slice(0, Math.Min(buffer.Length, Upgrade.HeadBytes)).ToArray();
        var length = bytes[..Math.Min(bytes.Length, Upgrade.HeadBytes)].IndexOf("\r\n\r\n"u8);
        return length >= 0 && server.IsOpen && Upgrade.Read(bytes[..length]) is { } upgrade
            && server.Refuse(upgrade.Origin, new(upgrade.Host), server.Proxies.Caller(peer, upgrade.ForwardedFor)) is null
            ? (upgrade, buffer.GetPosition(length + 4))
            : default;
    }

    /// <summary>A connection as a stream. When its socket is aborted the line is broken, and all that waits on it ends.</summary>
    sealed class Line(ConnectionContext connection) : Stream
    {
        readonly Stream _input = connection.Transport.Input.AsStream(leaveOpen: true);

        public WebSocket? Socket { get; set; }

        public override bool CanRead => true;
        public override bool CanWrite => true;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _input.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if ((await connection.Transport.Output.WriteAsync(buffer, cancellationToken)).IsCompleted)
            {
                throw new IOException("The line is gone.");
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            // A socket that was closed in order leaves its last frame on the way: that line ends by itself.
            if (Socket?.State == WebSocketState.Aborted)
            {
                connection.Abort(new ConnectionAbortedException("The socket was aborted."));
            }

            base.Dispose(disposing);
        }
    }
}

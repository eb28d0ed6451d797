using System.Net.Sockets;

namespace Teahouse.Load;

/// <summary>What the lines of a driver tell it. Whoever does not care for something leaves it out.</summary>
interface ILineListener
{
    /// <summary>It is logged in, or back, or has entered a conversation: whatever it was asked for last.</summary>
    void Opened(Line line)
    {
    }

    /// <summary>The server answers for a message that this line sent.</summary>
    void Acknowledged(Line line)
    {
    }

    /// <summary>A message came, also one's own where the server repeats it.</summary>
    void Arrived(Line line, Stamp stamp)
    {
    }

    /// <summary>A part of the answer to what was asked.</summary>
    void Answered(Line line, ReadOnlySpan<byte> part)
    {
    }

    /// <summary>A message that this line sent was refused.</summary>
    void Refused(Line line, string why)
    {
    }
}

/// <summary>Somebody with an account.</summary>
/// <param name="Token">A session that is there already; null where one logs in by password.</param>
/// <param name="Id">How the server knows them, where that is not the name.</param>
sealed record Account(string Name, string Password, string? Token = null, Guid Id = default);

/// <summary>
/// One connection of the driver: bytes in, bytes out, nothing allocated on the way once it is open. What the bytes mean is up to the
/// protocol that derives from it.
/// </summary>
abstract class Line(string host, int port) : IDisposable
{
    Socket? _socket;
    byte[] _kept = [];
    byte[] _out = [];
    int _keptLength;
    int _outLength;
    bool _hasUnsent;

    public required Loop Loop { get; init; }
    public required ILineListener Listener { get; set; }

    /// <summary>Which room this line is in.</summary>
    public int Room { get; init; }

    /// <summary>Which sender this line is; null for one who receives.</summary>
    public int? Sender { get; init; }

    /// <summary>Its place in the loop.</summary>
    public int Number { get; set; } = -1;

    /// <summary>Whether the server answers for each message.</summary>
    public abstract bool Acknowledges { get; }

    public int Handle => (int)_socket!.Handle;

    /// <summary>All bytes of its connections, both ways, framing included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Connects and logs in.</summary>
    /// <param name="list">Fetches the list of conversations, or contacts, too.</param>
    public abstract void Open(bool list);

    /// <summary>Connects again and takes the session up where it was.</summary>
    public abstract void Resume();

    /// <summary>Opens a conversation on the screen, or joins a room.</summary>
    public abstract void Enter(Conversation conversation);

    /// <summary>A message to a conversation, of which only the stamp is new each time.</summary>
    public abstract Template Template(Conversation conversation, int body, int sender);

    public abstract void Send(Template template, long due);

    /// <summary>Ends the connection as a lost network does, without a word.</summary>
    public void Break()
    {
        if (_socket is { } socket)
        {
            // RST: ten thousand connections in TIME_WAIT would use up the ports.
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
            _socket = null;
        }
    }

    /// <summary>Sends what waits. False when the kernel did not take it all.</summary>
    public bool Flush()
    {
        _hasUnsent = false;
        if (_socket is null)
        {
            return true;
        }

        EndFrame();
        var waiting = _out.AsSpan(0, _outLength);
        var sent = Math.Max(0, Poller.Send(Handle, waiting));
        Bytes += sent;
        waiting[sent..].CopyTo(waiting);
        _outLength -= sent;
        _hasUnsent = _outLength > 0;
        return !_hasUnsent;
    }

    /// <summary>Reads once and hands over what is whole.</summary>
    /// <param name="shared">Room to read into, shared by all lines.</param>
    public void Read(byte[] shared)
    {
        if (_socket is not { } socket)
        {
            return;
        }

        _kept.AsSpan(0, _keptLength).CopyTo(shared);
        var count = Poller.Receive(Handle, shared.AsSpan(_keptLength));
        if (count == 0)
        {
            throw new IOException($"The server has ended a line of the driver{Ended}.");
        }

        if (count < 0)
        {
            return;
        }

        Bytes += count;
        var rest = shared.AsSpan(0, _keptLength + count);
        if (rest.Length == shared.Length)
        {
            throw new IOException("The server has sent more at once than the driver takes.");
        }

        rest = rest[Take(rest)..];
        if (ReferenceEquals(socket, _socket))
        {
            Grow(ref _kept, rest.Length);
            rest.CopyTo(_kept);
            _keptLength = rest.Length;
        }
    }

    public void Dispose() => Break();

    /// <summary>What is known of why the server ended it.</summary>
    protected virtual string Ended => "";

    /// <summary>Takes what is whole of the bytes, and answers how many that were.</summary>
    protected abstract int Take(ReadOnlySpan<byte> bytes);

    /// <summary>Finishes what must not be left open when bytes are sent.</summary>
    protected virtual void EndFrame()
    {
    }

    protected void Connect()
    {
        Break();
        (_keptLength, _outLength) = (0, 0);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(host, port);
        Loop.Watch(this);
    }

    /// <summary>Space for bytes to send; <see cref="Wrote"/> says how many they became.</summary>
    protected Span<byte> Space(int length)
    {
        Grow(ref _out, _outLength + length);
        return _out.AsSpan(_outLength);
    }

    protected void Wrote(int length) => _outLength += length;

    protected void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Space(bytes.Length));
        Wrote(bytes.Length);
        Wait();
    }

    /// <summary>Has the loop send what waits.</summary>
    protected void Wait()
    {
        if (!_hasUnsent)
        {
            _hasUnsent = true;
            Loop.Unsent(this);
        }
    }

    protected static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            Array.Resize(ref buffer, Math.Max(length, buffer.Length * 2));
        }
    }
}

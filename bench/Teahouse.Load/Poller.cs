using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Teahouse.Load;

/// <summary>
/// epoll(7) and plain recv and send, because one thread that does nothing else is the cheapest driver there is: what the load tool burns,
/// the server beside it does not have.
/// </summary>
sealed partial class Poller : IDisposable
{
    const int Readable = 1;
    const int Add = 1;
    const int DoNotWait = 0x40;
    const int NoSignal = 0x4000;

    // The kernel's struct is packed on x64 alone.
    static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    readonly int _handle = EpollCreate(0);
    readonly byte[] _events = new byte[16 * 512];

    public void Watch(int socket, int index)
    {
        Span<byte> wanted = stackalloc byte[16];
        wanted.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(wanted, Readable);
        BinaryPrimitives.WriteInt32LittleEndian(wanted[(EventSize - 8)..], index);
        if (EpollControl(_handle, Add, socket, ref wanted[0]) != 0)
        {
            throw new IOException($"epoll_ctl failed with {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Waits until something can be read, at most so long, and writes who.</summary>
    public int Wait(Span<int> ready, long nanoseconds)
    {
        var timeout = new TimeSpec(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
        var count = EpollWait(_handle, ref _events[0], Math.Min(ready.Length, 512), timeout, 0, 0);
        for (var i = 0; i < count; i++)
        {
            ready[i] = BinaryPrimitives.ReadInt32LittleEndian(_events.AsSpan(i * EventSize + EventSize - 8));
        }

        return Math.Max(0, count);
    }

    /// <summary>Bytes read; 0 when the other side has ended, -1 when there is nothing now.</summary>
    public static int Receive(int socket, Span<byte> into) =>
        (int)Receive(socket, ref MemoryMarshal.GetReference(into), (nuint)into.Length, DoNotWait);

    /// <summary>Bytes taken by the kernel; -1 when it takes none now.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> from) =>
        (int)Send(socket, in MemoryMarshal.GetReference(from), (nuint)from.Length, DoNotWait | NoSignal);

    public void Dispose() => _ = Close(_handle);

    [StructLayout(LayoutKind.Sequential)]
    readonly record struct TimeSpec(long Seconds, long Nanoseconds);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int epoll, int operation, int socket, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int EpollWait(int epoll, ref byte events, int max, in TimeSpec timeout, nint signals, nuint size);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static partial nint Receive(int socket, ref byte into, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int socket, in byte from, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Teahouse.Client;

/// <summary>
/// The framing of RFC 6455 section 5.2 over plain bytes, for those who drive thousands of sockets by hand. Nothing is allocated.
/// </summary>
public static class WebSocketFrames
{
    public static byte Text => 1;
    public static byte Binary => 2;
    public static byte Close => 8;
    public static byte Ping => 9;
    public static byte Pong => 10;

    /// <summary>The most that a frame needs beside its payload.</summary>
    public static int Overhead => 14;

    /// <summary>
    /// Writes one whole frame as a client does and returns its length. The mask only protects proxies from scripts (RFC 6455 section 10.3);
    /// a program that chooses its own bytes may leave it 0.
    /// </summary>
    public static int WriteClient(Span<byte> to, byte opcode, ReadOnlySpan<byte> payload, uint mask = 0)
    {
        to[0] = (byte)(0x80 | opcode);
        int head;
        if (payload.Length < 126)
        {
            to[1] = (byte)(0x80 | payload.Length);
            head = 2;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            to[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)payload.Length);
            head = 4;
        }
        else
        {
            to[1] = 0x80 | 127;
            BinaryPrimitives.WriteInt64BigEndian(to[2..], payload.Length);
            head = 10;
        }

        MemoryMarshal.Write(to[head..], mask);
        payload.CopyTo(to[(head + 4)..]);
        if (mask != 0)
        {
            ApplyMask(to.Slice(head + 4, payload.Length), to.Slice(head, 4));
        }

        return head + 4 + payload.Length;
    }

    /// <summary>Reads the head of a frame; false when more bytes are needed for it. The payload may be incomplete.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> from, out FrameHead head)
    {
        head = default;
        if (from.Length < 2)
        {
            return false;
        }

        long length = from[1] & 0x7F;
        var size = length switch { 126 => 4, 127 => 10, _ => 2 };
        var masked = (from[1] & 0x80) != 0;
        if (from.Length < size + (masked ? 4 : 0))
        {
            return false;
        }

        length = size switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(from[2..]),
            10 => BinaryPrimitives.ReadInt64BigEndian(from[2..]),
            _ => length,
        };
        head = new((byte)(from[0] & 0x0F), (from[0] & 0x80) != 0, size + (masked ? 4 : 0), length);
        return true;
    }

    static void ApplyMask(Span<byte> payload, ReadOnlySpan<byte> mask)
    {
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= mask[i & 3];
        }
    }
}

/// <summary>What stands before the payload of a frame.</summary>
/// <param name="Opcode">RFC 6455 section 5.2; 0 continues the frame before.</param>
/// <param name="Final">The message ends with this frame.</param>
/// <param name="Size">Bytes of the head.</param>
/// <param name="Payload">Bytes that follow it.</param>
public readonly record struct FrameHead(byte Opcode, bool Final, int Size, long Payload)
{
    public long Total => Size + Payload;
}

using System.Buffers.Binary;

namespace Teahouse.Server.Media.Formats;

/// <summary>
/// Copies a GIF (GIF89a), moving or not, without loss and without comments, text and what applications add, but for how often it is to
/// repeat. It ends where its pictures end.
/// </summary>
sealed class GifCleaner(ByteReader from, Stream to)
{
    const int HeadBytes = 13;
    const int Extension = 0x21;
    const int Picture = 0x2C;
    const int Trailer = 0x3B;
    const int Control = 0xF9;
    const int Application = 0xFF;

    /// <summary>What it is; null when it is no GIF, or nothing of it can be shown. When it is too large, what was written is of no use.</summary>
    public PictureFacts? Clean()
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        if (!from.TryRead(head) || !(head.StartsWith("GIF89a"u8) || head.StartsWith("GIF87a"u8)))
        {
            return null;
        }

        var facts = new PictureFacts(BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..])) { Frames = 0 };
        to.Write(head);
        if (facts.Refused is not null || !from.TryCopy(TableBytes(head[10]), to))
        {
            return facts.Refused is null ? null : facts;
        }

        var whole = true;
        for (var kind = from.Next(); whole && kind is Extension or Picture; kind = whole ? from.Next() : Trailer)
        {
            var (shown, began) = (kind == Picture, to.Position);
            whole = shown ? CopyPicture(ref facts) : CopyExtension();
            facts = shown && whole ? facts with { Frames = facts.Frames + 1 } : facts;
            if (facts.Refused is not null)
            {
                return facts;
            }

            if (!whole)
            {
                // Cut short, it shows the frames that it has.
                to.SetLength(began);
                to.Position = began;
            }
        }

        to.WriteByte(Trailer);
        return facts.Frames == 0 ? null : facts;
    }

    static int TableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    bool CopyPicture(ref PictureFacts facts)
    {
        Span<byte> head = stackalloc byte[9];
        if (!from.TryRead(head))
        {
            return false;
        }

        // Decoders make room for the largest frame, wherever it is put.
        var width = BinaryPrimitives.ReadUInt16LittleEndian(head) + BinaryPrimitives.ReadUInt16LittleEndian(head[4..]);
        var height = BinaryPrimitives.ReadUInt16LittleEndian(head[2..]) + BinaryPrimitives.ReadUInt16LittleEndian(head[6..]);
        if (new PictureFacts(Math.Max(width, 1), Math.Max(height, 1)) { Frames = facts.Frames + 1 }.Refused is not null)
        {
            facts = facts with { Width = Math.Max(width, facts.Width), Height = Math.Max(height, facts.Height), Frames = facts.Frames + 1 };
            return false;
        }

        to.WriteByte(Picture);
        to.Write(head);
        return from.TryCopy(TableBytes(head[8]) + 1, to) && CopyBlocks(keep: true);
    }

    bool CopyExtension()
    {
        switch (from.Next())
        {
            case Control:
                to.Write([Extension, Control]);
                return CopyBlocks(keep: true);
            case Application:
                return CopyRepeat();
            default:
                return CopyBlocks(keep: false);
        }
    }

    bool CopyRepeat()
    {
        Span<byte> name = stackalloc byte[12];
        Span<byte> times = stackalloc byte[4];
        if (!from.TryRead(name))
        {
            return false;
        }

        if (name[0] != 11 || !(name[1..].SequenceEqual("NETSCAPE2.0"u8) || name[1..].SequenceEqual("ANIMEXTS1.0"u8)))
        {
            return name[0] >= 11 && from.TrySkip(name[0] - 11) && CopyBlocks(keep: false);
        }

        if (!from.TryRead(times) || times[0] != 3 || times[1] != 1)
        {
            return false;
        }

        to.Write([Extension, Application, 11, .. "NETSCAPE2.0"u8, .. times, 0]);
        return CopyBlocks(keep: false);
    }

    // Blocks of up to 255 bytes, each after its length; one of no length is the last.
    bool CopyBlocks(bool keep)
    {
        while (true)
        {
            var length = from.Next();
            if (length < 0)
            {
                return false;
            }

            if (keep)
            {
                to.WriteByte((byte)length);
            }

            if (length == 0)
            {
                return true;
            }

            if (!from.TryCopy(length, keep ? to : null))
            {
                return false;
            }
        }
    }
}

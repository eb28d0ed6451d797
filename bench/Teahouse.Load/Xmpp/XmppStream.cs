namespace Teahouse.Load.Xmpp;

/// <summary>What stands next in a stream.</summary>
enum XmppPart
{
    /// <summary>More bytes are needed to tell.</summary>
    None,

    /// <summary>The head of the stream, or of the XML, or blanks between stanzas: nothing to act on.</summary>
    Head,

    /// <summary>An element right below the stream, with all that is in it.</summary>
    Stanza,

    /// <summary>The stream ends.</summary>
    End,
}

/// <summary>
/// Cuts a stream (RFC 6120 section 4) into stanzas without reading them. It trusts the server to send well-formed XML without comments,
/// processing instructions and DTDs, which RFC 6120 section 11.1 forbids.
/// </summary>
static class XmppStream
{
    /// <summary>Finds the next part at the beginning of the bytes, and how long it is.</summary>
    public static XmppPart Next(ReadOnlySpan<byte> bytes, out int length)
    {
        length = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        if (length != 0)
        {
            length = length < 0 ? bytes.Length : length;
            return length > 0 ? XmppPart.Head : XmppPart.None;
        }

        if (!TryReadTag(bytes, out length))
        {
            return XmppPart.None;
        }

        var tag = bytes[..length];
        return tag[1] == '?' || tag.StartsWith("<stream:stream"u8) ? XmppPart.Head
            : tag[1] == '/' ? XmppPart.End
            : IsEmpty(tag) || TryReadRest(bytes, ref length) ? XmppPart.Stanza
            : XmppPart.None;
    }

    // From behind the start tag to behind the end tag that belongs to it.
    static bool TryReadRest(ReadOnlySpan<byte> bytes, ref int length)
    {
        for (var depth = 1; depth > 0;)
        {
            var text = bytes[length..].IndexOf((byte)'<');
            if (text < 0 || !TryReadTag(bytes[(length + text)..], out var size))
            {
                return false;
            }

            var tag = bytes.Slice(length + text, size);
            depth += tag[1] == '/' ? -1 : IsEmpty(tag) ? 0 : 1;
            length += text + size;
        }

        return true;
    }

    static bool IsEmpty(ReadOnlySpan<byte> tag) => tag[^2] == '/';

    // A > may stand in a quoted value.
    static bool TryReadTag(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 1;
        while (bytes[length..].IndexOfAny((byte)'>', (byte)'"', (byte)'\'') is >= 0 and var at)
        {
            length += at + 1;
            var found = bytes[length - 1];
            if (found == '>')
            {
                return length > 2;
            }

            var close = bytes[length..].IndexOf(found);
            if (close < 0)
            {
                return false;
            }

            length += close + 1;
        }

        return false;
    }
}

using System.Buffers.Text;
using System.Text;

namespace Teahouse.Load.Xmpp;

/// <summary>A message stanza in which the id and the time are replaced.</summary>
sealed class XmppTemplate : Template
{
    static int _templates;

    readonly byte[] _stanza;
    readonly int _id;
    readonly int _text;
    uint _count;

    /// <param name="managed">Asks the server for an acknowledgement (XEP-0198 section 4).</param>
    public XmppTemplate(Conversation conversation, int body, int sender, bool managed)
    {
        var text = Stamp.Text(sender, body);
        var node = Interlocked.Increment(ref _templates).ToString("x8", null);
        var type = conversation.Many ? "groupchat" : "chat";
        var stanza = $"<message to='{conversation.Address}' type='{type}' id='{node}00000000'><body>{text}</body></message>"
            + (managed ? "<r xmlns='urn:xmpp:sm:3'/>" : "");
        _stanza = Encoding.UTF8.GetBytes(stanza);
        _id = stanza.IndexOf($"id='{node}", StringComparison.Ordinal) + "id='".Length + node.Length;
        _text = stanza.IndexOf(text, StringComparison.Ordinal);
    }

    public override ReadOnlySpan<byte> Next(long due)
    {
        Utf8Formatter.TryFormat(_count++, _stanza.AsSpan(_id), out _, new('x', 8));
        Utf8Formatter.TryFormat(due, _stanza.AsSpan(_text), out _, new('x', Stamp.DueDigits));
        return _stanza;
    }
}

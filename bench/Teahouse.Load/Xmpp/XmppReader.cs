using Teahouse.Load.Peers;

namespace Teahouse.Load.Xmpp;

/// <summary>A device of XMPP, which reads the archive of its account (XEP-0313) in pages (XEP-0059).</summary>
sealed class XmppReader : Reader
{
    readonly XmppLine _line;
    int _asked;
    bool _complete;
    string _first = "";
    string _last = "";

    public XmppReader(XmppOptions options, Loop loop, Account account) =>
        _line = new XmppLine(options, account) { Loop = loop, Listener = this };

    public override Line Line => _line;

    /// <summary>There is no list of conversations to ask for: it is right once the whole archive since then has been read.</summary>
    public override void CatchUp(string mark)
    {
        WaitOpen(() => Line.Open(list: true));
        Page($"<field var='start'><value>{mark}</value></field>", "");
        while (!_complete)
        {
            Page("", $"<after>{_last}</after>");
        }
    }

    /// <summary>The bodies came with the list.</summary>
    public override void Fetch(IReadOnlyList<Conversation> conversations)
    {
    }

    public override string Back(Conversation conversation, string? place)
    {
        Page(With(conversation), place is null ? "<before/>" : $"<before>{place}</before>");
        return _first;
    }

    public override void Around(Conversation conversation, string place)
    {
        Ask(With(conversation), $"<before>{place}</before>", PageSize / 2);
        Page(With(conversation), $"<after>{place}</after>", PageSize / 2);
    }

    protected override void Take(ReadOnlySpan<byte> part)
    {
        if (part.StartsWith("<message"u8))
        {
            Messages++;
            return;
        }

        if (part.IndexOf("<fin "u8) < 0)
        {
            throw new IOException($"Not a page, but: {System.Text.Encoding.UTF8.GetString(part)}");
        }

        _first = Between(part[(part.IndexOf("<first"u8) + 1)..], ">"u8, (byte)'<');
        _last = Between(part, "<last>"u8, (byte)'<');
        _complete = part.IndexOf("complete='true'"u8) >= 0;
        _asked--;
    }

    static string With(Conversation conversation) => $"<field var='with'><value>{conversation.Address}</value></field>";

    void Page(string field, string place, int size = PageSize)
    {
        Ask(field, place, size);
        Until(() => _asked == 0, "A page did not come");
    }

    void Ask(string field, string place, int size)
    {
        _asked++;
        _line.Ask($"<iq type='set' id='page'><query xmlns='urn:xmpp:mam:2'><x xmlns='jabber:x:data' type='submit'>" +
            $"<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:mam:2</value></field>{field}</x>" +
            $"<set xmlns='http://jabber.org/protocol/rsm'><max>{size}</max>{place}</set></query></iq>");
    }
}

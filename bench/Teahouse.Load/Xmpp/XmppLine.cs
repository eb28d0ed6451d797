using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Teahouse.Load.Xmpp;

/// <summary>How a line talks to a server.</summary>
/// <param name="Host">The domain of everybody.</param>
/// <param name="Managed">With stream management (XEP-0198): acknowledgements, and sessions that can be resumed.</param>
sealed record XmppOptions(int Port, string Host, bool Managed);

/// <summary>A line in XMPP (RFC 6120): plain TCP, SASL PLAIN, one resource, without TLS and compression.</summary>
sealed class XmppLine(XmppOptions options, Account account) : Line("127.0.0.1", options.Port)
{
    const string Resource = "load";

    Step _step;
    bool _list;
    string _resumption = "";
    string _ended = "";
    long _handled;
    long _acknowledged;
    long _others;

    enum Step
    {
        Greeting,
        Authenticating,
        Restarting,
        Resuming,
        Binding,
        Managing,
        Listing,
        Joining,
        Open,
    }

    public override bool Acknowledges => options.Managed;

    protected override string Ended => _ended;

    public override void Open(bool list)
    {
        (_list, _resumption) = (list, "");
        Begin();
    }

    public override void Resume() => Begin();

    /// <summary>A room is joined with a presence (XEP-0045 section 7.2); two people just talk.</summary>
    public override void Enter(Conversation conversation)
    {
        if (!conversation.Many)
        {
            OpenNow();
            return;
        }

        _step = Step.Joining;
        Ask($"<presence to='{conversation.Address}/{account.Name}'>" +
            "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>");
    }

    public override Template Template(Conversation conversation, int body, int sender) =>
        new XmppTemplate(conversation, body, sender, options.Managed);

    public override void Send(Template template, long due) => Write(template.Next(due));

    /// <summary>Sends a stanza; what comes of it goes to the listener.</summary>
    public void Ask(string stanza)
    {
        Write(Encoding.UTF8.GetBytes(stanza));
        // Acknowledgements count these along with messages.
        _others += stanza.StartsWith("<iq", StringComparison.Ordinal) || stanza.StartsWith("<presence", StringComparison.Ordinal) ? 1 : 0;
    }

    protected override int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (XmppStream.Next(bytes[taken..], out var length) is not XmppPart.None and var part)
        {
            if (part == XmppPart.Stanza)
            {
                TakeStanza(bytes.Slice(taken, length));
            }

            taken += length;
        }

        return taken;
    }

    void Begin()
    {
        Connect();
        _step = Step.Greeting;
        Greet();
    }

    void Greet() => Ask($"<?xml version='1.0'?><stream:stream to='{options.Host}' version='1.0' " +
        "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");

    void TakeStanza(ReadOnlySpan<byte> stanza)
    {
        if (stanza.StartsWith("<message"u8))
        {
            _handled++;
            TakeMessage(stanza);
        }
        else if (stanza.StartsWith("<presence"u8))
        {
            _handled++;
            TakePresence(stanza);
        }
        else if (stanza.StartsWith("<iq"u8))
        {
            _handled++;
            TakeAnswer(stanza);
        }
        else if (stanza.StartsWith("<r "u8))
        {
            Ask(string.Create(CultureInfo.InvariantCulture, $"<a xmlns='urn:xmpp:sm:3' h='{_handled}'/>"));
        }
        else if (stanza.StartsWith("<a "u8))
        {
            TakeAcknowledgement(stanza);
        }
        else
        {
            Advance(stanza);
        }
    }

    void TakeMessage(ReadOnlySpan<byte> stanza)
    {
        var mark = "<body>"u8;
        if (stanza.IndexOf("urn:xmpp:mam:"u8) >= 0 && stanza.IndexOf("<forwarded"u8) >= 0)
        {
            Listener.Answered(this, stanza);
        }
        else if (stanza[..stanza.IndexOf((byte)'>')].IndexOf("type='error'"u8) >= 0)
        {
            Listener.Refused(this, Encoding.UTF8.GetString(stanza[..Math.Min(stanza.Length, 600)]));
        }
        else if (stanza.IndexOf(mark) is >= 0 and var at)
        {
            Listener.Arrived(this, Stamp.Read(stanza[(at + mark.Length)..]));
        }
    }

    // One's own presence in a room comes last, with this status.
    void TakePresence(ReadOnlySpan<byte> stanza)
    {
        if (_step == Step.Joining && (stanza.IndexOf("code='110'"u8) >= 0 || stanza.IndexOf("code=\"110\""u8) >= 0))
        {
            OpenNow();
        }
        else if (stanza[..stanza.IndexOf((byte)'>')].IndexOf("type='error'"u8) >= 0)
        {
            throw Unexpected(stanza);
        }
    }

    void TakeAnswer(ReadOnlySpan<byte> stanza)
    {
        if (_step == Step.Open)
        {
            Listener.Answered(this, stanza);
        }
        else if (stanza[..stanza.IndexOf((byte)'>')].IndexOf("type='result'"u8) >= 0)
        {
            Advance(stanza);
        }
        else
        {
            throw Unexpected(stanza);
        }
    }

    void TakeAcknowledgement(ReadOnlySpan<byte> stanza)
    {
        for (var count = Count(stanza, "h='"u8) - _others; _acknowledged < count; _acknowledged++)
        {
            Listener.Acknowledged(this);
        }
    }

    void Advance(ReadOnlySpan<byte> stanza)
    {
        switch (_step)
        {
            case Step.Greeting when stanza.StartsWith("<stream:features"u8):
                var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Name}\0{account.Password}"));
                Go(Step.Authenticating, $"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>");
                break;
            case Step.Authenticating when stanza.StartsWith("<success"u8):
                _step = Step.Restarting;
                Greet();
                break;
            case Step.Restarting when _resumption.Length > 0:
                Go(Step.Resuming, string.Create(CultureInfo.InvariantCulture,
                    $"<resume xmlns='urn:xmpp:sm:3' h='{_handled}' previd='{_resumption}'/>"));
                break;
            case Step.Restarting:
                Go(Step.Binding, $"<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>" +
                    $"<resource>{Resource}</resource></bind></iq>");
                break;
            case Step.Resuming when stanza.StartsWith("<resumed"u8):
                OpenNow();
                break;
            case Step.Binding when options.Managed:
                Go(Step.Managing, "<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
                break;
            case Step.Managing when stanza.StartsWith("<enabled"u8):
                (_handled, _acknowledged, _others) = (0, 0, 0);
                _resumption = Text(stanza, " id='"u8);
                Present();
                break;
            case Step.Binding:
                Present();
                break;
            case Step.Listing:
                OpenNow();
                break;
            default:
                throw Unexpected(stanza);
        }
    }

    // Messages to a name alone go to those who are present.
    void Present()
    {
        if (_list)
        {
            Go(Step.Listing, "<iq type='get' id='list'><query xmlns='jabber:iq:roster'/></iq>");
        }
        else
        {
            OpenNow();
        }

        Ask("<presence/>");
    }

    void Go(Step step, string stanza)
    {
        _step = step;
        Ask(stanza);
    }

    void OpenNow()
    {
        _step = Step.Open;
        Listener.Opened(this);
    }

    IOException Unexpected(ReadOnlySpan<byte> stanza)
    {
        _ended = $" at {_step}: {Encoding.UTF8.GetString(stanza[..Math.Min(stanza.Length, 600)])}";
        return new($"Unexpected{_ended}");
    }

    static long Count(ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> mark) =>
        Utf8Parser.TryParse(stanza[(stanza.IndexOf(mark) + mark.Length)..], out long number, out _) ? number : 0;

    static string Text(ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> mark)
    {
        var text = stanza[(stanza.IndexOf(mark) + mark.Length)..];
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)'\'')]);
    }
}

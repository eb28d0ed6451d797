namespace Teahouse.Load.Peers;

/// <summary>A device that reads what was written before.</summary>
abstract class Reader : ILineListener, IDisposable
{
    /// <summary>The most messages in a page.</summary>
    public const int PageSize = 200;

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    bool _open;

    public abstract Line Line { get; }

    /// <summary>Messages that have come.</summary>
    public int Messages { get; protected set; }

    /// <summary>Logs in.</summary>
    public void Open() => WaitOpen(() => Line.Open(list: false));

    /// <summary>Logs in after an absence, until every conversation is known with what is new in it.</summary>
    public abstract void CatchUp(string mark);

    /// <summary>Fetches whatever is missing after <see cref="CatchUp"/>.</summary>
    public abstract void Fetch(IReadOnlyList<Conversation> conversations);

    /// <summary>Fetches the page before a place, or the last page; answers the place of the page.</summary>
    public abstract string Back(Conversation conversation, string? place);

    /// <summary>Fetches what is around a place.</summary>
    public abstract void Around(Conversation conversation, string place);

    public void Dispose() => Line.Dispose();

    void ILineListener.Opened(Line line) => _open = true;

    void ILineListener.Answered(Line line, ReadOnlySpan<byte> part) => Take(part);

    protected abstract void Take(ReadOnlySpan<byte> part);

    protected void WaitOpen(Action begin)
    {
        _open = false;
        begin();
        Until(() => _open, "The reader was not open");
    }

    protected void Until(Func<bool> done, string missing) => Line.Loop.Until(done, Patience, () => missing);

    /// <summary>The text between a mark and the next occurrence of its end.</summary>
    protected static string Between(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark, byte end)
    {
        var at = bytes.IndexOf(mark);
        var text = at < 0 ? default : bytes[(at + mark.Length)..];
        var length = text.IndexOf(end);
        return length < 0 ? "" : System.Text.Encoding.UTF8.GetString(text[..length]);
    }
}

/// <summary>A device of Teahouse.</summary>
sealed class TeahouseReader : Reader
{
    readonly TeahouseLine _line;
    int _asked;
    string _place = "";

    public TeahouseReader(Uri server, Loop loop, Account account) =>
        _line = new TeahouseLine(server, account) { Loop = loop, Listener = this };

    public override Line Line => _line;

    public override void CatchUp(string mark) => WaitOpen(() => _line.Resume(mark));

    public override void Fetch(IReadOnlyList<Conversation> conversations)
    {
        foreach (var conversation in conversations)
        {
            List(conversation, "after_seq", "0");
        }

        Until(() => _asked == 0, "Not every conversation was listed");
    }

    public override string Back(Conversation conversation, string? place)
    {
        List(conversation, "before_seq", place ?? long.MaxValue.ToString(null, null));
        Until(() => _asked == 0, "A page did not come");
        return _place;
    }

    public override void Around(Conversation conversation, string place)
    {
        List(conversation, "around_seq", place);
        Until(() => _asked == 0, "A page did not come");
    }

    protected override void Take(ReadOnlySpan<byte> part)
    {
        Messages += part.Count("\"sender_id\":"u8);
        _place = Between(part, "\"from_seq\":"u8, (byte)',');
        _asked--;
    }

    void List(Conversation conversation, string which, string place)
    {
        _asked++;
        _line.Ask($$"""{"op":"list_messages","ref":3,"conversation_id":"{{conversation.Address}}","{{which}}":{{place}},"limit":{{PageSize}}}""");
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Teahouse.Load;

/// <summary>A send command in which the reference, the id and the time are replaced.</summary>
sealed class TeahouseTemplate : Template
{
    static int _templates;

    readonly int _node = Interlocked.Increment(ref _templates);
    readonly byte[] _json;
    readonly int _id;
    readonly int _text;
    uint _count;

    public TeahouseTemplate(string conversation, int body, int sender, long reference)
    {
        var text = Stamp.Text(sender, body);
        var json = string.Create(CultureInfo.InvariantCulture, $$$"""
            {"op":"send","ref":{{{reference}}},"id":"{{{Guid.Empty}}}","conversation_id":"{{{conversation}}}","content":{"type":"text","text":"{{{text}}}"}}
            """);
        _json = Encoding.UTF8.GetBytes(json);
        _id = json.IndexOf(Guid.Empty.ToString(), StringComparison.Ordinal);
        _text = json.IndexOf(text, StringComparison.Ordinal);
    }

    /// <summary>Always of as many digits.</summary>
    public long Reference { get; set; }

    public override ReadOnlySpan<byte> Next(long due)
    {
        Utf8Formatter.TryFormat(Reference, _json.AsSpan("{\"op\":\"send\",\"ref\":".Length), out _);
        // A UUIDv7 whose random part is which template and how often: unique, and cheap.
        var milliseconds = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var id = new Guid((int)(milliseconds >> 16), (short)milliseconds, (short)(0x7000 | (_node & 0xFFF)), 0x80, (byte)(_node >> 12),
            (byte)(Environment.ProcessId >> 8), (byte)Environment.ProcessId,
            (byte)(_count >> 24), (byte)(_count >> 16), (byte)(_count >> 8), (byte)_count);
        _count++;
        Utf8Formatter.TryFormat(id, _json.AsSpan(_id), out _);
        Utf8Formatter.TryFormat(due, _json.AsSpan(_text), out _, new('x', Stamp.DueDigits));
        return _json;
    }
}

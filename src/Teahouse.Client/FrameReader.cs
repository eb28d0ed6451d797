using System.Text.Json;

namespace Teahouse.Client;

/// <summary>Walks over the objects of one frame without copying: one object, or an array of objects.</summary>
public ref struct FrameReader
{
    readonly ReadOnlySpan<byte> _frame;
    Utf8JsonReader _reader;
    bool _started;

    public FrameReader(ReadOnlySpan<byte> frame)
    {
        _frame = frame;
        _reader = new Utf8JsonReader(frame);
    }

    /// <summary>The whole object.</summary>
    public ReadOnlySpan<byte> Json { get; private set; }

    /// <summary>Its <c>op</c>, empty when there is none.</summary>
    public ReadOnlySpan<byte> Op { get; private set; }

    /// <summary>Its <c>ref</c>, -1 when there is none.</summary>
    public long Ref { get; private set; }

    /// <exception cref="JsonException">The frame is not JSON, or holds something other than objects.</exception>
    public bool MoveNext()
    {
        if (!_reader.Read() || _reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        if (!_started && _reader.TokenType == JsonTokenType.StartArray)
        {
            _started = true;
            return MoveNext();
        }

        _started = true;
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A frame holds objects only.");
        }

        ReadObject();
        return true;
    }

    void ReadObject()
    {
        var start = (int)_reader.TokenStartIndex;
        Op = default;
        Ref = -1;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var isOp = _reader.ValueTextEquals("op"u8);
            var isRef = !isOp && _reader.ValueTextEquals("ref"u8);
            _reader.Read();
            if (isOp && _reader.TokenType == JsonTokenType.String)
            {
                Op = _reader.ValueSpan;
            }
            else if (isRef && _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out var number))
            {
                Ref = number;
            }
            else
            {
                _reader.Skip();
            }
        }

        Json = _frame[start..(int)_reader.BytesConsumed];
    }
}

using System.Buffers.Binary;

namespace Teahouse.Server.Media;

/// <summary>How loud a recording is over its length, from samples as they come: 16 bits, one channel, little-endian.</summary>
sealed class Waveform(int samplesPerSecond)
{
    const int Buckets = 64;
    const int WindowsPerSecond = 50;

    // What is below this, of 32,768, is silence and stays flat.
    const int Quiet = 64;

    readonly List<short> _peaks = [];
    readonly int _window = samplesPerSecond / WindowsPerSecond;
    long _samples;
    int _peak;
    int _low = -1;

    public int DurationMs => (int)(_samples * 1000 / samplesPerSecond);

    public void Add(ReadOnlyMemory<byte> memory)
    {
        var bytes = memory.Span;
        if (_low >= 0 && bytes.Length > 0)
        {
            AddSample((short)(_low | (bytes[0] << 8)));
            bytes = bytes[1..];
        }

        for (; bytes.Length > 1; bytes = bytes[2..])
        {
            AddSample(BinaryPrimitives.ReadInt16LittleEndian(bytes));
        }

        _low = bytes.Length == 1 ? bytes[0] : -1;
    }

    /// <summary>The loudest of each of 64 equal parts, as base64; 255 is the loudest of all.</summary>
    public string ToBase64()
    {
        var buckets = new byte[Buckets];
        var all = Math.Max(_peaks.Count, 1);
        var loudest = Math.Max(_peaks.Count == 0 ? 0 : _peaks.Max(), Quiet);
        for (var i = 0; i < Buckets; i++)
        {
            var from = (int)((long)i * all / Buckets);
            var to = Math.Max(from + 1, (int)((long)(i + 1) * all / Buckets));
            var peak = 0;
            for (var at = from; at < to && at < _peaks.Count; at++)
            {
                peak = Math.Max(peak, _peaks[at]);
            }

            buckets[i] = (byte)(peak < Quiet ? 0 : peak * 255 / loudest);
        }

        return Convert.ToBase64String(buckets);
    }

    void AddSample(short sample)
    {
        _peak = Math.Max(_peak, Math.Abs((int)sample));
        if (++_samples % _window == 0)
        {
            _peaks.Add((short)Math.Min(_peak, short.MaxValue));
            _peak = 0;
        }
    }
}

namespace Teahouse.Load;

/// <summary>A run of people who write to one another in pairs.</summary>
/// <param name="Pairs">How many pairs; the first of each writes, the second receives.</param>
/// <param name="Window">Messages of one pair under way at a time, at saturation.</param>
/// <param name="Rate">Messages a second of all together, sent when they are due whether answers come or not; null is saturation.</param>
/// <param name="Body">Bytes of a text.</param>
/// <param name="Seconds">Length of one round.</param>
/// <param name="Rounds">Rounds that count.</param>
/// <param name="WarmUpSeconds">Length of the round before them, which does not.</param>
sealed record PairsOptions(int Pairs, int Window, double? Rate, int Body, double Seconds, int Rounds, double WarmUpSeconds);

/// <summary>What one round has shown. Costs, bytes and CPU, are those of one delivered message.</summary>
sealed record Round
{
    /// <summary>Messages that reached the other person.</summary>
    public double DeliveredPerSecond { get; init; }

    /// <summary>Messages that the server has stored.</summary>
    public double AckedPerSecond { get; init; }

    /// <summary>From when a message was due to when the other person had it.</summary>
    public double P50Ms { get; init; }

    public double P99Ms { get; init; }
    public double P999Ms { get; init; }
    public double MaxMs { get; init; }
    public double ServerMicroseconds { get; init; }
    public double PostgresMicroseconds { get; init; }
    public double DriverMicroseconds { get; init; }

    /// <summary>On the driver's sockets, both ways: sent, acknowledged, pushed to both.</summary>
    public double WireBytes { get; init; }

    /// <summary>What PostgreSQL wrote to files: log, tables and indexes, whole pages where it writes whole pages.</summary>
    public double DiskBytes { get; init; }

    /// <summary>Commands that were refused, in the whole round.</summary>
    public long Errors { get; init; }
}

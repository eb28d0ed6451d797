namespace Teahouse.Load;

/// <summary>A run of people who talk in rooms: of two, or of many.</summary>
/// <param name="Name">What the run is called: pairs or rooms.</param>
/// <param name="Rooms">How many rooms.</param>
/// <param name="Members">Everybody in one room; all are online, and have it open.</param>
/// <param name="Senders">How many of them write; the others receive.</param>
/// <param name="Window">Messages of one sender under way at a time, at saturation: until every receiver has them.</param>
/// <param name="Rate">Messages a second of all together, sent when they are due whether answers come or not; null is saturation.</param>
/// <param name="Body">Bytes of a text.</param>
/// <param name="Seconds">Length of one round.</param>
/// <param name="Rounds">Rounds that count.</param>
/// <param name="WarmUpSeconds">Length of the round before them, which does not.</param>
sealed record TalkOptions(
    string Name, int Rooms, int Members, int Senders, int Window, double? Rate, int Body, double Seconds, int Rounds, double WarmUpSeconds)
{
    public int Receivers => Members - Senders;
}

/// <summary>What one round has shown. Costs, bytes and CPU, are those of one delivery: one message that reached one receiver.</summary>
sealed record Round
{
    /// <summary>Messages that reached a receiver, counted for each.</summary>
    public double DeliveredPerSecond { get; init; }

    /// <summary>Messages that the server has stored.</summary>
    public double AckedPerSecond { get; init; }

    /// <summary>From when a message was due to when the last receiver had it.</summary>
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

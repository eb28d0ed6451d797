using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>When to come back after a socket has ended: the table of close codes in docs/protocol.md.</summary>
static class Reconnection
{
    /// <summary>The wait before the next attempt; null when the device must not come back by itself.</summary>
    /// <param name="code">The close code, 1006 when there was none.</param>
    /// <param name="failures">How many attempts have failed since the last ready.</param>
    public static TimeSpan? After(int code, int failures) => (CloseCode)code switch
    {
        CloseCode.GoingAway when failures == 0 => Uniform(0, 5),
        CloseCode.Overloaded => Uniform(1, 10),
        CloseCode.ProtocolError or CloseCode.BadToken or CloseCode.SessionRevoked or CloseCode.HelloTimeout or
            CloseCode.FrameTooLarge or CloseCode.TooManySockets => null,
        _ => BackOff(failures),
    };

    /// <summary>The server's picture and ours may have parted: sync over HTTP before saying hello.</summary>
    public static bool SyncsFirst(int code) => (CloseCode)code is CloseCode.SlowConsumer or CloseCode.Resync;

    /// <summary>From 0.5 s doubling to 30 s, half of it random.</summary>
    public static TimeSpan BackOff(int failures)
    {
        var whole = Math.Min(30, 0.5 * Math.Pow(2, Math.Min(failures, 10)));
        return Uniform(whole / 2, whole);
    }

    static TimeSpan Uniform(double from, double to) =>
        TimeSpan.FromSeconds(from + (to - from) * RandomNumberGenerator.GetInt32(1_000_001) / 1_000_000);
}

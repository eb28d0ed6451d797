using Microsoft.Extensions.Logging;

namespace Teahouse.Platform.Facts;

static partial class Log
{
    [LoggerMessage(1200, LogLevel.Error, "The listener {Listener} failed on {Facts} facts; they are given again in {Seconds:0.0} s (try {Tries})")]
    public static partial void ListenerFailed(this ILogger logger, string listener, int facts, double seconds, int tries, Exception error);

    [LoggerMessage(1201, LogLevel.Warning, "The listener {Listener} cannot reach the outbox; next try in {Seconds:0.0} s")]
    public static partial void OutboxUnreachable(this ILogger logger, string listener, double seconds, Exception error);

    [LoggerMessage(1202, LogLevel.Warning, "The listener {Listener} is served by another node now")]
    public static partial void LeaseLost(this ILogger logger, string listener);

    [LoggerMessage(1203, LogLevel.Warning, "The listener {Listener} is forgotten: no node has served it for {Days} days. It would begin anew")]
    public static partial void ListenerForgotten(this ILogger logger, string listener, int days);

    [LoggerMessage(1204, LogLevel.Warning, "Facts could not be trimmed; next try in {Seconds} s")]
    public static partial void TrimFailed(this ILogger logger, int seconds, Exception error);
}

using Microsoft.Extensions.Logging;

namespace Teahouse.Platform.Bus;

static partial class Log
{
    [LoggerMessage(1300, LogLevel.Error, "The handler of {Command} at {Address} broke, request {RequestId}")]
    public static partial void HandlerBroke(this ILogger logger, string command, string address, string requestId, Exception exception);

    [LoggerMessage(1301, LogLevel.Error, "A listener at {Address} broke over a parcel of kind {Kind}")]
    public static partial void ListenerBroke(this ILogger logger, string kind, string address, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace Teahouse.Server.Doors;

static partial class Log
{
    [LoggerMessage(2000, LogLevel.Error, "The command {Command} failed, request {RequestId}")]
    public static partial void CommandFailed(this ILogger logger, string command, string requestId, Exception exception);

    [LoggerMessage(2001, LogLevel.Warning, "The database did not answer the command {Command}, request {RequestId}")]
    public static partial void DatabaseLost(this ILogger logger, string command, string requestId, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace Teahouse;

static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Serving at {Address} as {Roles}")]
    public static partial void Serving(this ILogger logger, Uri address, string roles);

    [LoggerMessage(101, LogLevel.Information, "Draining: no new work; what is under way may take {Seconds} s")]
    public static partial void Draining(this ILogger logger, int seconds);

    [LoggerMessage(103, LogLevel.Error, "A part of the server could not be stopped in order")]
    public static partial void DrainFailed(this ILogger logger, Exception exception);

    [LoggerMessage(102, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger logger);
}

using Microsoft.Extensions.Logging;

namespace Teahouse.Server.Accounts;

static partial class Log
{
    [LoggerMessage(2100, LogLevel.Information, "Account {User} was opened.")]
    public static partial void Registered(ILogger logger, Guid user);

    [LoggerMessage(2101, LogLevel.Information, "{Count} session(s) of {User} ended: {Reason}.")]
    public static partial void SessionsEnded(ILogger logger, int count, Guid user, string reason);

    [LoggerMessage(2102, LogLevel.Warning, "Log-ins from {Address} are limited; the limit lifts in {Wait}.")]
    public static partial void LogInLimited(ILogger logger, string address, TimeSpan wait);

    [LoggerMessage(2103, LogLevel.Warning, "More passwords wait to be hashed than may; a call was refused.")]
    public static partial void HashesOverloaded(ILogger logger);

    [LoggerMessage(2104, LogLevel.Error, "The upkeep of sessions failed; it is tried again at its next time.")]
    public static partial void UpkeepFailed(ILogger logger, Exception exception);

    [LoggerMessage(2105, LogLevel.Information, "Account {User} was closed.")]
    public static partial void Deactivated(ILogger logger, Guid user);

    [LoggerMessage(2106, LogLevel.Information, "A device at {Address} was let into account {User} by another.")]
    public static partial void Paired(ILogger logger, Guid user, string address);
}

using Microsoft.Extensions.Logging;
using Teahouse.Platform.Fetch;

namespace Teahouse.Server.Push;

static partial class Log
{
    [LoggerMessage(2601, LogLevel.Information, "The device of session {Session} is pushed to no longer.")]
    public static partial void SubscriptionGone(ILogger logger, Guid session);

    [LoggerMessage(2602, LogLevel.Warning, "The push service {Host} does not take a push: {Status}.")]
    public static partial void PushRefused(ILogger logger, string host, int status);

    [LoggerMessage(2603, LogLevel.Information, "A push did not reach the push service {Host}: {Failure}. {Detail}")]
    public static partial void PushFailed(ILogger logger, string host, FetchFailure failure, string detail);

    [LoggerMessage(2604, LogLevel.Warning, "What is due to be pushed could not be looked for; trying again.")]
    public static partial void PushingFailed(ILogger logger, Exception exception);

    [LoggerMessage(2605, LogLevel.Error, "The news of the conversation {Conversation} could not be pushed; it is tried again.")]
    public static partial void PushBroke(ILogger logger, Guid conversation, Exception exception);
}

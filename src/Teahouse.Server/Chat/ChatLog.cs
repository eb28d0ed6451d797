using Microsoft.Extensions.Logging;

namespace Teahouse.Server.Chat;

static partial class ChatLog
{
    [LoggerMessage(2201, LogLevel.Warning, "Partitions could not be claimed or renewed; trying again.")]
    public static partial void ClaimFailed(ILogger logger, Exception exception);

    [LoggerMessage(2202, LogLevel.Error, "Another node has taken partitions over from this one; its devices are sent away to sync.")]
    public static partial void Overtaken(ILogger logger);

    [LoggerMessage(2203, LogLevel.Warning, "It is not known whether a transaction of {Count} commands was committed; they will be asked again.")]
    public static partial void CommitUnknown(ILogger logger, Exception exception, int count);

    [LoggerMessage(2204, LogLevel.Error, "A batch of {Count} commands failed.")]
    public static partial void BatchFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(2205, LogLevel.Warning, "The horizon could not be read; devices resume from an older place.")]
    public static partial void HorizonFailed(ILogger logger, Exception exception);

    [LoggerMessage(2206, LogLevel.Warning, "Scheduled messages could not be looked for or ended; trying again.")]
    public static partial void ScheduleFailed(ILogger logger, Exception exception);

    [LoggerMessage(2207, LogLevel.Warning, "Messages whose time is over could not be looked for; trying again.")]
    public static partial void RetentionFailed(ILogger logger, Exception exception);

    [LoggerMessage(2208, LogLevel.Warning, "The preview for the message {Seq} of the conversation {Conversation} could not be made.")]
    public static partial void PreviewFailed(ILogger logger, Exception exception, Guid conversation, long seq);
}

using Microsoft.Extensions.Logging;

namespace Teahouse.Server.Media;

static partial class UploadLog
{
    [LoggerMessage(2420, LogLevel.Error, "There is no room left for files; uploads are refused.")]
    public static partial void StorageFull(this ILogger logger, Exception exception);

    [LoggerMessage(2421, LogLevel.Error, "Upload {Upload} has lost bytes that were kept; it is deleted.")]
    public static partial void StageLost(this ILogger logger, Guid upload, Exception exception);

    [LoggerMessage(2422, LogLevel.Warning, "Where files are kept cannot be reached; an upload was refused.")]
    public static partial void StoreUnreachable(this ILogger logger, Exception exception);

    [LoggerMessage(2423, LogLevel.Error, "Uploads that did not go on could not be deleted; it is tried again in an hour.")]
    public static partial void UploadsNotSwept(this ILogger logger, Exception exception);
}

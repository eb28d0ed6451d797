using Microsoft.Extensions.Logging;
using Teahouse.Platform.Fetch;

namespace Teahouse.Server.Media;

static partial class MediaLog
{
    [LoggerMessage(2401, LogLevel.Warning, "Files to prepare could not be looked for or held; trying again.")]
    public static partial void JobsUnreachable(this ILogger logger, Exception exception);

    [LoggerMessage(2402, LogLevel.Error, "The file {Hash} could not be prepared in {Attempts} tries; it is refused.")]
    public static partial void JobGivenUp(this ILogger logger, string hash, int attempts);

    [LoggerMessage(2403, LogLevel.Warning, "The bytes of the file {Hash} could not be read or kept; trying again.")]
    public static partial void JobReturned(this ILogger logger, string hash, Exception exception);

    [LoggerMessage(2404, LogLevel.Warning, "Files that nobody needs could not be deleted; trying again.")]
    public static partial void SweepFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2405, LogLevel.Information, "{Count} blobs without a file were deleted.")]
    public static partial void StrayBlobs(this ILogger logger, int count);

    [LoggerMessage(2406, LogLevel.Error, "The file {Hash} could not be prepared; it is tried again.")]
    public static partial void JobFailed(this ILogger logger, string hash, Exception exception);

    [LoggerMessage(2410, LogLevel.Debug, "A page that was linked to could not be fetched from {Host}: {Failure}.")]
    public static partial void PageNotFetched(this ILogger logger, string host, FetchFailure failure);

    [LoggerMessage(2411, LogLevel.Warning, "The picture of a page from {Host} could not be kept.")]
    public static partial void PictureNotKept(this ILogger logger, string host, Exception exception);
}

using Microsoft.Extensions.Logging;

namespace Teahouse.Server.Gateway;

static partial class GatewayLog
{
    [LoggerMessage(3001, LogLevel.Error, "An HTTP call to {Path} failed; request {RequestId}.")]
    public static partial void RequestFailed(this ILogger log, string path, string requestId, Exception exception);

    [LoggerMessage(3002, LogLevel.Error, "A socket failed; request {RequestId}.")]
    public static partial void SocketFailed(this ILogger log, string requestId, Exception exception);

    [LoggerMessage(3003, LogLevel.Error, "A turn of the sockets' clock failed.")]
    public static partial void TurnFailed(this ILogger log, Exception exception);

    [LoggerMessage(3004, LogLevel.Information, "Closing {Count} sockets: the node is stopping.")]
    public static partial void Draining(this ILogger log, int count);

    [LoggerMessage(3005, LogLevel.Warning, "The tails of watched conversations could not be read; heartbeats go without them.")]
    public static partial void TailsMissing(this ILogger log);

    [LoggerMessage(3007, LogLevel.Warning, "When {Count} devices were last seen could not be told.")]
    public static partial void SightingsLost(this ILogger log, int count);

    [LoggerMessage(3008, LogLevel.Error, "A parcel of kind {Kind} could not be taken to its sockets.")]
    public static partial void ParcelBroke(this ILogger log, string kind, Exception exception);

    [LoggerMessage(3006, LogLevel.Warning, "There is no web client: {Root} has no index.html.")]
    public static partial void NoWebClient(this ILogger log, string root);
}

using Microsoft.Extensions.Logging;
using Teahouse.Platform.Sandbox;

namespace Teahouse.Server.Media;

static partial class Log
{
    [LoggerMessage(2350, LogLevel.Warning, "{Program} is not installed: there will be no previews of {What}, and none can be sent as such")]
    public static partial void ProgramMissing(this ILogger logger, string program, string what);

    [LoggerMessage(2351, LogLevel.Warning, "No file can be decoded: {Why}")]
    public static partial void NothingDecodes(this ILogger logger, string why);

    [LoggerMessage(2352, LogLevel.Information, "{Program} made nothing of a file (ended by {End}, exit code {Code}): {Words}")]
    public static partial void ToolFailed(this ILogger logger, string program, SandboxEnd end, int code, string words);
}

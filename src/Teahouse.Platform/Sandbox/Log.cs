using Microsoft.Extensions.Logging;

namespace Teahouse.Platform.Sandbox;

static partial class Log
{
    [LoggerMessage(1500, LogLevel.Information, "Tools run in namespaces of their own, without network and other files")]
    public static partial void ToolsRunInNamespaces(this ILogger logger);

    [LoggerMessage(1501, LogLevel.Warning,
        "bubblewrap makes no namespaces here ({Why}): tools run as a user of their own, and may use the network and read what everybody may")]
    public static partial void ToolsRunAsUser(this ILogger logger, string why);

    [LoggerMessage(1502, LogLevel.Warning,
        "bubblewrap makes no namespaces here ({Why}): tools run as the user of this process, with nothing but limits between it and them")]
    public static partial void ToolsRunWithLimits(this ILogger logger, string why);
}

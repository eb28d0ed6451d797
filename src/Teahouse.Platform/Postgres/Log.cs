using Microsoft.Extensions.Logging;

namespace Teahouse.Platform.Postgres;

static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "PostgreSQL {Major} runs as process {Pid} on {Folder}")]
    public static partial void PostgresRuns(this ILogger logger, int major, int pid, string folder);

    [LoggerMessage(1101, LogLevel.Warning, "PostgreSQL ended by itself (exit code {Code}); it is started again")]
    public static partial void PostgresEnded(this ILogger logger, int code);

    [LoggerMessage(1102, LogLevel.Error, "PostgreSQL could not be started again; next try in {Seconds} s")]
    public static partial void PostgresStaysDown(this ILogger logger, double seconds, Exception error);

    [LoggerMessage(1103, LogLevel.Warning, "A PostgreSQL (process {Pid}) left behind by an earlier teahouse is asked to stop")]
    public static partial void OrphanAskedToStop(this ILogger logger, int pid);

    [LoggerMessage(1104, LogLevel.Error, "PostgreSQL did not stop within {Seconds} s and is killed")]
    public static partial void PostgresKilled(this ILogger logger, double seconds);

    [LoggerMessage(1110, LogLevel.Information, "Migration {Unit}/{File} applied")]
    public static partial void MigrationApplied(this ILogger logger, string unit, string file);
}

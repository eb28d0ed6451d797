using System.Globalization;

namespace Teahouse.Platform.Postgres;

/// <summary>The settings of the private PostgreSQL, written anew at every start.</summary>
static class PostgresConf
{
    /// <summary>The whole of pg_hba.conf: the folder of the socket lets in only its owner and root, so whoever reaches it may enter.</summary>
    public const string Hba = "local all all trust\n";

    public static string Write(EmbeddedPostgresOptions options, string sockets) => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by Teahouse at every start. Settings of your own go to local.conf beside this file; they win.
        listen_addresses = ''
        unix_socket_directories = '{sockets.Replace("'", "''")}'
        unix_socket_permissions = 0700
        max_connections = {options.MaxConnections}
        shared_buffers = 128MB
        jit = off

        fsync = {(options.Durable ? "on" : "off")}
        full_page_writes = {(options.Durable ? "on" : "off")}
        synchronous_commit = on
        wal_level = replica
        max_wal_size = 2GB
        checkpoint_timeout = 15min
        checkpoint_completion_target = 0.9

        # A session that sleeps in a transaction holds up every reader of the outbox.
        idle_in_transaction_session_timeout = 30s
        timezone = 'UTC'
        log_timezone = 'UTC'
        # Details of an error can hold what people wrote: they stay out of the log.
        log_min_messages = warning
        log_error_verbosity = terse
        log_min_error_statement = panic
        log_checkpoints = off
        log_line_prefix = '%m [%p] '

        include_if_exists = 'local.conf'

        """);
}

using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Teahouse.Platform.Postgres;

/// <summary>The database of a node: outside when a connection is given, else the private one. Ready to use: its schema is up to date.</summary>
public sealed class Database : IAsyncDisposable
{
    Database(NpgsqlDataSource dataSource, EmbeddedPostgres? embedded) => (DataSource, Embedded) = (dataSource, embedded);

    /// <summary>The one way to the database.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>The private PostgreSQL; null when the database is an outside one.</summary>
    public EmbeddedPostgres? Embedded { get; }

    /// <summary>Starts or reaches the database and applies the migrations.</summary>
    /// <exception cref="DatabaseException">It cannot be used; the message tells the operator why.</exception>
    public static async Task<Database> OpenAsync(
        DatabaseOptions options, string dataFolder, IReadOnlyList<Migration> migrations, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger("Teahouse.Postgres");
        var embedded = options.Connection is null
            ? await EmbeddedPostgres.StartAsync(
                new() { DataFolder = dataFolder, Binaries = options.Binaries, MaxConnections = Math.Max(100, options.MaxConnections + 20) }, logger, cancellationToken)
            : null;
        var dataSource = Connect(embedded?.ConnectionString ?? options.Connection!, options);
        var database = new Database(dataSource, embedded);
        try
        {
            await CheckAsync(dataSource, cancellationToken);
            await Migrations.ApplyAsync(dataSource, migrations, logger, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A data source whose every wait ends: connecting, a statement, a lock, an idle transaction. What the connection string itself sets
    /// wins. Sessions are not reset when they return to the pool, so nobody may leave state in one: only <c>SET LOCAL</c>.
    /// </summary>
    public static NpgsqlDataSource Connect(string connection, DatabaseOptions options)
    {
        var command = options.CommandTimeoutS;
        var settings = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = "teahouse",
            Timeout = options.ConnectTimeoutS,
            CommandTimeout = command,
            CancellationTimeout = 2000,
            KeepAlive = 30,
            TcpKeepAlive = true,
            MaxPoolSize = options.MaxConnections,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            IncludeErrorDetail = false,
            // The database gives up a little later than the client, so that the client's own cancellation tells first.
            Options = string.Create(
                CultureInfo.InvariantCulture,
                $"-c statement_timeout={command + 2}s -c lock_timeout={options.LockTimeoutS}s " +
                $"-c idle_in_transaction_session_timeout={options.IdleInTransactionTimeoutS}s"),
        };
        var given = new DbConnectionStringBuilder { ConnectionString = connection };
        foreach (string key in given.Keys)
        {
            settings[key] = given[key];
        }

        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (Embedded is not null)
        {
            await Embedded.DisposeAsync();
        }
    }

    static async Task CheckAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(
                "SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding')");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (Refusal(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)) is { } refusal)
            {
                throw new DatabaseException(refusal);
            }
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseException($"The database cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>Why a database of this version and encoding cannot serve; null when it can.</summary>
    internal static string? Refusal(int versionNumber, string version, string encoding) =>
        versionNumber < PostgresBinaries.OldestMajor * 10_000
            ? $"The database is PostgreSQL {version}; Teahouse needs {PostgresBinaries.OldestMajor} or newer."
        : encoding != "UTF8"
            ? $"The database's encoding is {encoding}; Teahouse needs UTF8: CREATE DATABASE teahouse ENCODING 'UTF8' TEMPLATE template0."
        : null;
}

using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Testing;

/// <summary>The one PostgreSQL of a test run, with a template database that has every migration. It starts when the first test asks.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    const string Template = "template_teahouse";
    static readonly Lazy<Task<TestPostgres>> Running = new(StartAsync);

    readonly EmbeddedPostgres _postgres;
    readonly string _folder;

    TestPostgres(EmbeddedPostgres postgres, string folder) => (_postgres, _folder) = (postgres, folder);

    public static Task<TestPostgres> GetAsync() => Running.Value;

    /// <summary>Stops it and removes its files, if any test started it. The last thing that a test run does.</summary>
    public static async ValueTask StopAsync()
    {
        if (Running.IsValueCreated)
        {
            await (await Running.Value).DisposeAsync();
        }
    }

    /// <summary>How to reach one of its databases.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(_postgres.ConnectionString)
    {
        Database = database,
        MaxPoolSize = 20,
        ConnectionIdleLifetime = 10,
        ConnectionPruningInterval = 5,
    }.ConnectionString;

    /// <summary>A new database: with every migration, or empty.</summary>
    public Task CreateAsync(string name, bool empty) =>
        ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {(empty ? "template0" : Template)}");

    public async Task DropAsync(string name)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege && tries < 100)
            {
                // Autovacuum is at work in it: that is another's process, which makes room by itself.
                await Task.Delay(100);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    static async Task<TestPostgres> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"teahouse-tests-{Environment.ProcessId}");
        RemoveLeftovers();
        var options = new EmbeddedPostgresOptions { DataFolder = folder, MaxConnections = 400, Durable = false };
        var postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
        var server = new TestPostgres(postgres, folder);
        await server.CreateAsync(Template, empty: true);
        await using (var dataSource = Database.Connect(server.ConnectionString(Template), new()))
        {
            var migrations = Migration.FromAssembly(typeof(Server.Doors.Door).Assembly);
            await Migrations.ApplyAsync(dataSource, migrations, NullLogger.Instance, CancellationToken.None);
        }

        return server;
    }

    // What a killed run left behind: nobody holds its lock any more.
    static void RemoveLeftovers()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), "teahouse-tests-*"))
        {
            try
            {
                FolderLock.Take(folder).Dispose();
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is DatabaseException or IOException or UnauthorizedAccessException)
            {
                // Its run goes on, or another run removes it right now.
            }
        }
    }

    async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{_postgres.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }
}

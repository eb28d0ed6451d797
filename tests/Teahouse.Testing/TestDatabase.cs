using Npgsql;
using Teahouse.Platform.Postgres;
using Xunit;

namespace Teahouse.Testing;

/// <summary>
/// A database of one's own with every migration applied, dropped at the end. A test class takes it as its <c>IClassFixture</c>; whoever
/// needs another calls <see cref="CreateAsync"/>.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime
{
    static int _count;

    readonly string _name = $"test_{Interlocked.Increment(ref _count)}";
    TestPostgres _postgres = null!;

    public string ConnectionString => _postgres.ConnectionString(_name);

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    /// <summary>A new database; dispose it.</summary>
    /// <param name="empty">Without any migration.</param>
    public static async Task<TestDatabase> CreateAsync(bool empty = false)
    {
        var database = new TestDatabase();
        await database.OpenAsync(empty);
        return database;
    }

    public ValueTask InitializeAsync() => new(OpenAsync(empty: false));

    /// <summary>Runs SQL and answers the first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _postgres.DropAsync(_name);
    }

    async Task OpenAsync(bool empty)
    {
        _postgres = await TestPostgres.GetAsync();
        await _postgres.CreateAsync(_name, empty);
        DataSource = Database.Connect(ConnectionString, new());
    }
}

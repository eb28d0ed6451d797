using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Postgres;

public sealed class DatabaseTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_outside_database_is_migrated_and_used()
    {
        await using var own = await TestDatabase.CreateAsync(empty: true);
        await using var database = await OpenAsync(own.ConnectionString);
        Assert.Null(database.Embedded);
        Assert.Equal(0L, await own.ScalarAsync<long>("SELECT count(*) FROM platform.outbox"));
    }

    [Fact]
    public async Task A_private_database_is_made_in_the_data_folder()
    {
        using var folder = new DataFolder();
        await using var database = await Database.OpenAsync(new(), folder.Path, [], NullLoggerFactory.Instance, Cancelled);
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM platform.outbox");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancelled));
        Assert.True(database.Embedded!.ProcessId > 0);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_told_in_one_line_without_its_password()
    {
        using var folder = new DataFolder();
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => OpenAsync($"Host={folder.Path};Username=tea;Password=canary-7;Database=tea"));
        Assert.DoesNotContain("canary-7", refused.ToString());
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData(140_012, "14.12", "UTF8", "needs 15 or newer")]
    [InlineData(150_000, "15.0", "SQL_ASCII", "needs UTF8")]
    public void A_database_that_cannot_serve_is_refused_with_the_reason(int number, string version, string encoding, string reason) =>
        Assert.Contains(reason, Database.Refusal(number, version, encoding));

    [Fact]
    public void A_database_of_version_15_or_newer_is_welcome() => Assert.Null(Database.Refusal(150_000, "15.0", "UTF8"));

    [Fact]
    public async Task Every_wait_in_a_session_ends()
    {
        await using var own = await TestDatabase.CreateAsync(empty: true);
        var options = new DatabaseOptions { CommandTimeoutS = 7, LockTimeoutS = 3, IdleInTransactionTimeoutS = 9 };
        await using var dataSource = Database.Connect(own.ConnectionString, options);
        await using var command = dataSource.CreateCommand("""
            SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
            WHERE name IN ('application_name', 'idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout')
            """);
        Assert.Equal(
            "application_name=teahouse idle_in_transaction_session_timeout=9000 lock_timeout=3000 statement_timeout=9000",
            await command.ExecuteScalarAsync(Cancelled));
    }

    [Fact]
    public void What_the_connection_string_sets_itself_wins()
    {
        using var dataSource = Database.Connect("Host=/run/tea;Application Name=pot;Maximum Pool Size=3;Timeout=2", new());
        var settings = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        Assert.Equal(("pot", 3, 2), (settings.ApplicationName, settings.MaxPoolSize, settings.Timeout));
    }

    [Theory]
    [InlineData("Host=db;Nonsense=1;Password=canary-7")]
    [InlineData("canary-7")]
    [InlineData("Username=tea;Password=canary-7")]
    public void A_connection_string_that_is_none_is_an_error_that_does_not_repeat_it(string connection)
    {
        var options = new DatabaseOptions { Connection = connection };
        var error = Assert.Single(options.Validate(new ValidationContext(options)));
        Assert.DoesNotContain("canary-7", error.ErrorMessage);
    }

    static Task<Database> OpenAsync(string connection) =>
        Database.OpenAsync(new() { Connection = connection }, "", [], NullLoggerFactory.Instance, Cancelled);
}

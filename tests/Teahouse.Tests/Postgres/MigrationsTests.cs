using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Postgres;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Postgres;

public sealed class MigrationsTests
{
    static readonly Migration First = new("tea", 1, "0001-cups.sql", "CREATE TABLE tea.cup (id int); INSERT INTO tea.cup VALUES (1)");
    static readonly Migration Second = new("tea", 2, "0002-pots.sql", "CREATE TABLE tea.pot (id int)");

    [Fact]
    public async Task Files_are_applied_once_in_their_order_each_unit_in_its_schema()
    {
        await using var database = await TestDatabase.CreateAsync(empty: true);
        await Apply(database, First);
        await Apply(database, First, Second);
        await Apply(database, First, Second);

        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM tea.cup"));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM tea.pot"));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM platform.outbox"));
    }

    [Fact]
    public async Task A_changed_file_is_refused_by_its_name()
    {
        await using var database = await TestDatabase.CreateAsync(empty: true);
        await Apply(database, First);
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => Apply(database, First with { Sql = "SELECT 1" }));
        Assert.Contains("tea/0001-cups.sql", refused.Message);
    }

    [Fact]
    public async Task A_database_newer_than_the_binary_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(empty: true);
        await Apply(database, First, Second);
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => Apply(database, First));
        Assert.Contains("tea/0002-pots.sql", refused.Message);
    }

    [Fact]
    public async Task A_file_that_fails_leaves_nothing_of_itself_and_can_be_mended()
    {
        await using var database = await TestDatabase.CreateAsync(empty: true);
        var broken = Second with { Sql = "CREATE TABLE tea.pot (id int); SELECT 1 / 0" };
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => Apply(database, First, broken));
        Assert.Contains("tea/0002-pots.sql", refused.Message);
        await Apply(database, First, Second);
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM tea.pot"));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_do_not_disturb_each_other()
    {
        await using var database = await TestDatabase.CreateAsync(empty: true);
        var slow = Second with { Sql = "SELECT pg_sleep(0.2); CREATE TABLE tea.pot (id int)" };
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Apply(database, First, slow)));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM tea.cup"));
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM platform.migration WHERE unit = 'tea'"));
    }

    static Task Apply(TestDatabase database, params Migration[] migrations) =>
        Migrations.ApplyAsync(database.DataSource, migrations, NullLogger.Instance, TestContext.Current.CancellationToken);
}

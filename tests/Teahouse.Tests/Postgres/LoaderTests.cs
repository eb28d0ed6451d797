using Teahouse.Platform.Postgres;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Postgres;

public sealed class LoaderTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_while_a_statement_runs_is_in_the_next_one_and_gets_their_own_answer()
    {
        var asked = new List<int[]>();
        var running = new TaskCompletionSource();
        var loader = new Loader<int, int>(async (keys, stop) =>
        {
            asked.Add(keys);
            await running.Task;
            return await database.DataSource.Command("SELECT n.place, n.key * n.key FROM unnest($1) WITH ORDINALITY AS n (key, place)", keys)
                .PlacedAsync(keys.Length, row => (row.GetInt64(0), row.GetInt32(1)), stop);
        });
        var first = loader.LoadAsync(1, Stop);
        var others = Enumerable.Range(2, 40).Select(key => loader.LoadAsync(key, Stop)).ToArray();
        Assert.False(first.IsCompleted);
        running.SetResult();
        Assert.Equal(1, await first);
        Assert.Equal(Enumerable.Range(2, 40).Select(key => key * key), await Task.WhenAll(others));
        Assert.Equal([1], asked[0]);
        Assert.Equal(Enumerable.Range(2, 40), Assert.Single(asked[1..]));
        Assert.Equal(9, await loader.LoadAsync(3, Stop));
    }

    [Fact]
    public async Task A_statement_that_fails_fails_for_those_who_are_in_it_alone()
    {
        var loader = new Loader<int, int>((keys, stop) =>
            database.DataSource.Command("SELECT n.place, 10 / n.key FROM unnest($1) WITH ORDINALITY AS n (key, place)", keys)
                .PlacedAsync(keys.Length, row => (row.GetInt64(0), row.GetInt32(1)), stop));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => loader.LoadAsync(0, Stop));
        Assert.Equal(5, await loader.LoadAsync(2, Stop));
    }

    [Fact]
    public async Task Who_gives_up_takes_the_answer_from_nobody_else()
    {
        var running = new TaskCompletionSource();
        var loader = new Loader<int, int>(async (keys, _) =>
        {
            await running.Task;
            return keys;
        });
        using var giving = new CancellationTokenSource();
        var gone = loader.LoadAsync(1, giving.Token);
        var stays = loader.LoadAsync(2, Stop);
        await giving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        running.SetResult();
        Assert.Equal(2, await stays);
    }

    [Fact]
    public async Task No_statement_has_more_than_500_keys()
    {
        var asked = new List<int>();
        var running = new TaskCompletionSource();
        var loader = new Loader<int, int>(async (keys, _) =>
        {
            asked.Add(keys.Length);
            await running.Task;
            return keys;
        });
        var all = Enumerable.Range(0, 1102).Select(key => loader.LoadAsync(key, Stop)).ToArray();
        running.SetResult();
        Assert.Equal(Enumerable.Range(0, 1102), await Task.WhenAll(all));
        Assert.Equal([1, 500, 500, 101], asked);
    }
}

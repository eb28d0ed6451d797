using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Facts;

public sealed class FactPumpTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_skipped_or_doubled_however_late_writers_commit()
    {
        var (heard, written) = await WriteAndHearAsync(byPosition: false);
        Assert.Equal(written.Order(), heard.Select(f => Number(f)).Order());
        foreach (var transaction in heard.GroupBy(f => f.Transaction))
        {
            Assert.Equal(transaction.OrderBy(f => f.Position).Select(f => f.Position), transaction.Select(f => f.Position));
        }

        Assert.Equal(heard.OrderBy(f => f.Transaction).Select(f => f.Transaction), heard.Select(f => f.Transaction));
    }

    [Fact]
    public async Task Reading_by_position_skips_which_proves_the_test_above()
    {
        var (heard, written) = await WriteAndHearAsync(byPosition: true);
        Assert.NotEmpty(written.Except(heard.Select(f => Number(f))));
    }

    [Fact]
    public async Task A_listener_that_fails_is_given_the_same_facts_again_in_order()
    {
        await using var own = await TestDatabase.CreateAsync();
        var heard = new ConcurrentQueue<int>();
        var tries = 0;
        await using var pump = await Pump.StartAsync(own, Listener("tea.moody", (facts, _) =>
        {
            if (Interlocked.Increment(ref tries) <= 2)
            {
                throw new InvalidOperationException("not now");
            }

            facts.ToList().ForEach(f => heard.Enqueue(Number(f)));
            return Task.CompletedTask;
        }));
        await WriteAsync(own, pump.Outbox, 1, 2, 3);
        await Eventually.True("the third try hears all", () => heard.Count >= 3);
        Assert.Equal([1, 2, 3], heard);
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task A_listener_goes_on_at_its_place_after_its_node_has_crashed()
    {
        await using var own = await TestDatabase.CreateAsync();
        var first = new ConcurrentQueue<int>();
        var stuck = new TaskCompletionSource();
        var crashing = await Pump.StartAsync(own, Listener("tea.keeper", async (facts, _) =>
        {
            if (facts.Any(f => Number(f) > 2))
            {
                stuck.TrySetResult();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            }

            facts.ToList().ForEach(f => first.Enqueue(Number(f)));
        }));
        await WriteAsync(own, crashing.Outbox, 1, 2);
        await Eventually.True("the first node hears two", () => first.Count == 2);
        await WriteAsync(own, crashing.Outbox, 3, 4);
        await stuck.Task.WaitAsync(Cancelled);

        // A node that is cut off neither moves its place nor gives its lease back; the next waits until the database's clock says so.
        var second = new ConcurrentQueue<int>();
        await own.ExecuteAsync("UPDATE platform.listener SET held_until = clock_timestamp() - interval '1 second'");
        await using var next = await Pump.StartAsync(own, Listener("tea.keeper", (facts, _) =>
        {
            facts.ToList().ForEach(f => second.Enqueue(Number(f)));
            return Task.CompletedTask;
        }));
        await Eventually.True("the next node hears the rest", () => second.Count == 2);
        Assert.Equal([3, 4], second);
    }

    [Fact]
    public async Task One_node_at_a_time_serves_a_listener_and_another_takes_over_when_it_leaves()
    {
        await using var own = await TestDatabase.CreateAsync();
        var (one, other) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        var first = await Pump.StartAsync(own, Hearing("tea.single", one));
        await WriteAsync(own, first.Outbox, 1);
        await Eventually.True("the first node hears", () => one.Count == 1);
        await using var second = await Pump.StartAsync(own, Hearing("tea.single", other));
        await WriteAsync(own, second.Outbox, 2);
        await Eventually.True("the first node still hears, by its poll", () => one.Count == 2);
        Assert.Empty(other);

        await first.DisposeAsync();
        await WriteAsync(own, second.Outbox, 3);
        await Eventually.True("the second node takes over", () => other.Count == 1);
        Assert.Equal([3], other);
    }

    [Fact]
    public async Task A_listener_hears_its_topics_only_and_passes_by_the_rest()
    {
        await using var own = await TestDatabase.CreateAsync();
        var heard = new ConcurrentQueue<int>();
        await using var pump = await Pump.StartAsync(own, Hearing("tea.picky", heard));
        await AppendAsync(own, "tea.other", 1);
        await WriteAsync(own, pump.Outbox, 2);
        await Eventually.True("its own topic is heard", () => !heard.IsEmpty);
        Assert.Equal([2], heard);
    }

    [Fact]
    public async Task A_new_listener_begins_with_the_oldest_kept_or_with_now()
    {
        await using var own = await TestDatabase.CreateAsync();
        await AppendAsync(own, "tea", 1);
        await Eventually.True("no transaction runs, of any database, that is older than the first fact", () => own.ScalarAsync<bool>(
            "SELECT max(xid) < pg_snapshot_xmin(pg_current_snapshot()) FROM platform.outbox"));
        var (all, fresh) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var pump = await Pump.StartAsync(
            own, Hearing("tea.all", all), Hearing("tea.fresh", fresh) with { Start = FactStart.Now });
        await Eventually.True("the one that begins with the oldest hears it", () => all.Count == 1);
        await WriteAsync(own, pump.Outbox, 2);
        await Eventually.True("both hear what is new", () => all.Count == 2 && fresh.Count == 1);
        Assert.Equal([2], fresh);
    }

    [Fact]
    public async Task A_new_listener_hears_what_happens_as_soon_as_the_node_has_started()
    {
        await using var own = await TestDatabase.CreateAsync();
        var heard = new ConcurrentQueue<int>();
        await using var pump = await Pump.StartAsync(own, Hearing("tea.fresh", heard) with { Start = FactStart.Now });
        Assert.Equal(1, await own.ScalarAsync<long>("SELECT count(*) FROM platform.listener"));
        await WriteAsync(own, pump.Outbox, 1);
        await Eventually.True("it hears", () => heard.Contains(1));
    }

    [Fact]
    public async Task Facts_are_deleted_once_every_listener_has_had_them()
    {
        await using var own = await TestDatabase.CreateAsync();
        var heard = new ConcurrentQueue<int>();
        var gate = new TaskCompletionSource();
        await using var pump = await Pump.StartAsync(own, Hearing("tea.quick", heard), Listener("tea.slow", async (_, _) => await gate.Task));
        await WriteAsync(own, pump.Outbox, [.. Enumerable.Range(1, 50)]);
        await Eventually.True("the quick one has had them", () => heard.Count == 50);
        var (deleted, _) = await new FactStore(own.DataSource, new()).TrimAsync(default, most: 100, Cancelled);
        Assert.Equal(0, deleted);
        Assert.Equal(50L, await own.ScalarAsync<long>("SELECT count(*) FROM platform.outbox"));
        gate.SetResult();
        await Eventually.True("all are deleted", async () => await own.ScalarAsync<long>("SELECT count(*) FROM platform.outbox") == 0);
    }

    [Fact]
    public async Task A_listener_that_nobody_serves_any_more_does_not_hold_the_outbox_for_ever()
    {
        await using var own = await TestDatabase.CreateAsync();
        await own.ExecuteAsync("INSERT INTO platform.listener (name, xid, position, held_until) VALUES ('gone', '0', 0, now() - interval '8 days')");
        await own.ExecuteAsync("INSERT INTO platform.listener (name, xid, position, held_until) VALUES ('away', '0', 0, now() - interval '6 days')");
        await AppendAsync(own, "tea", 1);
        await using var pump = await Pump.StartAsync(own);
        await Eventually.True("one is forgotten", async () => await own.ScalarAsync<string>("SELECT string_agg(name, ' ') FROM platform.listener") == "away");
        Assert.Equal(1L, await own.ScalarAsync<long>("SELECT count(*) FROM platform.outbox"));
        await own.ExecuteAsync("UPDATE platform.listener SET held_until = now() - interval '8 days'");
        await Eventually.True("the fact is deleted", async () => await own.ScalarAsync<long>("SELECT count(*) FROM platform.outbox") == 0);
    }

    [Fact]
    public async Task After_a_restore_into_another_cluster_what_is_kept_is_told_again_and_nothing_new_is_skipped()
    {
        await using var own = await TestDatabase.CreateAsync();
        await own.ExecuteAsync("INSERT INTO platform.outbox (xid, topic, payload) VALUES ('900000000000', 'tea', '1')");
        await own.ExecuteAsync("INSERT INTO platform.listener (name, xid, position) VALUES ('tea.restored', '899999999999', 7)");
        var heard = new ConcurrentQueue<int>();
        await using var pump = await Pump.StartAsync(own, Hearing("tea.restored", heard));
        await WriteAsync(own, pump.Outbox, 2);
        await Eventually.True("both are heard", () => heard.Count == 2);
        Assert.Equal([1, 2], heard);
    }

    [Fact]
    public async Task A_listener_outlives_the_loss_of_its_connections()
    {
        await using var own = await TestDatabase.CreateAsync();
        var heard = new ConcurrentQueue<int>();
        await using var pump = await Pump.StartAsync(own, Hearing("tea.stout", heard));
        await WriteAsync(own, pump.Outbox, 1);
        await Eventually.True("it hears", () => heard.Count == 1);
        await using var killer = new NpgsqlConnection($"{own.ConnectionString};Pooling=false");
        await killer.OpenAsync(Cancelled);
        await using var kill = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", killer);
        for (var i = 0; i < 5; i++)
        {
            await kill.ExecuteNonQueryAsync(Cancelled);
            await Task.Delay(20, Cancelled);
        }

        await Eventually.True("the writer is back", async () => await TryWriteAsync(own, pump.Outbox));
        await Eventually.True("it hears again", () => heard.Contains(2));
    }

    [Fact]
    public async Task A_large_batch_is_given_in_pieces()
    {
        await using var own = await TestDatabase.CreateAsync();
        var sizes = new ConcurrentQueue<int>();
        await own.ExecuteAsync("INSERT INTO platform.outbox (topic, payload) SELECT 'tea', convert_to(repeat('1', 3000), 'UTF8') FROM generate_series(1, 20)");
        await using var pump = await Pump.StartAsync(own, new FactOptions { BatchBytes = 10_000, PauseMs = 0 }, Listener("tea.sips", (facts, _) =>
        {
            sizes.Enqueue(facts.Count);
            return Task.CompletedTask;
        }));
        await Eventually.True("all are heard", () => sizes.Sum() == 20);
        Assert.Equal(3, sizes.Max());
    }

    [Fact]
    public async Task A_node_whose_handler_takes_long_keeps_its_listener()
    {
        await using var own = await TestDatabase.CreateAsync();
        var (heard, other) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var slow = await Pump.StartAsync(own, Listener("tea.thorough", async (facts, _) =>
        {
            begun.TrySetResult();
            await gate.Task;
            facts.ToList().ForEach(f => heard.Enqueue(Number(f)));
        }));
        await WriteAsync(own, slow.Outbox, 1);
        await begun.Task.WaitAsync(Cancelled);
        await using var second = await Pump.StartAsync(own, Hearing("tea.thorough", other));
        var until = await own.ScalarAsync<DateTime>("SELECT held_until FROM platform.listener");
        await Eventually.True(
            "the lease has been prolonged beyond its first end",
            async () => await own.ScalarAsync<DateTime>("SELECT clock_timestamp()") > until
                && await own.ScalarAsync<DateTime>("SELECT held_until FROM platform.listener") > until);
        gate.SetResult();
        await Eventually.True("the slow one is done", () => heard.Count == 1);
        Assert.Empty(other);
    }

    [Fact]
    public async Task A_pump_that_is_alone_does_not_wait_for_the_lease_of_one_that_died()
    {
        await using var own = await TestDatabase.CreateAsync();
        var options = new FactOptions { PauseMs = 10, PollMs = 50, LeaseS = 600 };
        var (heard, store) = (new ConcurrentQueue<int>(), new FactStore(own.DataSource, options));
        var listener = Hearing("tea.orphan", heard);
        await store.RegisterAsync(listener, Cancelled);
        Assert.NotNull(await store.TakeAsync(listener, Guid.CreateVersion7(), Cancelled));
        await AppendAsync(own, "tea", 1);

        await using var pump = await Pump.StartAloneAsync(own, options, listener);
        await Eventually.True("the fact was heard", () => heard.Contains(1));
    }

    [Fact]
    public async Task The_lag_tells_how_long_a_fact_has_waited_also_behind_a_transaction_that_does_not_end()
    {
        await using var own = await TestDatabase.CreateAsync();
        var store = new FactStore(own.DataSource, new());
        var listener = Listener("tea.late", (_, _) => Task.CompletedTask);
        await store.RegisterAsync(listener, Cancelled);
        Assert.Equal(0, (await store.LagAsync(Cancelled))["tea.late"]);

        await using var connection = await own.DataSource.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Append("tea", 1) } };
        await batch.ExecuteNonQueryAsync(Cancelled);
        await AppendAsync(own, "tea", 2);

        Assert.Empty((await store.ReadAsync(listener, default, Cancelled)).Heard);
        Assert.True((await store.LagAsync(Cancelled))["tea.late"] > 0);
        await transaction.RollbackAsync(Cancelled);
    }

    [Fact]
    public async Task The_table_is_never_walked_whole_though_it_was_tiny_when_the_plans_were_made()
    {
        await using var own = await TestDatabase.CreateAsync();
        var store = new FactStore(own.DataSource, new());
        var listener = Listener("tea.busy", (_, _) => Task.CompletedTask);
        await store.RegisterAsync(listener, Cancelled);
        await AppendAsync(own, "tea", 1);
        await own.ExecuteAsync("ANALYZE platform.outbox");
        for (var i = 0; i < 10; i++)
        {
            await store.ReadAsync(listener, default, Cancelled);
            await store.LagAsync(Cancelled);
        }

        await own.ExecuteAsync("INSERT INTO platform.outbox (topic, payload) SELECT 'tea', '1' FROM generate_series(2, 5000)");
        // Transactions of other tests on the same server hold the horizon back for a while.
        var (read, end) = (0, default(Place));
        await Eventually.True("all facts are below the horizon", async () =>
        {
            for (var reading = new Reading([], end, Full: true); reading.Full; read += reading.Heard.Count)
            {
                reading = await store.ReadAsync(listener, reading.End, Cancelled);
                end = reading.End;
            }

            return read == 5000;
        });
        await own.ExecuteAsync("UPDATE platform.listener SET xid = pg_snapshot_xmin(pg_current_snapshot())");
        var (deleted, _) = await store.TrimAsync(default, most: 10_000, Cancelled);
        await store.LagAsync(Cancelled);
        Assert.Equal((5000, 5000L), (read, deleted));
        // One session has done it all; otherwise its counts come in ten seconds later.
        await own.ExecuteAsync("SELECT pg_stat_force_next_flush()");
        await Eventually.True(
            "the counts have come in",
            async () => await own.ScalarAsync<long>("SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'outbox'") > 40);
        Assert.Equal(0L, await own.ScalarAsync<long>("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'outbox'"));
    }

    static async Task<(IReadOnlyList<Fact> Heard, IReadOnlyList<int> Written)> WriteAndHearAsync(bool byPosition)
    {
        await using var own = await TestDatabase.CreateAsync();
        var heard = new ConcurrentQueue<Fact>();
        var written = new ConcurrentQueue<int>();
        var listener = Listener("tea.counter", (facts, _) =>
        {
            facts.ToList().ForEach(heard.Enqueue);
            return Task.CompletedTask;
        });
        await using var pump = await Pump.StartAsync(own, new FactOptions { PauseMs = 0, PollMs = 20 }, byPosition, listener);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 60; i++)
            {
                await using var connection = await own.DataSource.OpenConnectionAsync(Cancelled);
                await using var transaction = await connection.BeginTransactionAsync(Cancelled);
                int[] numbers = [(writer * 1000) + (i * 2), (writer * 1000) + (i * 2) + 1];
                foreach (var number in numbers)
                {
                    await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Append("tea", number) } };
                    await batch.ExecuteNonQueryAsync(Cancelled);
                    await Task.Delay(Random.Shared.Next(4), Cancelled);
                }

                await transaction.CommitAsync(Cancelled);
                pump.Outbox.Ring();
                numbers.ToList().ForEach(written.Enqueue);
            }
        }));
        // The last transaction is the youngest: once it has been heard, all that will ever be heard has been.
        await WriteAsync(own, pump.Outbox, 99_999);
        await Eventually.True("the last fact is heard", () => heard.Any(f => Number(f) == 99_999));
        return ([.. heard], [.. written, 99_999]);
    }

    static FactListener Listener(string name, FactHandler handler) => new(name, ["tea"], handler);

    static FactListener Hearing(string name, ConcurrentQueue<int> heard) => Listener(name, (facts, _) =>
    {
        facts.ToList().ForEach(f => heard.Enqueue(Number(f)));
        return Task.CompletedTask;
    });

    static int Number(Fact fact) => int.Parse(Encoding.UTF8.GetString(fact.Payload.Span), CultureInfo.InvariantCulture);

    static NpgsqlBatchCommand Append(string topic, int number) =>
        Outbox.Append(topic, Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)));

    static async Task WriteAsync(TestDatabase database, Outbox outbox, params int[] numbers)
    {
        await AppendAsync(database, "tea", numbers);
        outbox.Ring();
    }

    static async Task AppendAsync(TestDatabase database, string topic, params int[] numbers)
    {
        await using var batch = database.DataSource.CreateBatch();
        numbers.ToList().ForEach(n => batch.BatchCommands.Add(Append(topic, n)));
        await batch.ExecuteNonQueryAsync(Cancelled);
    }

    static async Task<bool> TryWriteAsync(TestDatabase database, Outbox outbox)
    {
        try
        {
            await WriteAsync(database, outbox, 2);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Postgres;

public sealed class EmbeddedPostgresTests(DataFolder shared) : IClassFixture<DataFolder>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await using (var postgres = await StartAsync(shared))
        {
            await ExecuteAsync(postgres.ConnectionString, "DROP TABLE IF EXISTS tea; CREATE TABLE tea (kind text); INSERT INTO tea VALUES ('oolong')");
        }

        Assert.False(File.Exists(Path.Combine(shared.Cluster, "postmaster.pid")));
        await using var again = await StartAsync(shared);
        Assert.Equal("oolong", await ScalarAsync<string>(again.ConnectionString, "SELECT kind FROM tea"));
    }

    [Fact]
    public async Task The_server_is_private_and_its_settings_keep_promises()
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(new() { DataFolder = shared.Path }, NullLogger.Instance, Cancelled);
        var settings = await ScalarAsync<string>(
            postgres.ConnectionString,
            """
            SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes', 'jit', 'listen_addresses', 'server_encoding', 'synchronous_commit')
            """);
        Assert.Equal("fsync=on full_page_writes=on jit=off listen_addresses= server_encoding=UTF8 synchronous_commit=on", settings);
        Assert.Equal("off", await ScalarAsync<string>(postgres.ConnectionString, "SELECT current_setting('is_superuser')"));
        Assert.Equal("drwx------", await ModeAsync(Path.Combine(shared.Path, "postgres")));
        Assert.Equal("drwx------", await ModeAsync(new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!));
    }

    [Fact]
    public async Task It_stops_when_teahouse_is_killed_and_the_next_teahouse_reads_on()
    {
        using var first = await Holder.StartAsync(shared.Path);
        await ExecuteAsync(first.ConnectionString, "DROP TABLE IF EXISTS tea; CREATE TABLE tea (kind text); INSERT INTO tea VALUES ('oolong')");
        first.Kill();

        // At once: the one that was left behind is still stopping.
        await using var next = await StartAsync(shared);
        Assert.NotEqual(first.Postmaster, next.ProcessId);
        Assert.Equal("oolong", await ScalarAsync<string>(next.ConnectionString, "SELECT kind FROM tea"));
    }

    [Fact]
    public async Task It_stops_by_itself_when_teahouse_is_killed()
    {
        using var holder = await Holder.StartAsync(shared.Path);
        holder.Kill();
        await Eventually.True("the postmaster has ended", () => !Processes.Alive(holder.Postmaster));
    }

    [Fact]
    public async Task An_orphan_that_lost_its_watcher_too_is_asked_to_stop_by_the_next_teahouse()
    {
        using var first = await Holder.StartAsync(shared.Path);
        await ExecuteAsync(first.ConnectionString, "DROP TABLE IF EXISTS tea; CREATE TABLE tea (kind text); INSERT INTO tea VALUES ('oolong')");
        var shell = Processes.Parent(first.Postmaster);
        var pipeHolder = Processes.Children(shell).Single(p => p != first.Postmaster);
        // Frozen, so that it cannot mend what happens to its watcher.
        await Processes.SignalAsync("STOP", first.Pid);
        await Processes.SignalAsync("KILL", pipeHolder, shell);
        first.Kill();
        Assert.True(Processes.Alive(first.Postmaster));

        await using var next = await StartAsync(shared);
        Assert.False(Processes.Alive(first.Postmaster));
        Assert.Equal("oolong", await ScalarAsync<string>(next.ConnectionString, "SELECT kind FROM tea"));
    }

    [Fact]
    public async Task A_second_teahouse_on_the_folder_is_refused_by_the_pid_of_the_first()
    {
        using var first = await Holder.StartAsync(shared.Path);
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => StartAsync(shared));
        Assert.Contains($"pid {first.Pid}", refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(1, await ScalarAsync<int>(first.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_server_that_an_operator_started_on_the_cluster_is_left_alone()
    {
        await (await StartAsync(shared)).DisposeAsync();
        var found = await PostgresBinaries.FindAsync(null, Cancelled);
        var binaries = await found.ReachableAsync(ServerUser.Find(), Path.Combine(shared.Path, "postgres"), Cancelled);
        var command = Tool.Command(ServerUser.Find().Command(binaries.Postgres, "-D", shared.Cluster));
        command.RedirectStandardError = true;
        using var started = Process.Start(command)!;
        await Eventually.True("the operator's server runs", () => File.Exists(Path.Combine(shared.Path, "postgres", "run", ".s.PGSQL.5432")));
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => StartAsync(shared));
        Assert.Contains($"process {started.Id}", refused.Message);
        Assert.False(started.HasExited);
        await Processes.SignalAsync("QUIT", started.Id);
        await started.WaitForExitAsync(Cancelled);
    }

    [Theory]
    [InlineData("a process that is gone")]
    [InlineData("a process that is somebody else")]
    public async Task A_stale_pid_file_does_not_keep_it_from_starting(string named)
    {
        await (await StartAsync(shared)).DisposeAsync();
        using var gone = Process.Start("true");
        await gone.WaitForExitAsync(Cancelled);
        var pid = named == "a process that is gone" ? gone.Id : Environment.ProcessId;
        await File.WriteAllTextAsync(Path.Combine(shared.Cluster, "postmaster.pid"), $"{pid}\n{shared.Cluster}\n1700000000\n5432\n\n\n", Cancelled);
        await File.WriteAllTextAsync(Path.Combine(shared.Path, "postgres", "run", ".s.PGSQL.5432.lock"), $"{pid}\n{shared.Cluster}\n", Cancelled);

        await using var postgres = await StartAsync(shared);
        Assert.Equal(1, await ScalarAsync<int>(postgres.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_half_done_initdb_is_removed_and_redone()
    {
        using var own = new DataFolder();
        var halfDone = Directory.CreateDirectory(Path.Combine(own.Path, "postgres", "making-0"));
        await File.WriteAllTextAsync(Path.Combine(halfDone.FullName, "PG_VERSION"), "18\n", Cancelled);
        await using var postgres = await StartAsync(own);
        Assert.Equal(1, await ScalarAsync<int>(postgres.ConnectionString, "SELECT 1"));
        Assert.False(Directory.Exists(halfDone.FullName));
    }

    [Fact]
    public async Task A_folder_that_holds_something_else_is_not_touched()
    {
        using var own = new DataFolder();
        Directory.CreateDirectory(own.Cluster);
        await File.WriteAllTextAsync(Path.Combine(own.Cluster, "diary"), "dear diary", Cancelled);
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => StartAsync(own));
        Assert.Contains(own.Cluster, refused.Message);
        Assert.Equal("dear diary", await File.ReadAllTextAsync(Path.Combine(own.Cluster, "diary"), Cancelled));
    }

    [Fact]
    public async Task It_is_started_again_when_it_is_killed_and_is_found_at_the_same_place()
    {
        await using var postgres = await StartAsync(shared);
        await using var pool = Database.Connect(postgres.ConnectionString, new());
        await ExecuteAsync(postgres.ConnectionString, "DROP TABLE IF EXISTS tea; CREATE TABLE tea (kind text); INSERT INTO tea VALUES ('oolong')");
        for (var time = 0; time < 3; time++)
        {
            var killed = postgres.ProcessId;
            await Processes.SignalAsync("KILL", killed);
            await Eventually.True("another postmaster runs", () => postgres.ProcessId is var now && now != 0 && now != killed);
            await Eventually.True("it answers again", async () => await TryAsync(pool) == "oolong");
        }
    }

    [Fact]
    public async Task It_is_started_again_when_its_watcher_is_killed()
    {
        await using var postgres = await StartAsync(shared);
        var killed = postgres.ProcessId;
        await Processes.SignalAsync("KILL", Processes.Parent(killed));
        await Eventually.True("another postmaster runs", () => postgres.ProcessId is var now && now != 0 && now != killed);
        await Eventually.True("it answers again", async () => await TryAsync(NpgsqlDataSource.Create(postgres.ConnectionString), "SELECT 'yes'") == "yes");
        Assert.False(Processes.Alive(killed));
    }

    [Fact]
    public async Task A_data_folder_with_a_long_path_gets_its_socket_under_tmp()
    {
        using var own = DataFolder.Open();
        var folder = Directory.CreateDirectory(Path.Combine(own.Path, new string('l', 60), new string('o', 60)));
        await using var postgres = await EmbeddedPostgres.StartAsync(
            new() { DataFolder = folder.FullName, Durable = false }, NullLogger.Instance, Cancelled);
        Assert.Equal(1, await ScalarAsync<int>(postgres.ConnectionString, "SELECT 1"));
        var run = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
        Assert.StartsWith("/tmp/teahouse-", run);
        Assert.Equal("drwx------", await ModeAsync(run));
        await postgres.DisposeAsync();
        Directory.Delete(run, recursive: true);
    }

    [Fact]
    public async Task A_data_folder_that_the_servers_user_cannot_reach_is_refused_by_the_name_of_the_closed_folder()
    {
        using var own = DataFolder.Open();
        var closed = Directory.CreateDirectory(Path.Combine(own.Path, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new EmbeddedPostgresOptions { DataFolder = Path.Combine(closed.FullName, "data"), Durable = false };
        if (Environment.IsPrivilegedProcess)
        {
            var refused = await Assert.ThrowsAsync<DatabaseException>(() => EmbeddedPostgres.StartAsync(options, NullLogger.Instance, Cancelled));
            Assert.Contains($"may not enter {closed.FullName},", refused.Message);
        }
        else
        {
            // An ordinary user runs PostgreSQL as himself, and enters what is his.
            await using var postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, Cancelled);
            Assert.Equal(1, await ScalarAsync<int>(postgres.ConnectionString, "SELECT 1"));
        }
    }

    [Fact]
    public async Task Programs_that_the_servers_user_cannot_reach_are_copied_for_him()
    {
        using var closed = new DataFolder();
        using var own = new DataFolder();
        var found = await PostgresBinaries.FindAsync(null, Cancelled);
        var link = Directory.CreateSymbolicLink(Path.Combine(closed.Path, "native"), Path.GetDirectoryName(found.Folder)!);
        await using var postgres = await EmbeddedPostgres.StartAsync(
            new() { DataFolder = own.Path, Binaries = Path.Combine(link.FullName, "bin"), Durable = false }, NullLogger.Instance, Cancelled);
        Assert.Equal(1, await ScalarAsync<int>(postgres.ConnectionString, "SELECT 1"));
        Assert.Equal(Environment.IsPrivilegedProcess, Directory.Exists(Path.Combine(own.Path, "postgres", $"programs-{found.Version}", "bin")));
    }

    [Fact]
    public async Task A_setting_that_cannot_be_used_is_told_in_the_servers_own_words()
    {
        await (await StartAsync(shared)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(shared.Cluster, "local.conf"), "shared_buffers = 'a lot'\n", Cancelled);
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => StartAsync(shared));
        Assert.Contains("configuration file", refused.Message);
        await File.WriteAllTextAsync(Path.Combine(shared.Cluster, "local.conf"), "work_mem = '5MB'\n", Cancelled);
        await using var postgres = await StartAsync(shared);
        Assert.Equal("5MB", await ScalarAsync<string>(postgres.ConnectionString, "SHOW work_mem"));
        File.Delete(Path.Combine(shared.Cluster, "local.conf"));
    }

    static Task<EmbeddedPostgres> StartAsync(DataFolder folder) =>
        EmbeddedPostgres.StartAsync(new() { DataFolder = folder.Path, Durable = false }, NullLogger.Instance, Cancelled);

    static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    static async Task ExecuteAsync(string connectionString, string sql) => await ScalarAsync<int>(connectionString, $"{sql}; SELECT 1");

    static async Task<string?> TryAsync(NpgsqlDataSource pool, string sql = "SELECT kind FROM tea")
    {
        try
        {
            await using var command = pool.CreateCommand(sql);
            return (string?)await command.ExecuteScalarAsync(Cancelled);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    static Task<string> ModeAsync(string path) => Tool.RunAsync(["stat", "-c", "%A", path], "", Cancelled);
}

using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;

namespace Teahouse.Server.Workspaces;

/// <summary>Begins changes of workspaces.</summary>
sealed class Changes(NpgsqlDataSource database, Outbox outbox, ChangeLog log)
{
    /// <summary>
    /// A transaction that moves the change logs of these people and locks the workspace, in this order everywhere: what is read and
    /// checked in it is still so when it commits.
    /// </summary>
    public async Task<Change> OpenAsync(Guid workspace, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var versions = await ChangeLog.AdvanceAsync(connection, [.. people.Distinct()], cancellationToken);
            await connection.Command(WorkspacesSql.Lock, workspace).RunAsync(cancellationToken);
            return new(workspace, connection, transaction, versions, this);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal void Committed(IReadOnlyList<OwnVersion> versions)
    {
        outbox.Ring();
        log.Tell(versions);
    }
}

/// <summary>One change of one workspace. Without a commit nothing has happened.</summary>
sealed class Change(
    Guid workspace, NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<OwnVersion> versions, Changes changes)
    : IAsyncDisposable
{
    public Task<int> RunAsync(string sql, CancellationToken cancellationToken, params ReadOnlySpan<object?> values) =>
        connection.Command(sql, values).RunAsync(cancellationToken);

    public Task<T?> FirstAsync<T>(
        string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params ReadOnlySpan<object?> values)
        where T : class =>
        connection.Command(sql, values).FirstAsync(row, cancellationToken);

    public Task<int> CountAsync(string sql, CancellationToken cancellationToken, params ReadOnlySpan<object?> values) =>
        ScalarAsync(connection.Command(sql, values), cancellationToken);

    /// <summary>The workspace as somebody sees it; null for a stranger.</summary>
    public Task<Workspace?> SeenByAsync(Guid user, CancellationToken cancellationToken) =>
        FirstAsync(WorkspacesSql.ById, Rows.Workspace, cancellationToken, workspace, user);

    public Task RecordAsync<T>(FactType<T> type, T fact, CancellationToken cancellationToken) =>
        Outbox.RecordAsync(connection, type, fact, cancellationToken);

    /// <summary>Commits, then wakes the listeners and tells the devices of those whose change logs moved.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await transaction.CommitAsync(cancellationToken);
        changes.Committed(versions);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    static async Task<int> ScalarAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }
}

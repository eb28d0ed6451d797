using System.Buffers.Binary;
using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Media;

/// <summary>
/// One at a time decides what becomes of a file's bytes, on whichever node: no blob is deleted while its file is being made anew. The lock
/// is a session's and not a transaction's: moving bytes takes long, and an open transaction would hold up everybody's facts.
/// </summary>
sealed class HashLocks(NpgsqlDataSource database) : IDisposable
{
    // Each holds or waits for a connection; most of the pool is for others.
    readonly SemaphoreSlim _few = new(8);

    public async Task<HashLock> TakeAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        await _few.WaitAsync(cancellationToken);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await database.OpenConnectionAsync(cancellationToken);
            var key = BinaryPrimitives.ReadInt64LittleEndian(sha256);
            await connection.Command(MediaSql.Lock, key).RunAsync(cancellationToken);
            return new(connection, key, _few);
        }
        catch
        {
            await (connection?.DisposeAsync() ?? default);
            _few.Release();
            throw;
        }
    }

    public void Dispose() => _few.Dispose();
}

/// <summary>A hash that is held, and the connection that holds it.</summary>
sealed class HashLock(NpgsqlConnection connection, long key, SemaphoreSlim few) : IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.Command(MediaSql.Unlock, key).RunAsync(CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // The connection is lost, and the lock with it.
        }
        finally
        {
            await connection.DisposeAsync();
            few.Release();
        }
    }
}

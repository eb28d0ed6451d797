using System.Collections.Immutable;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace Teahouse.Platform.Facts;

/// <summary>
/// Where facts wait for their listeners. A fact is appended by the transaction that makes it true, so it is told if and only if that
/// commits; after the commit <see cref="Ring"/> wakes the listeners of this process, and others find it within a second.
/// </summary>
public sealed class Outbox
{
    const string AppendOne = "INSERT INTO platform.outbox (topic, payload) VALUES ($1, $2)";
    const string AppendMany = "INSERT INTO platform.outbox (topic, payload) SELECT $1, payload FROM unnest($2) AS payload";

    ImmutableArray<ChannelWriter<bool>> _bells = [];

    /// <summary>One fact, for the caller's batch.</summary>
    public static NpgsqlBatchCommand Append<T>(FactType<T> type, T fact) => Append(type.Topic, type.Write(fact));

    /// <summary>One fact that is written already, for the caller's batch.</summary>
    public static NpgsqlBatchCommand Append(string topic, ReadOnlyMemory<byte> payload) => new(AppendOne)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = topic, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = payload, NpgsqlDbType = NpgsqlDbType.Bytea },
        },
    };

    /// <summary>Many facts of one topic in their order, for the caller's batch: far cheaper than one by one.</summary>
    public static NpgsqlBatchCommand Append(string topic, byte[][] payloads) => new(AppendMany)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = topic, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter<byte[][]> { TypedValue = payloads, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
        },
    };

    /// <summary>One fact, sent at once within the caller's transaction.</summary>
    public static async Task RecordAsync<T>(NpgsqlConnection connection, FactType<T> type, T fact, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(Append(type, fact));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Wakes the listeners of this process. Call it after the commit; it never waits.</summary>
    public void Ring()
    {
        foreach (var bell in _bells)
        {
            bell.TryWrite(true);
        }
    }

    /// <summary>A bell that keeps one ring until somebody comes to hear it.</summary>
    internal ChannelReader<bool> Hang()
    {
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        ImmutableInterlocked.Update(ref _bells, bells => bells.Add(bell.Writer));
        return bell.Reader;
    }
}

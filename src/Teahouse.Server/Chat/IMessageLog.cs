using Npgsql;

namespace Teahouse.Server.Chat;

/// <summary>
/// The log of messages: wide rows under (conversation, seq), unique by id. A seam, so that a wide-column store can serve it too; such a
/// store puts its rows, conditional on being new, before the transaction that makes them count.
/// </summary>
interface IMessageLog
{
    /// <summary>Adds the rows to the transaction, or stores them before it runs.</summary>
    /// <exception cref="PostgresException">At commit: 23505 on the key (another owner wrote) or on the id (a repeated send).</exception>
    ValueTask AppendAsync(NpgsqlBatch transaction, IReadOnlyList<LogRow> rows, CancellationToken cancellationToken);

    /// <summary>Stores messages anew with their content, state and rev, in the same way.</summary>
    ValueTask ChangeAsync(NpgsqlBatch transaction, IReadOnlyList<LogRow> rows, CancellationToken cancellationToken);

    /// <summary>Every message beyond the given places, by conversation and seq.</summary>
    Task<List<LogRow>> BeyondAsync(Guid[] conversations, long[] seqs, CancellationToken cancellationToken);

    /// <summary>The messages at the given places.</summary>
    Task<List<LogRow>> AtAsync(Guid[] conversations, long[] seqs, CancellationToken cancellationToken);

    Task<List<LogRow>> FindAsync(Guid[] ids, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> entries after a seq, in order.</summary>
    Task<List<LogRow>> AfterAsync(Guid conversation, long seq, int limit, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> of the lines that are shown after a seq, in order.</summary>
    Task<List<LogRow>> LinesAfterAsync(Guid conversation, long seq, int limit, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> of the lines that are shown before a seq and not before another, in order.</summary>
    Task<List<LogRow>> LinesBeforeAsync(Guid conversation, long seq, long from, int limit, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> answers of a thread after a seq, in order.</summary>
    Task<List<LogRow>> AnswersAfterAsync(Guid conversation, long thread, long seq, int limit, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> answers of a thread before a seq, in order.</summary>
    Task<List<LogRow>> AnswersBeforeAsync(Guid conversation, long thread, long seq, int limit, CancellationToken cancellationToken);

    /// <summary>What others than the reader wrote beyond the reader's places, oldest first over all of them.</summary>
    Task<List<LogRow>> UnreadAsync(
        Guid[] conversations, long[] readSeqs, long[] readNs, Guid reader, int limit, CancellationToken cancellationToken);

    /// <summary>Those of the people who have written in the conversations.</summary>
    Task<HashSet<(Guid Conversation, Guid User)>> WritersAsync(Guid[] conversations, Guid[] users, CancellationToken cancellationToken);

    /// <summary>The last seq of each conversation that has one.</summary>
    Task<Dictionary<Guid, long>> TailsAsync(Guid[] conversations, CancellationToken cancellationToken);
}

using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Chat;

/// <summary>Reads conversations with their members from the database.</summary>
static class ConversationRows
{
    /// <summary>Those of the ids that exist. <paramref name="epochs"/> are the owner's; readers who own nothing leave them out.</summary>
    public static Task<List<ConversationState>> ReadAsync(
        NpgsqlDataSource database, Guid[] ids, IReadOnlyDictionary<Guid, long>? epochs, CancellationToken cancellationToken) =>
        ReadAsync(database, database.Command(ChatSql.Conversations, ids), epochs, cancellationToken);

    /// <summary>The conversations that a statement selects, in its order.</summary>
    public static async Task<List<ConversationState>> ReadAsync(
        NpgsqlDataSource database, NpgsqlCommand command, IReadOnlyDictionary<Guid, long>? epochs, CancellationToken cancellationToken)
    {
        var found = await command.ListAsync(
            row => new ConversationRow(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4),
                row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6), row.GetFieldValue<ulong>(7)),
            cancellationToken);
        var members = found.Count == 0 ? []
            : await database.Command(ChatSql.Members, found.Select(r => r.Id).ToArray()).ListAsync(Member, cancellationToken);
        var byConversation = members.ToLookup(m => m.Conversation, m => m.State);
        return found.ConvertAll(row => new ConversationState(
            row.Id, row.Kind, row.Generation, row.CreatedAt, [.. byConversation[row.Id]], epochs?[row.Id] ?? 0)
        {
            LastSeq = row.LastSeq, LastN = row.LastN, ActiveAt = row.ActiveAt, Changed = row.Changed,
        });
    }

    static (Guid Conversation, MemberState State) Member(NpgsqlDataReader row)
    {
        var member = new MemberState(row.GetGuid(1));
        member.Move(row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
        return (row.GetGuid(0), member);
    }

    sealed record ConversationRow(
        Guid Id, string Kind, int Generation, long LastSeq, long LastN, DateTimeOffset CreatedAt, DateTimeOffset ActiveAt, ulong Changed);
}

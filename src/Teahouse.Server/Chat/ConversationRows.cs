using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>Reads conversations with their members from the database.</summary>
static class ConversationRows
{
    /// <summary>
    /// Those of the ids that exist, with the members that somebody sees. <paramref name="epochs"/> are the owner's; readers who own nothing
    /// leave them out.
    /// </summary>
    public static Task<List<ConversationState>> ReadAsync(
        NpgsqlDataSource database, Guid[] ids, Guid viewer, IReadOnlyDictionary<Guid, long>? epochs, CancellationToken cancellationToken) =>
        ReadAsync(database, database.Command(ChatSql.Conversations, ids), viewer, epochs, cancellationToken);

    /// <summary>The conversations that a statement selects, in its order.</summary>
    public static async Task<List<ConversationState>> ReadAsync(
        NpgsqlDataSource database, NpgsqlCommand command, Guid viewer, IReadOnlyDictionary<Guid, long>? epochs,
        CancellationToken cancellationToken)
    {
        var found = await command.ListAsync(Row, cancellationToken);
        var members = found.Count == 0 ? []
            : await database.Command(ChatSql.Members, found.Select(r => r.Id).ToArray(), viewer).ListAsync(Member, cancellationToken);
        var byConversation = members.ToLookup(m => m.Conversation, m => m.State);
        return found.ConvertAll(row => row.ToState(byConversation[row.Id], epochs?[row.Id] ?? 0));
    }

    /// <summary>Single members of conversations, as far as they are members.</summary>
    public static Task<List<(Guid Conversation, MemberState State)>> MembersAsync(
        NpgsqlDataSource database, Guid[] conversations, Guid[] users, CancellationToken cancellationToken) =>
        database.Command(ChatSql.MembersNamed, conversations, users).ListAsync(Member, cancellationToken);

    /// <summary>Members of one conversation by id.</summary>
    public static Task<List<(Guid Conversation, MemberState State)>> PageAsync(
        NpgsqlDataSource database, Guid conversation, Guid after, int limit, CancellationToken cancellationToken) =>
        database.Command(ChatSql.MembersPage, conversation, after, limit).ListAsync(Member, cancellationToken);

    static (Guid Conversation, MemberState State) Member(NpgsqlDataReader row)
    {
        var member = new MemberState(row.GetGuid(1))
        {
            Role = row.GetString(5), Nickname = row.IsDBNull(6) ? null : row.GetString(6),
            MutedUntil = row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7), JoinedAt = row.GetFieldValue<DateTimeOffset>(8),
            VisibleFrom = row.GetInt64(9), RemovedSeq = row.IsDBNull(10) ? null : row.GetInt64(10), Quiet = row.GetBoolean(11),
        };
        member.Move(row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
        return (row.GetGuid(0), member);
    }

    static ConversationRow Row(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6), row.GetInt64(7))
        {
            Rev = row.GetInt64(8), AllSeq = row.GetInt64(9), ExpiredSeq = row.GetInt64(10), MemberCount = row.GetInt32(11),
            Wide = row.GetBoolean(12), Info = JsonSerializer.Deserialize(row.GetString(13), ChatJson.Default.Info)!,
            VeiledSeq = row.GetInt64(14), Changed = row.GetFieldValue<ulong>(15),
            RemovedSeq = row.FieldCount == 16 || row.IsDBNull(16) ? null : row.GetInt64(16),
        };

    sealed record ConversationRow(
        Guid Id, string Kind, int Generation, long LastSeq, long LastN, DateTimeOffset CreatedAt, DateTimeOffset ActiveAt, long ShownSeq)
    {
        public long Rev { get; init; }
        public long AllSeq { get; init; }
        public long ExpiredSeq { get; init; }
        public long VeiledSeq { get; init; }
        public int MemberCount { get; init; }
        public bool Wide { get; init; }
        public required Info Info { get; init; }
        public ulong Changed { get; init; }
        public long? RemovedSeq { get; init; }

        public ConversationState ToState(IEnumerable<MemberState> members, long epoch)
        {
            var state = new ConversationState(Id, Kind, Generation, CreatedAt, members, epoch)
            {
                Rev = Rev, AllSeq = AllSeq, ExpiredSeq = ExpiredSeq, MemberCount = MemberCount, Wide = Wide, Info = Info, Changed = Changed,
                RemovedSeq = RemovedSeq, VeiledSeq = VeiledSeq,
            };
            state.Restore(LastSeq, LastN, ShownSeq, ActiveAt);
            return state;
        }
    }
}

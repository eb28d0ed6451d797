using Npgsql;

namespace Teahouse.Server.Chat;

/// <summary>Reads conversations with their members from the database.</summary>
static class ConversationRows
{
    /// <summary>Those of the ids that exist. <paramref name="epochs"/> are the owner's; readers who own nothing leave them out.</summary>
    public static async Task<List<ConversationState>> ReadAsync(
        NpgsqlDataSource database, Guid[] ids, IReadOnlyDictionary<Guid, long>? epochs, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ChatSql.Conversations, ids);
        return await ReadAsync(database, command, epochs, cancellationToken);
    }

    /// <summary>The conversations that a statement selects, in its order.</summary>
    public static async Task<List<ConversationState>> ReadAsync(
        NpgsqlDataSource database, NpgsqlCommand command, IReadOnlyDictionary<Guid, long>? epochs, CancellationToken cancellationToken)
    {
        var found = new List<ConversationRow>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3), reader.GetInt64(4),
                    reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<ulong>(7)));
            }
        }

        var members = await MembersAsync(database, [.. found.Select(r => r.Id)], cancellationToken);
        return found.ConvertAll(row => new ConversationState(
            row.Id, row.Kind, row.Generation, row.CreatedAt, members.GetValueOrDefault(row.Id) ?? [], epochs?[row.Id] ?? 0)
        {
            LastSeq = row.LastSeq, LastN = row.LastN, ActiveAt = row.ActiveAt, Changed = row.Changed,
        });
    }

    static async Task<Dictionary<Guid, List<MemberState>>> MembersAsync(
        NpgsqlDataSource database, Guid[] ids, CancellationToken cancellationToken)
    {
        var members = new Dictionary<Guid, List<MemberState>>();
        if (ids.Length == 0)
        {
            return members;
        }

        await using var command = database.Command(ChatSql.Members, ids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var conversation = reader.GetGuid(0);
            if (!members.TryGetValue(conversation, out var list))
            {
                members[conversation] = list = [];
            }

            var member = new MemberState(reader.GetGuid(1));
            member.Move(reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
            list.Add(member);
        }

        return members;
    }

    sealed record ConversationRow(
        Guid Id, string Kind, int Generation, long LastSeq, long LastN, DateTimeOffset CreatedAt, DateTimeOffset ActiveAt, ulong Changed);
}

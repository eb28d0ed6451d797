using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Chat;

/// <summary>
/// What single members have put on messages, as far as the works of a batch need it: read before they are applied, and kept up with them.
/// </summary>
sealed class Marks
{
    readonly HashSet<(Guid Conversation, long Seq, Guid User, string Emoji)> _reactions = [];

    public async Task LoadAsync(Needs needs, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (needs.Reactions is { Count: > 0 } reactions)
        {
            _reactions.UnionWith(await database.Command(ChatSql.ReactionsOf, reactions.Select(r => r.Conversation).ToArray(),
                    reactions.Select(r => r.Seq).ToArray(), reactions.Select(r => r.User).ToArray(), reactions.Select(r => r.Emoji).ToArray())
                .ListAsync(row => (row.GetGuid(0), row.GetInt64(1), row.GetGuid(2), row.GetString(3)), cancellationToken));
        }
    }

    /// <summary>Sets a reaction or takes it away; answers whether that changes anything.</summary>
    public bool React(ConversationState state, long seq, Guid user, string emoji, bool on) =>
        on ? _reactions.Add((state.Id, seq, user, emoji)) : _reactions.Remove((state.Id, seq, user, emoji));
}

using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>
/// What single members have put on messages, as far as the works of a batch need it: read before they are applied, and kept up with them.
/// </summary>
sealed class Marks
{
    readonly HashSet<(Guid Conversation, long Seq, Guid User, string Emoji)> _reactions = [];
    readonly Dictionary<(Guid Conversation, long Seq, Guid User), int[]> _ballots = [];
    readonly Dictionary<Guid, int> _pins = [];
    readonly HashSet<(Guid Conversation, long Thread, Guid User)> _followed = [];

    public async Task LoadAsync(Needs needs, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (needs.Reactions is { Count: > 0 } reactions)
        {
            _reactions.UnionWith(await database.Command(ChatSql.ReactionsOf, reactions.Select(r => r.Conversation).ToArray(),
                    reactions.Select(r => r.Seq).ToArray(), reactions.Select(r => r.User).ToArray(), reactions.Select(r => r.Emoji).ToArray())
                .ListAsync(row => (row.GetGuid(0), row.GetInt64(1), row.GetGuid(2), row.GetString(3)), cancellationToken));
        }

        if (needs.Ballots is { Count: > 0 } ballots)
        {
            foreach (var (place, options) in await Named(database, ChatSql.BallotsOf, ballots)
                .ListAsync(row => (Place(row), row.GetFieldValue<int[]>(3)), cancellationToken))
            {
                _ballots[place] = options;
            }
        }

        if (needs.Places is { Count: > 0 } places)
        {
            _followed.UnionWith(await Named(database, ChatSql.FollowedOf, places).ListAsync(Place, cancellationToken));
        }

        if (needs.Pinned is { Count: > 0 } pinned)
        {
            foreach (var (id, count) in await database.Command(ChatSql.CountPins, pinned.ToArray())
                .ListAsync(row => (row.GetGuid(0), row.GetInt32(1)), cancellationToken))
            {
                _pins[id] = count;
            }
        }
    }

    /// <summary>Sets a reaction or takes it away; answers whether that changes anything.</summary>
    public bool React(ConversationState state, long seq, Guid user, string emoji, bool on) =>
        on ? _reactions.Add((state.Id, seq, user, emoji)) : _reactions.Remove((state.Id, seq, user, emoji));

    /// <summary>Sets a vote, and answers the one before it: none when there was none.</summary>
    public int[] Vote(ConversationState state, long seq, Guid user, int[] options)
    {
        var before = _ballots.GetValueOrDefault((state.Id, seq, user)) ?? [];
        _ballots[(state.Id, seq, user)] = options;
        return before;
    }

    /// <summary>Counts one pinned message more or less; answers whether there is room for it.</summary>
    public bool Pin(ConversationState state, bool on)
    {
        var count = _pins.GetValueOrDefault(state.Id);
        if (on && count >= Limits.PinsPerConversation)
        {
            return false;
        }

        _pins[state.Id] = count + (on ? 1 : -1);
        return true;
    }

    /// <summary>Has somebody follow a thread; answers whether they did not.</summary>
    public bool Follow(ConversationState state, long thread, Guid user) => _followed.Add((state.Id, thread, user));

    static NpgsqlCommand Named(NpgsqlDataSource database, string sql, IReadOnlyCollection<(Guid Conversation, long Seq, Guid User)> places) =>
        database.Command(
            sql, places.Select(p => p.Conversation).ToArray(), places.Select(p => p.Seq).ToArray(), places.Select(p => p.User).ToArray());

    static (Guid Conversation, long Seq, Guid User) Place(NpgsqlDataReader row) => (row.GetGuid(0), row.GetInt64(1), row.GetGuid(2));
}

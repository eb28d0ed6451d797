using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Chat;

/// <summary>Who may see what, as the database has it now: every read of a conversation goes through here.</summary>
sealed class Membership(NpgsqlDataSource database, Hiding hiding)
{
    /// <summary>The first seq of a conversation that somebody may read; null when they are no member.</summary>
    public async Task<long?> VisibleFromAsync(Guid user, Guid conversation, CancellationToken cancellationToken) =>
        await AmongAsync(user, [conversation], cancellationToken) is [var own] ? own.VisibleFrom : null;

    /// <summary>Somebody as a member of a conversation; null when they are none.</summary>
    public async Task<MemberState?> FindAsync(Guid user, Guid conversation, CancellationToken cancellationToken) =>
        await ConversationRows.MembersAsync(database, [conversation], [user], cancellationToken) is [var (_, member)] ? member : null;

    public async Task<bool> MaySeeAsync(Guid user, LogRow row, CancellationToken cancellationToken) =>
        row.Target is null && row.Seq >= await VisibleFromAsync(user, row.ConversationId, cancellationToken)
        && (await hiding.ShownToAsync(user, [row], cancellationToken)).Count > 0;

    /// <summary>Those of the conversations that the user is a member of, and from where on they may read them.</summary>
    public Task<List<(Guid Conversation, long VisibleFrom)>> AmongAsync(
        Guid user, Guid[] conversations, CancellationToken cancellationToken) =>
        database.Command(ChatSql.MemberOf, user, conversations).ListAsync(row => (row.GetGuid(0), row.GetInt64(1)), cancellationToken);

    public Task<List<Guid>> AllOfAsync(Guid user, CancellationToken cancellationToken) =>
        database.Command(ChatSql.ConversationsOf, user).ListAsync(row => row.GetGuid(0), cancellationToken);
}

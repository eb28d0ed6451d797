using Npgsql;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Chat;

/// <summary>Who may see what, as the database has it now: every read of a conversation goes through here.</summary>
sealed class Membership(NpgsqlDataSource database)
{
    public async Task<bool> IsMemberAsync(Guid user, Guid conversation, CancellationToken cancellationToken) =>
        (await AmongAsync(user, [conversation], cancellationToken)).Count > 0;

    /// <summary>Those of the conversations that the user is a member of.</summary>
    public Task<List<Guid>> AmongAsync(Guid user, Guid[] conversations, CancellationToken cancellationToken) =>
        database.Command(ChatSql.MemberOf, user, conversations).ListAsync(row => row.GetGuid(0), cancellationToken);

    public Task<List<Guid>> AllOfAsync(Guid user, CancellationToken cancellationToken) =>
        database.Command(ChatSql.ConversationsOf, user).ListAsync(row => row.GetGuid(0), cancellationToken);
}

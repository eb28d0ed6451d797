using Npgsql;

namespace Teahouse.Server.Chat;

/// <summary>Who may see what, as the database has it now: every read of a conversation goes through here.</summary>
sealed class Membership(NpgsqlDataSource database)
{
    public async Task<bool> IsMemberAsync(Guid user, Guid conversation, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ChatSql.IsMember, conversation, user);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Those of the conversations that the user is a member of.</summary>
    public Task<List<Guid>> AmongAsync(Guid user, Guid[] conversations, CancellationToken cancellationToken) =>
        IdsAsync(database.Command(ChatSql.MemberOf, user, conversations), cancellationToken);

    public Task<List<Guid>> AllOfAsync(Guid user, CancellationToken cancellationToken) =>
        IdsAsync(database.Command(ChatSql.ConversationsOf, user), cancellationToken);

    static async Task<List<Guid>> IdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}

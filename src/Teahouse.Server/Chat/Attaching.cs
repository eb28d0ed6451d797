using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>Files that messages are to have: whether they may, and whether there is room for them.</summary>
sealed class Attaching(NpgsqlDataSource database, MediaFiles files)
{
    /// <summary>What somebody wants to send, with what the server knows of the files; kept from here on until it can be sent.</summary>
    /// <param name="user">The sender.</param>
    /// <param name="conversation">Where it is sent now; null when it waits for its time.</param>
    /// <param name="content">What was given.</param>
    /// <param name="message">The message's id, under which it may have been scheduled.</param>
    /// <param name="cancellationToken">Nothing is sent then.</param>
    public async Task<Answer<MediaContent>> ClaimAsync(
        Guid user, Guid? conversation, MediaContent content, Guid? message, CancellationToken cancellationToken)
    {
        var claimed = await files.ClaimAsync(user, content, message, cancellationToken);
        return claimed.Value is { } complete && conversation is { } id && await CheckRoomAsync(id, complete.Items, cancellationToken) is { } full
            ? full : claimed;
    }

    /// <summary>Why files cannot be in a conversation; null when they can.</summary>
    public async ValueTask<Refused?> CheckRoomAsync(Guid conversation, IEnumerable<MediaItem> items, CancellationToken cancellationToken)
    {
        if (!files.CountsWorkspaces || !items.Any())
        {
            return null;
        }

        var workspace = await database.Command(ChatSql.Tenants, conversation).ListAsync(row => row.GetGuid(0), cancellationToken);
        return workspace.Count == 0 ? null : await files.CheckRoomAsync(workspace[0], items, cancellationToken);
    }
}

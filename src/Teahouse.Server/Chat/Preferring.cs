using System.Text;
using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>What members set for a conversation, for themselves alone.</summary>
sealed class Preferring(NpgsqlDataSource database, Tellings tellings, TimeProvider time, IBus bus)
{
    public async ValueTask<Answer<Preferences>> UpdateAsync(UpdatePreferences request, Call call, CancellationToken cancellationToken)
    {
        if (request.Level is not (null or "all" or "mentions" or "none"))
        {
            return new Refused(Refusals.InvalidField, "level is all, mentions or none.");
        }

        if (request.Background is { } background && (background.Length > Limits.BackgroundChars || background.Contains('\0')))
        {
            return new Refused(Refusals.InvalidField, $"background has at most {Limits.BackgroundChars} characters.");
        }

        if (request.Draft is not null && (Encoding.UTF8.GetByteCount(request.Draft) > Limits.DraftBytes || request.Draft.Contains('\0')))
        {
            return new Refused(Refusals.TooLarge, $"A draft has at most {Limits.DraftBytes} bytes.");
        }

        var folders = request.Folders?.Select(f => PlainText.Clean(f, Limits.FolderChars)).Distinct().ToArray();
        if (folders?.Length > Limits.FoldersPerConversation || folders?.Any(f => f is null || !PlainText.IsVisible(f)) == true)
        {
            return new Refused(
                Refusals.InvalidField, $"folders must be at most {Limits.FoldersPerConversation}, each of 1 to {Limits.FolderChars} characters of plain text.");
        }

        return await tellings.DoAsync(() => PutAsync(request, folders!, call.User, cancellationToken));
    }

    async Task<Answer<Preferences>> PutAsync(UpdatePreferences request, string[]? folders, Guid user, CancellationToken cancellationToken)
    {
        var stored = await database.Command(ChatSql.PutPreferences, user, request.ConversationId, request.MutedUntil?.ToUniversalTime(),
            request.Level, request.Pinned, request.Hidden, request.Background, request.Draft, time.GetUtcNow(),
            folders, request.MarkedUnread).ListAsync(Row, cancellationToken);
        if (stored is not [var (conversation, preferences)])
        {
            return new Refused(Refusals.NotFound, "There is no such conversation of yours.");
        }

        var update = JsonSerializer.SerializeToUtf8Bytes(new PreferencesUpdate(conversation, preferences), Wire.Json.Update);
        bus.Tell(Address.Edges, Parcels.ForUsers(Parcels.Audience(user), update));
        return preferences;
    }

    public async Task<Dictionary<Guid, Preferences>> OfAsync(Guid user, Guid[] conversations, CancellationToken cancellationToken) =>
        (await database.Command(ChatSql.PreferencesOf, user, conversations).ListAsync(Row, cancellationToken))
            .ToDictionary(p => p.Conversation, p => p.Preferences);

    static (Guid Conversation, Preferences Preferences) Row(NpgsqlDataReader row) =>
        (row.GetGuid(0), new(row.GetInt64(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetBoolean(4),
            row.GetBoolean(5), row.IsDBNull(6) ? null : row.GetString(6), row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : row.GetFieldValue<string[]>(8), row.GetBoolean(9)));
}

using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;

namespace Teahouse.Server.Chat;

sealed record RoomList(IReadOnlyList<Guid> ConversationIds);

/// <summary>Tells an edge in which wide conversations somebody is who has just connected there; changes after that it is told.</summary>
sealed class Rooms(NpgsqlDataSource database)
{
    public static string Command => "rooms";

    readonly Loader<Guid, Guid[]?> _rooms = new(async (users, cancellationToken) =>
        await database.Command(ChatSql.RoomsOf, users)
            .PlacedAsync(users.Length, row => (row.GetInt64(0), row.GetFieldValue<Guid[]>(1)), cancellationToken));

    public async ValueTask<Reply> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        var rooms = await _rooms.LoadAsync(call.User, cancellationToken) ?? [];
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new(rooms), ChatJson.Default.RoomList));
    }
}

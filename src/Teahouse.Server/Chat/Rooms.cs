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

    public async ValueTask<Reply> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        var rooms = await database.Command(ChatSql.RoomsOf, call.User).ListAsync(row => row.GetGuid(0), cancellationToken);
        return new(200, JsonSerializer.SerializeToUtf8Bytes(new(rooms), ChatJson.Default.RoomList));
    }
}

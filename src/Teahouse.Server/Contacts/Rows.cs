using Npgsql;
using Teahouse.Protocol;

namespace Teahouse.Server.Contacts;

/// <summary>A request as it is kept: more than either of the two may know.</summary>
sealed record KeptRequest(Guid From, string? Greeting, DateTimeOffset CreatedAt, DateTimeOffset? RefusedAt, bool Withdrawn);

/// <summary>Rows of the unit's tables.</summary>
static class Rows
{
    public static Guid Id(NpgsqlDataReader row) => row.GetGuid(0);

    public static long Count(NpgsqlDataReader row) => row.GetInt64(0);

    public static string Code(NpgsqlDataReader row) => row.GetString(0);

    public static Tie Tie(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3));

    public static Contact Contact(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), Text(row, 2), row.IsDBNull(3) ? null : row.GetFieldValue<string[]>(3),
            row.GetBoolean(4));

    public static ContactRequest Request(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetBoolean(1), row.GetFieldValue<DateTimeOffset>(2), Text(row, 3));

    public static KeptRequest Kept(NpgsqlDataReader row) =>
        new(row.GetGuid(0), Text(row, 1), row.GetFieldValue<DateTimeOffset>(2),
            row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3), row.GetBoolean(4));

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

using Npgsql;
using Teahouse.Protocol;

namespace Teahouse.Server.Accounts;

/// <summary>A user, and how far their own change log has come.</summary>
sealed record OwnUser(User User, long Version);

/// <summary>Rows of the unit's tables.</summary>
static class Rows
{
    public static Guid Id(NpgsqlDataReader row) => row.GetGuid(0);

    /// <summary>The first column behind those of a user.</summary>
    public static int AfterUser => 9;

    public static User User(NpgsqlDataReader row)
    {
        var status = new Status(Text(row, 5), Text(row, 6), row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7));
        return new(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), Text(row, 4),
            status is { Emoji: null, Text: null } ? null : status, row.IsDBNull(8) ? null : true);
    }

    public static OwnUser OwnUser(NpgsqlDataReader row) => new(User(row), row.GetInt64(AfterUser));

    public static Settings Settings(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetBoolean(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), Text(row, 6),
            Text(row, 7));

    public static Privacy Privacy(NpgsqlDataReader row) =>
        new(row.GetGuid(0), Audience(row, 1), Audience(row, 2), Audience(row, 3), row.GetBoolean(4), !row.IsDBNull(5));

    public static Session Session(NpgsqlDataReader row, Guid current) =>
        new(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3),
            row.GetGuid(0) == current);

    static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static Audience Audience(NpgsqlDataReader row, int column) => Enum.Parse<Audience>(row.GetString(column), ignoreCase: true);

    public static Credentials Credentials(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2));

    public static KeyUse KeyUse(NpgsqlDataReader row) =>
        new(row.GetFieldValue<byte[]>(0), row.GetGuid(1), new(row.GetGuid(2), row.GetString(3), row.GetString(4)));
}

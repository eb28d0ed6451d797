using Npgsql;
using Teahouse.Protocol;

namespace Teahouse.Server.Accounts;

/// <summary>Rows of the unit's tables.</summary>
static class Rows
{
    public static Guid Id(NpgsqlDataReader row) => row.GetGuid(0);

    public static User User(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3),
            row.IsDBNull(4) ? null : row.GetString(4));

    public static Session Session(NpgsqlDataReader row, Guid current) =>
        new(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3),
            row.GetGuid(0) == current);

    public static Credentials Credentials(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2));

    public static KeyUse KeyUse(NpgsqlDataReader row) =>
        new(row.GetFieldValue<byte[]>(0), row.GetGuid(1), new(row.GetGuid(2), row.GetString(3), row.GetString(4)));
}

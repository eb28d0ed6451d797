using Npgsql;
using Teahouse.Protocol;

namespace Teahouse.Server.Workspaces;

/// <summary>Rows of the unit's tables.</summary>
static class Rows
{
    public static Workspace Workspace(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetBoolean(4), row.GetFieldValue<DateTimeOffset>(5),
            Text(row, 6), Text(row, 7), row.GetString(8), row.GetString(9));

    public static WorkspaceMember Member(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2));

    public static Invite Invite(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2), row.GetInt32(3),
            row.IsDBNull(4) ? null : row.GetInt32(4), row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5), row.GetString(6));

    public static InvitePreview Preview(NpgsqlDataReader row) =>
        new("workspace", row.GetGuid(0), row.GetInt32(3), row.GetBoolean(4), false, row.GetString(1), Text(row, 2), Text(row, 5));

    public static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

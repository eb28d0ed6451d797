using Teahouse.Platform.Blobs;
using Teahouse.Platform.Config;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Fetch;
using Teahouse.Platform.Postgres;
using Teahouse.Platform.Telemetry;
using Teahouse.Server.Accounts;
using Teahouse.Server.Chat;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;
using Teahouse.Server.Gateway;
using Teahouse.Server.Media;
using Teahouse.Server.Push;
using Teahouse.Server.Workspaces;

namespace Teahouse;

/// <summary>Everybody in the house.</summary>
public static class Modules
{
    public static IReadOnlyList<Door> Doors { get; } =
    [
        AccountsModule.Door, ContactsModule.Door, MediaModule.Door, WorkspacesModule.Door, ChatModule.Door, PushModule.Door, GatewayModule.Door,
    ];

    /// <summary>Every section of the configuration.</summary>
    public static IReadOnlyList<OptionsSection> Sections { get; } =
    [
        new("facts", typeof(FactOptions)),
        new("server", typeof(ServerOptions)),
        new("database", typeof(DatabaseOptions)),
        new("telemetry", typeof(TelemetryOptions)),
        new("blobs", typeof(BlobOptions)),
        new("fetch", typeof(FetchOptions)),
        .. Doors.Where(d => d.Options is not null).Select(d => new OptionsSection(d.Name, d.Options!)),
    ];
}

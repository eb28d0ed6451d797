using Teahouse.Load;

namespace Teahouse.Campaign;

/// <summary>How much of everything.</summary>
public sealed record CampaignOptions
{
    /// <summary>Everything by chance comes from it: who writes to whom, what is broken and when.</summary>
    public ulong Seed { get; init; } = 1;

    public int People { get; init; } = 24;

    /// <summary>People, from the first, who have a second device.</summary>
    public int SecondDevices { get; init; } = 16;

    /// <summary>Conversations that each person begins with those who come next in the circle.</summary>
    public int Circle { get; init; } = 3;

    /// <summary>Groups of 3 to 12 people, who edit, recall, react, come and go.</summary>
    public int Groups { get; init; } = 8;

    /// <summary>Devices tell that messages have arrived; see <see cref="Client.DeviceOptions.SendsDelivered"/>.</summary>
    public bool SendsDelivered { get; init; } = true;

    /// <summary>The campaign goes on until so many messages are acknowledged,</summary>
    public long Messages { get; init; } = 200_000;

    /// <summary>and so many processes have been killed with -9.</summary>
    public int Kills { get; init; } = 30;

    /// <summary>The shortest time between the end of one trouble and the next.</summary>
    public TimeSpan LeastPause { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan MostPause { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Pushes, of a thousand, that the bad line of some devices swallows.</summary>
    public int DropPerMille { get; init; } = 5;

    /// <summary>Where the data of the server, the stores of the devices, the histories and the log of troubles go.</summary>
    public required string Folder { get; init; }

    /// <summary>The built server.</summary>
    public string Program { get; init; } = ServerStart.BuiltProgram();

    /// <summary>A seeded bug of the server; see <c>Teahouse.Platform.Faults</c>.</summary>
    public string? Bug { get; init; }

    /// <summary>The longest that healing may take before what is missing counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Told what goes on, line by line.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>The server as it is in production, but for the limits that keep one address from opening accounts and writing so much.</summary>
    public ServerStart Server(string data, int port = 0, params (string Path, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["accounts.registrations_per_hour"] = "1000000",
            ["accounts.password_iterations"] = "1000",
            ["gateway.address_calls_per_s"] = "100000",
            ["gateway.address_calls_burst"] = "100000",
            ["gateway.user_commands_per_s"] = "100000",
            ["gateway.user_commands_burst"] = "100000",
            ["gateway.heartbeat_s"] = "1",
            // As often as facts are read: what depends on their order is tried as often as can be.
            ["chat.settle_ms"] = "0",
            ["telemetry.log_level"] = "information",
        };
        foreach (var (path, value) in more)
        {
            settings[path] = value;
        }

        var environment = new Dictionary<string, string> { ["TEAHOUSE_ENVIRONMENT"] = "test" };
        if (Bug is not null)
        {
            environment["TEAHOUSE_SEEDED_BUG"] = Bug;
        }

        return new ServerStart(Program, data, settings) { Port = port, Environment = environment };
    }
}

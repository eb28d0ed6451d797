using System.Globalization;

namespace Teahouse.Load;

/// <summary>The server of a run: one that runs already, or a program to start.</summary>
sealed record Target(Uri? Url, string Program, string? Data, IReadOnlyList<string> Settings, int? ServerPid, int? PostgresPid);

/// <summary>A whole run: server, people, warm-up, rounds, report.</summary>
static class TalkRun
{
    // What a benchmark of messages must not measure: the limits that protect log-in and sending from abuse.
    static readonly Dictionary<string, string> Raised = new()
    {
        ["accounts.registrations_per_hour"] = "1000000",
        ["accounts.password_iterations"] = "1000",
        ["gateway.address_calls_per_s"] = "1000000",
        ["gateway.address_calls_burst"] = "1000000",
        ["gateway.user_commands_per_s"] = "1000000",
        ["gateway.user_commands_burst"] = "1000000",
        ["telemetry.log_level"] = "warning",
    };

    public static async Task<Report> RunAsync(TalkOptions options, Target target, CancellationToken cancellationToken)
    {
        var own = target.Url is null;
        var data = target.Data ?? (own ? ServerStart.NewFolder("load") : null);
        await using var server = own ? await StartAsync(target, data!, cancellationToken) : null;
        try
        {
            var people = await People.MakeAsync(target.Url ?? server!.Address, options, cancellationToken);
            using var load = new Talk(options, target.Url ?? server!.Address, people);
            var serverPid = target.ServerPid ?? server?.Pid;
            var postgresPid = target.PostgresPid ?? (data is null ? null : ProcessCost.Postmaster(data));
            load.Run(options.WarmUpSeconds, Cost);
            var rounds = new List<Round>();
            for (var i = 0; i < options.Rounds && !cancellationToken.IsCancellationRequested; i++)
            {
                rounds.Add(load.Run(options.Seconds, Cost));
            }

            return Report.Of(options.Name, TimeProvider.System.GetUtcNow(), options, rounds);

            (ProcessCost, ProcessCost) Cost() =>
                (serverPid is { } one ? ProcessCost.OfProcess(one) : default, postgresPid is { } other ? ProcessCost.OfTree(other) : default);
        }
        finally
        {
            if (own && target.Data is null)
            {
                await server!.DisposeAsync();
                Directory.Delete(data!, recursive: true);
            }
        }
    }

    /// <summary>Adds a report to a folder of results.</summary>
    public static void Keep(Report report, string folder)
    {
        Directory.CreateDirectory(folder);
        var name = NameIn(folder, report.At, report.Name);
        File.AppendAllText(name + ".md", $"{report.Machine}\n\n{report.ToTable()}\n");
        File.AppendAllText(name + ".json", report.ToJson() + "\n");
    }

    /// <summary>DATE-NAME in a folder of results.</summary>
    public static string NameIn(string folder, DateTimeOffset at, string name) =>
        Path.Combine(folder, at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + $"-{name}");

    /// <summary>Starts the server of a run, without the limits that it must not measure.</summary>
    public static Task<ServerProcess> StartAsync(Target target, string data, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(Raised);
        foreach (var pair in target.Settings)
        {
            var parts = pair.Split('=', 2);
            settings[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        return ServerProcess.StartAsync(new ServerStart(target.Program, data, settings), cancellationToken);
    }
}

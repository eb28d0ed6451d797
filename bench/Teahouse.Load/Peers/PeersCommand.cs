using System.CommandLine;

namespace Teahouse.Load.Peers;

/// <summary><c>bench peers</c>.</summary>
static class PeersCommand
{
    public static Command New()
    {
        var scenario = new Option<string[]>("--scenario")
        {
            Description = "pairs, rooms, crowd, backlog or history; all where none is given.", AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "Rounds that count." };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 4, Description = "Length of a round of talk." };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 10_000, Description = "Idle connections." };
        var quick = new Option<bool>("--quick") { Description = "A glance at all of it in minutes: one short round of small numbers, printed only." };
        var results = new Option<string?>("--results") { Description = "A folder for DATE-peers.md and .json." };
        var command = new Command("peers", "Teahouse beside ejabberd and Prosody, in turns.")
        {
            scenario, rounds, seconds, connections, quick, results,
        };
        command.SetAction((arguments, cancellationToken) =>
        {
            var isQuick = arguments.GetValue(quick);
            var options = isQuick ? new PeersOptions(1, 1, 3, [100], 1000, 2000, 50_000)
                : new(arguments.GetValue(rounds), arguments.GetValue(seconds), 12, [100, 500], arguments.GetValue(connections), 10_000, 1_000_000);
            return RunAsync(options, arguments.GetValue(scenario)!, isQuick ? null : arguments.GetValue(results), cancellationToken);
        });
        return command;
    }

    static async Task RunAsync(PeersOptions options, string[] names, string? folder, CancellationToken cancellationToken)
    {
        var all = PeersRun.All(options);
        if (names.Except(all.Select(scenario => scenario.Name)).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"There is no scenario {unknown}.");
        }

        Scenario[] chosen = [.. all.Where(scenario => names.Length == 0 || names.Contains(scenario.Name))];
        var report = await new PeersRun(options).RunAsync(chosen, Keep, cancellationToken);
        Console.Out.WriteLine(report.ToMarkdown());

        // After each scenario, so that what was measured is not lost with what comes after it.
        void Keep(PeersReport soFar)
        {
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
                var name = TalkRun.NameIn(folder, soFar.At, string.Join('-', ["peers", .. names]));
                File.WriteAllText(name + ".md", soFar.ToMarkdown());
                File.WriteAllText(name + ".json", soFar.ToJson() + "\n");
            }
        }
    }
}

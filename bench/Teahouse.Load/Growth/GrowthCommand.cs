using System.CommandLine;
using Teahouse.Load.Peers;

namespace Teahouse.Load.Growth;

/// <summary><c>bench growth</c>.</summary>
static class GrowthCommand
{
    public static Command New()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "Rounds at each size." };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 3, Description = "Length of a round." };
        var messages = new Option<int>("--messages") { DefaultValueFactory = _ => 20_000_000, Description = "Stored messages at most." };
        var conversations = new Option<int>("--conversations") { DefaultValueFactory = _ => 10_000, Description = "Conversations at most." };
        var results = new Option<string?>("--results") { Description = "A folder for DATE-growth.md, .json and pictures." };
        var command = new Command("growth", "The cost of a message as the log and the number of conversations grow.")
        {
            rounds, seconds, messages, conversations, results,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var options = new GrowthOptions(
                arguments.GetValue(rounds), arguments.GetValue(seconds), arguments.GetValue(messages), arguments.GetValue(conversations));
            var load = Machine.Load;
            var curves = await new GrowthRun(options).RunAsync(cancellationToken);
            Keep(new(TimeProvider.System.GetUtcNow(), Machine.Describe(), load, options, curves), arguments.GetValue(results));
        });
        return command;
    }

    static void Keep(GrowthReport report, string? folder)
    {
        var name = TalkRun.NameIn(folder ?? "", report.At, "growth");
        var page = report.ToMarkdown(curve => $"{Path.GetFileName(name)}-{curve.Name}.svg");
        Console.Out.WriteLine(page);
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(name + ".md", page);
            File.WriteAllText(name + ".json", report.ToJson() + "\n");
            foreach (var curve in report.Curves)
            {
                File.WriteAllText($"{name}-{curve.Name}.svg", GrowthReport.Draw(curve));
            }
        }
    }
}

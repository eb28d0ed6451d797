using System.CommandLine;
using System.Globalization;
using Teahouse.Campaign;
using Teahouse.Load;

var messages = new Option<long>("--messages") { DefaultValueFactory = _ => 200_000, Description = "Acknowledged messages to reach." };
var kills = new Option<int>("--kills") { DefaultValueFactory = _ => 30, Description = "Processes to kill with -9." };
var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1, Description = "Everything by chance comes from it." };
var people = new Option<int>("--people") { DefaultValueFactory = _ => 24 };
var groups = new Option<int>("--groups") { DefaultValueFactory = _ => 8, Description = "Groups of 3 to 12 people beside the direct talks." };
var bug = new Option<string?>("--bug") { Description = $"Proves that a seeded bug is caught: {string.Join(", ", Bugs.Names)}, or all." };
var honest = new Option<bool>("--honest") { Description = "With --bug: the same day, but a server without the bug." };
var folder = new Option<string?>("--folder") { Description = "Keeps histories, logs and data here; otherwise they are removed when all is well." };

var campaign = new RootCommand("Writes, kills, heals and judges: the reliability campaign.") { messages, kills, seed, people, groups, bug, honest, folder };
campaign.SetAction(async arguments =>
{
    var given = arguments.GetValue(folder);
    var into = given ?? ServerStart.NewFolder("campaign");
    var options = new CampaignOptions
    {
        Folder = into, Seed = arguments.GetValue(seed), Messages = arguments.GetValue(messages), Kills = arguments.GetValue(kills),
        People = arguments.GetValue(people), Groups = arguments.GetValue(groups), Say = Console.Error.WriteLine,
    };
    var ok = arguments.GetValue(bug) is { } name
        ? await CatchAsync(name == "all" ? Bugs.Names : [name], options, arguments.GetValue(honest))
        : Print(await CampaignRun.RunAsync(options)) == 0;
    if (ok && given is null)
    {
        Directory.Delete(into, recursive: true);
    }
    else
    {
        Console.Error.WriteLine($"histories, troubles and logs are in {into}");
    }

    return ok ? 0 : 1;
});
return await campaign.Parse(args).InvokeAsync();

static async Task<bool> CatchAsync(IReadOnlyCollection<string> names, CampaignOptions options, bool honest)
{
    var all = true;
    foreach (var name in names)
    {
        var folder = Path.Combine(options.Folder, name);
        var report = await Bugs.DayAsync(name, options with { Folder = folder, Bug = honest ? null : name });
        var violations = Print(report);
        var right = honest ? violations == 0 : Bugs.Caught(name, report.Verdict);
        all &= right;
        var word = honest ? (right ? "clean" : "FALSE ALARM") : right ? "caught" : "NOT CAUGHT";
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {word} ({string.Join(", ", report.Verdict.Rules)}) in {report.Took.TotalSeconds:0.0} s\n"));
    }

    return all;
}

static int Print(CampaignReport report)
{
    foreach (var violation in report.Verdict.Violations.Take(20))
    {
        Console.Error.WriteLine($"{violation.Rule} {violation.Text}");
    }

    Console.Out.WriteLine(report.ToTable());
    return report.Verdict.Violations.Count + (report.Healed || report.Verdict.Violations.Count > 0 ? 0 : 1);
}

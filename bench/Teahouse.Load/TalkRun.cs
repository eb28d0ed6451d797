using System.Globalization;
using Teahouse.Load.Peers;

namespace Teahouse.Load;

/// <summary>A whole run of talk on Teahouse alone: server, people, warm-up, rounds, report.</summary>
static class TalkRun
{
    public static async Task<Report> RunAsync(TalkOptions options, Target target, CancellationToken cancellationToken)
    {
        await using var server = new TeahouseContestant(target);
        await server.StartAsync(cancellationToken);
        var rooms = await server.MakeRoomsAsync(options.Rooms, options.Members, cancellationToken);
        using var talk = new Talk(options, rooms, server.NewLine, cancellationToken);
        talk.Run(new(options.WarmUpSeconds, options.Rate), server.Cost, cancellationToken);
        var rounds = new List<Round>();
        for (var i = 0; i < options.Rounds && !cancellationToken.IsCancellationRequested; i++)
        {
            rounds.Add(talk.Run(new(options.Seconds, options.Rate), server.Cost, cancellationToken));
        }

        return Report.Of(options.Name, TimeProvider.System.GetUtcNow(), options, rounds);
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
}

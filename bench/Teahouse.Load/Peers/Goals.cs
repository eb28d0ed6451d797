namespace Teahouse.Load.Peers;

/// <summary>A goal of the project and what was measured.</summary>
/// <param name="Reached">Null when it was not measured.</param>
sealed record Goal(string What, string Wanted, string Shown, bool? Reached);

/// <summary>The goals that hold between servers in one run, by medians.</summary>
sealed class Goals
{
    public const string PostgresAlone = "PostgreSQL alone";

    const string Teahouse = "Teahouse";
    const string Ejabberd = "ejabberd + PostgreSQL";
    const string Relay = "bare relay";

    readonly Dictionary<(string Variant, string Contestant, string Figure), double> _medians;
    readonly List<Goal> _goals = [];

    Goals(IReadOnlyList<Measured> measured) => _medians = (
        from one in measured
        from figure in one.Figures
        group figure.Value by (one.Variant, one.Contestant, figure.Key) into values
        select (values.Key, Value: Median(values))).ToDictionary(pair => pair.Key, pair => pair.Value);

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    public static IReadOnlyList<Goal> Judge(IReadOnlyList<Measured> measured)
    {
        var goals = new Goals(measured);
        goals.JudgePairs();
        goals.JudgeRooms([.. measured.Where(one => one.Scenario == "rooms").Select(one => one.Variant).Distinct()]);
        goals.JudgeCrowd([.. measured.Where(one => one.Scenario == "crowd").Select(one => one.Contestant).Distinct()]);
        return goals._goals;
    }

    void JudgePairs()
    {
        const string Saturation = "saturation";
        const string Slow = "1000 a second";
        const string Same = "the same, against ";
        var own = Of(Saturation, Teahouse, Figures.Both);
        AtLeast("1:1 messages per CPU-second, server and database, against ejabberd + PostgreSQL", 25, Of(Saturation, Ejabberd, Figures.Both) / own);
        AtLeast(Same + "ejabberd without archive", 1, Of(Saturation, "ejabberd, no archive", Figures.Both) / own);
        AtLeast(Same + "Prosody without archive", 1, Of(Saturation, "Prosody, no archive", Figures.Both) / own);
        AtMost("CPU of a message against the floor: the relay, and PostgreSQL taking the same rows", 2, "×",
            own / (Of(Saturation, Relay, Figures.Both) + Of(Saturation, PostgresAlone, Figures.Both)));
        string[] archiving = [Ejabberd, "ejabberd + Mnesia", "Prosody + PostgreSQL", "Prosody + files"];
        AtMost("p50 at 1,000 a second against the best peer that keeps messages", 1, "×",
            Of(Slow, Teahouse, Figures.P50) / Least(archiving.Select(peer => Of(Slow, peer, Figures.P50))));
        AtMost("p99 at 1,000 a second against ejabberd + PostgreSQL", .2, "×", Of(Slow, Teahouse, Figures.P99) / Of(Slow, Ejabberd, Figures.P99));
    }

    void JudgeRooms(IReadOnlyList<string> variants)
    {
        foreach (var variant in variants)
        {
            var own = Of(variant, Teahouse, Figures.Both);
            AtLeast($"deliveries per CPU-second against ejabberd + PostgreSQL, {variant}", 20, Of(variant, Ejabberd, Figures.Both) / own);
            AtMost($"CPU of a delivery against the relay, {variant}", 2, "×", own / Of(variant, Relay, Figures.Both));
        }
    }

    void JudgeCrowd(IReadOnlyList<string> contestants)
    {
        var own = Of(CrowdScenario.Idle, Teahouse, Figures.Rss);
        var peer = Least(contestants.Where(one => one != Teahouse).Select(one => Of(CrowdScenario.Idle, one, Figures.Rss)));
        AtMost("memory of an idle connection with 50 conversations", 10, " KB", own);
        AtMost("the same against the best peer", .5, "×", own / peer);
        AtMost("CPU of the server while all are idle", 1, " % of a core", Of(CrowdScenario.Idle, Teahouse, Figures.ServerCpu));
        AtLeast("resumes a second in a reconnect storm", 5000, Of(CrowdScenario.Return, Teahouse, Figures.Ins), "/s");
        AtMost("p99 of those who stayed, against before the storm", 2, "×",
            Of(CrowdScenario.Return, Teahouse, Figures.P99) / Of(CrowdScenario.Return, Teahouse, Figures.Before));
    }

    // Of those that were measured, and did anything.
    static double Least(IEnumerable<double> values) => values.Where(value => value > 0).DefaultIfEmpty(double.NaN).Min();

    double Of(string variant, string contestant, string figure) => _medians.GetValueOrDefault((variant, contestant, figure), double.NaN);

    void AtLeast(string what, double least, double value, string unit = "×") => Add(what, $"≥ {least}{unit}", value, unit, value >= least);

    void AtMost(string what, double most, string unit, double value) => Add(what, $"≤ {most}{unit}", value, unit, value <= most);

    void Add(string what, string wanted, double value, string unit, bool reached) => _goals.Add(double.IsNaN(value)
        ? new(what, wanted, "not measured", null) : new(what, wanted, PeersReport.Number(value) + unit, reached));
}

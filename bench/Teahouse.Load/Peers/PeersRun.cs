namespace Teahouse.Load.Peers;

/// <summary>Runs scenarios, the contestants of each in turns, so that what else the machine does hits all alike.</summary>
sealed class PeersRun(PeersOptions options)
{
    readonly List<Measured> _measured = [];
    readonly SortedDictionary<string, string> _versions = [];
    readonly List<string> _failures = [];

    public static IReadOnlyList<Scenario> All(PeersOptions options) =>
    [
        new PairsScenario(options), new RoomsScenario(options), new CrowdScenario(options), new BacklogScenario(options),
        new HistoryScenario(options),
    ];

    /// <param name="keep">Takes what is known after each scenario.</param>
    public async Task<PeersReport> RunAsync(IReadOnlyList<Scenario> scenarios, Action<PeersReport> keep, CancellationToken cancellationToken)
    {
        var (start, load) = (TimeProvider.System.GetUtcNow(), Machine.Load);
        foreach (var scenario in scenarios)
        {
            await RunAsync(scenario, cancellationToken);
            keep(SoFar());
        }

        return SoFar();

        PeersReport SoFar()
        {
            var run = scenarios.Where(scenario => _measured.Exists(one => one.Scenario == scenario.Name));
            return new(start, TimeProvider.System.GetUtcNow() - start, Machine.Describe(), load, options, _versions, _failures,
                [.. run.Select(scenario => new Told(scenario.Name, scenario.Title))], _measured, Goals.Judge(_measured));
        }
    }

    async Task RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var contestants = scenario.NewContestants().ToList();
        try
        {
            foreach (var contestant in contestants.ToList())
            {
                Say($"{scenario.Name}: {contestant.Name} gets ready");
                await TryAsync(scenario, contestant, contestants, async () =>
                {
                    await contestant.StartAsync(cancellationToken);
                    _versions[contestant.Name] = await contestant.VersionAsync(cancellationToken);
                    await scenario.PrepareAsync(contestant, cancellationToken);
                }, cancellationToken);
            }

            for (var round = scenario.WarmsUp ? 0 : 1; round <= options.Rounds; round++)
            {
                await RoundAsync(scenario, contestants, round, cancellationToken);
            }
        }
        finally
        {
            foreach (var contestant in contestants)
            {
                scenario.Leave(contestant);
                await contestant.DisposeAsync();
            }
        }
    }

    async Task RoundAsync(Scenario scenario, List<Contestant> contestants, int round, CancellationToken cancellationToken)
    {
        foreach (var variant in scenario.Variants)
        {
            foreach (var contestant in contestants.ToList())
            {
                await TryAsync(scenario, contestant, contestants, async () =>
                    Take(await scenario.RoundAsync(variant, contestant, round, cancellationToken)), cancellationToken);
            }
        }
    }

    void Take(IReadOnlyList<Measured> shown)
    {
        _measured.AddRange(shown.Where(one => one.Round > 0));
        foreach (var one in shown)
        {
            Say($"{one.Scenario}, {one.Variant}, {(one.Round == 0 ? "warm-up" : $"round {one.Round}")}: {one.Contestant}: "
                + string.Join(", ", one.Figures.Select(figure => $"{figure.Key} {PeersReport.Number(figure.Value)}")));
        }
    }

    // One that fails is out of the scenario, and the report says why; the others go on.
    async Task TryAsync(
        Scenario scenario, Contestant contestant, List<Contestant> contestants, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _failures.Add($"{scenario.Name}: {contestant.Name}: {e.Message}");
            Say($"{_failures[^1]}\n{e}");
            contestants.Remove(contestant);
            scenario.Leave(contestant);
            await contestant.DisposeAsync();
        }
    }

    static void Say(string text) => Console.Error.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss} {text}");
}

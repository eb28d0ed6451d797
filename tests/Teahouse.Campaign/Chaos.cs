using System.Diagnostics;
using System.Globalization;
using Teahouse.Testing;

namespace Teahouse.Campaign;

/// <summary>A way in which things go wrong.</summary>
public enum Trouble
{
    /// <summary>kill -9 of the server.</summary>
    ServerKill,

    /// <summary>kill -9 of PostgreSQL's first process.</summary>
    PostmasterKill,

    /// <summary>kill -9 of a PostgreSQL process in the midst of its work.</summary>
    BackendKill,

    /// <summary>The bad line ends every connection.</summary>
    LineCut,

    /// <summary>The bad line resets every connection.</summary>
    LineReset,

    /// <summary>The bad line stands still, with all connections open.</summary>
    LineFreeze,

    /// <summary>A device ends and starts again from its store.</summary>
    DeviceRestart,
}

/// <summary>One thing after another goes wrong, by the dice; each is awaited to be seen, and the recovery from it.</summary>
public sealed class Chaos(CampaignOptions options, Keeper keeper, Town town, FaultProxy line) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Dice _dice = new(options.Seed);
    readonly StreamWriter _log = new(Path.Combine(options.Folder, "troubles.log")) { AutoFlush = true };
    readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>How often each has happened and was seen to happen.</summary>
    public Dictionary<Trouble, int> Seen { get; } = [];

    /// <summary>From each kill to the first acknowledgement after it.</summary>
    public List<TimeSpan> Recoveries { get; } = [];

    public int Kills => Seen.GetValueOrDefault(Trouble.ServerKill) + Seen.GetValueOrDefault(Trouble.PostmasterKill) +
        Seen.GetValueOrDefault(Trouble.BackendKill);

    /// <summary>Goes on until there were enough kills and enough messages.</summary>
    public async Task RunAsync(IReadOnlyList<Trouble> menu)
    {
        while (Kills < options.Kills || town.Acks < options.Messages)
        {
            await Task.Delay(_dice.Between(options.LeastPause, options.MostPause));
            await CauseAsync(_dice.Of(menu));
        }
    }

    /// <summary>Causes one, and awaits that it was seen and that messages are acknowledged again.</summary>
    public async Task CauseAsync(Trouble trouble)
    {
        var began = Stopwatch.GetTimestamp();
        var disconnects = town.Disconnects;
        Log($"{trouble}");
        var took = await InjectAsync(trouble);
        if (trouble is not (Trouble.LineFreeze or Trouble.BackendKill or Trouble.PostmasterKill) && town.Disconnects == disconnects)
        {
            throw new InvalidOperationException($"{trouble} was not seen by any device.");
        }

        Seen[trouble] = Seen.GetValueOrDefault(trouble) + 1;
        var acks = town.Acks;
        while (town.Acks < acks + 20)
        {
            await keeper.EnsureAsync();
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"Nothing is acknowledged {Patience.TotalSeconds} s after {trouble}.");
            }

            await Task.Delay(10);
        }

        if (trouble <= Trouble.BackendKill)
        {
            Recoveries.Add(Stopwatch.GetElapsedTime(began));
        }

        Log($"{trouble} took {took.TotalSeconds:0.00} s, acknowledged again after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} s; {town.Acks} acks, {Kills} kills");
    }

    public void Dispose() => _log.Dispose();

    async Task<TimeSpan> InjectAsync(Trouble trouble)
    {
        switch (trouble)
        {
            case Trouble.ServerKill:
                return await keeper.KillServerAsync(_dice.Between(TimeSpan.Zero, TimeSpan.FromSeconds(0.5)));
            case Trouble.PostmasterKill:
                return await keeper.KillPostmasterAsync();
            case Trouble.BackendKill:
                return await keeper.KillBackendAsync(_dice);
            case Trouble.LineCut:
            case Trouble.LineReset:
                await BreakLineAsync(trouble);
                return TimeSpan.Zero;
            case Trouble.LineFreeze:
                var frozen = _dice.Between(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(4));
                line.Freeze();
                await Task.Delay(frozen);
                line.Thaw();
                return frozen;
            default:
                await _dice.Of(town.Actors).RestartAsync();
                return TimeSpan.Zero;
        }
    }

    async Task BreakLineAsync(Trouble trouble)
    {
        var (broken, disconnects) = (line.Broken, town.Disconnects);
        if (trouble == Trouble.LineCut)
        {
            line.Cut();
        }
        else
        {
            line.Reset();
        }

        var began = Stopwatch.GetTimestamp();
        while (line.Broken > broken && town.Disconnects == disconnects && Stopwatch.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(10);
        }
    }

    void Log(string what)
    {
        var at = Stopwatch.GetElapsedTime(_start).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        _log.WriteLine($"{at} {what}");
        options.Say($"{at,9} {what}");
    }
}

using Teahouse.Campaign;
using Teahouse.Load;
using Xunit;

namespace Teahouse.Tests.Campaign;

/// <summary>The reliability campaign in short: a real server process, killed with -9. The long one is <c>./teahouse campaign</c>.</summary>
[Collection("campaign")]
public sealed class CampaignTests : IDisposable
{
    readonly string _folder = ServerStart.NewFolder("campaign");

    public static TheoryData<string> Seeded => [.. Bugs.Names];

    CampaignOptions Options => new() { Folder = _folder, People = 12, SecondDevices = 6, Groups = 4, Messages = 3000, Kills = 4 };

    [Fact]
    public async Task Nothing_is_lost_or_doubled_while_the_server_and_PostgreSQL_are_killed()
    {
        var report = await CampaignRun.RunAsync(Options);
        Assert.Empty(report.Verdict.Violations);
        Assert.True(report.Healed, report.ToTable());
        Assert.True(report is { Kills: >= 4, Verdict.Acked: >= 3000 }, report.ToTable());
    }

    [Theory]
    [MemberData(nameof(Seeded))]
    public async Task A_seeded_bug_is_caught(string bug)
    {
        var report = await Bugs.DayAsync(bug, Options with { Bug = bug });
        Assert.True(Bugs.Caught(bug, report.Verdict), $"{bug} was not caught: {string.Join(", ", report.Verdict.Rules)}\n{report.ToTable()}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>Campaigns wear the machine out: one at a time.</summary>
[CollectionDefinition("campaign", DisableParallelization = true)]
public sealed class CampaignCollection;

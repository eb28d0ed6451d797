using Teahouse.Platform.Sandbox;
using Xunit;

namespace Teahouse.Tests.Sandbox;

/// <summary>Every limit is hit for real, and nothing of the tool is left.</summary>
public sealed class SandboxLimitsTests : IDisposable
{
    readonly Shelter _shelter = new();

    public static TheoryData<Confinement> Kinds => Shelter.Kinds;

    public void Dispose() => _shelter.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_that_takes_too_long_is_killed_with_its_children(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "sleep 873.3 & (setsid sleep 873.3 &) ; sleep 873.3", new() { Time = TimeSpan.FromSeconds(0.5) });
        Assert.Equal(SandboxEnd.Time, result.End);
        if (how != Confinement.Limits)
        {
            await Shelter.GoneAsync("873.3");
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_that_only_computes_is_killed(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "while :; do :; done", new() { CpuSeconds = 1 });
        Assert.Equal((SandboxEnd.Cpu, 152), (result.End, result.ExitCode));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_does_not_get_more_memory(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "dd if=/dev/urandom of=/dev/null bs=500M count=1", new() { MemoryBytes = 200 << 20 });
        Assert.Equal(SandboxEnd.Memory, result.End);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_cannot_write_a_large_file(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "dd if=/dev/urandom of=large bs=1M count=64", new() { FileBytes = 8 << 20 });
        Assert.Equal(SandboxEnd.Output, result.End);
        Assert.Empty(Directory.GetFiles(_shelter.Taken));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_cannot_write_much_into_many_files(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "i=0; while :; do i=$((i+1)); head -c 1M /dev/urandom >many$i; done", new() { FileBytes = 8 << 20 });
        Assert.Equal(SandboxEnd.Output, result.End);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_cannot_write_too_many_files(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "mkdir a; i=0; while :; do i=$((i+1)); : >a/$i; done");
        Assert.Equal(SandboxEnd.Output, result.End);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_that_talks_without_end_is_killed(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "yes tea");
        Assert.Equal(SandboxEnd.Output, result.End);
        Assert.InRange(result.Output.Length, 0, 256 << 10);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_that_complains_without_end_is_heard_only_at_first(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "yes alas | head -c 10M >&2");
        Assert.True(result.Succeeded);
        Assert.Equal(4096, result.Words.Length);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_tool_cannot_fork_without_end(Confinement how)
    {
        var result = await _shelter.RunAsync(how, "for i in $(seq 200); do sleep 874.4 & done; jobs | wc -l >&2", new() { Processes = 20, Time = TimeSpan.FromSeconds(5) });
        if (how != Confinement.Limits)
        {
            Assert.Contains("fork", result.Words);
            await Shelter.GoneAsync("874.4");
        }
    }

    [Fact]
    public async Task A_tool_in_namespaces_has_little_room_for_scratch()
    {
        var result = await _shelter.RunAsync(Confinement.Namespaces, "dd if=/dev/urandom of=/tmp/scratch bs=1M count=80", new() { FileBytes = 1 << 30 });
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No space left", result.Words);
    }
}

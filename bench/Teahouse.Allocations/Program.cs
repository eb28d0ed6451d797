using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Teahouse.Allocations;

// Bytes, not times: a few short rounds say all there is to know.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(3).WithInvocationCount(2000).WithUnrollFactor(1);
var config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddLogger(NullLogger.Instance)
    .WithArtifactsPath(Directory.CreateTempSubdirectory("teahouse-allocations-").FullName);
var reports = BenchmarkRunner.Run<HotLines>(config).Reports;
var measured = reports.ToDictionary(
    report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name, report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase));
Directory.Delete(config.ArtifactsPath, recursive: true);

Console.WriteLine("| line | bytes | budget |");
Console.WriteLine("|---|---|---|");
var within = true;
foreach (var (line, budget) in HotLines.Budgets)
{
    var bytes = measured.GetValueOrDefault(line);
    within &= bytes <= budget;
    Console.WriteLine($"| {line} | {(bytes is null ? "failed" : bytes)} | {budget}{(bytes <= budget ? "" : " EXCEEDED")} |");
}

return within && measured.Count == HotLines.Budgets.Count ? 0 : 1;

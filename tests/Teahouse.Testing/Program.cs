using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Load;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Postgres;
using Teahouse.Platform.Sandbox;

// Processes for tests to kill. One holds a PostgreSQL on a data folder until its input ends; another appends to a staged blob and says after
// each piece how far it has come; the third runs a script as a sandboxed tool.
switch (args)
{
    case ["hold-postgres", var folder]:
        return await HoldPostgresAsync(folder);
    case ["append", var folder, var staged]:
        await new FileBlobs(folder, TimeProvider.System).AppendAsync(staged, 0, new NoiseStream(long.MaxValue), Tell, CancellationToken.None);
        return 0;
    case ["run-tool", var folder, var script, .. var how]:
        return await RunToolAsync(folder, script, how is [var only] ? Enum.Parse<Confinement>(only) : null);
    default:
        await Console.Error.WriteLineAsync(
            "usage: Teahouse.Testing hold-postgres FOLDER | append FOLDER STAGED | run-tool FOLDER SCRIPT [CONFINEMENT]");
        return 2;
}

static ValueTask Tell(long kept)
{
    Console.WriteLine(kept);
    return default;
}

static async Task<int> HoldPostgresAsync(string folder)
{
    try
    {
        var options = new EmbeddedPostgresOptions { DataFolder = folder, Durable = false };
        await using var postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
        Console.WriteLine($"{postgres.ProcessId} {postgres.ConnectionString}");
        await Console.In.ReadLineAsync();
        return 0;
    }
    catch (DatabaseException e)
    {
        Console.WriteLine(e.Message);
        return 1;
    }
}

static async Task<int> RunToolAsync(string folder, string script, Confinement? only)
{
    using var folders = new WorkFolders(folder);
    using var tools = new ToolRunner(folders, NullLogger<ToolRunner>.Instance) { Only = only };
    Console.WriteLine(await tools.ConfinementAsync(CancellationToken.None));
    var result = await tools.RunAsync(new("/bin/sh", ["-c", script], null, null, new()), CancellationToken.None);
    Console.WriteLine($"{result.End} {result.ExitCode} {System.Text.Encoding.UTF8.GetString(result.Output.Span)}{result.Words}");
    return 0;
}

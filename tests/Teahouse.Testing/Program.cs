using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Postgres;

// A process for tests to kill: it holds a PostgreSQL on the given data folder until it is killed or its input ends.
if (args is not ["hold-postgres", var folder])
{
    await Console.Error.WriteLineAsync("usage: Teahouse.Testing hold-postgres FOLDER");
    return 2;
}

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

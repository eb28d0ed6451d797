using System.CommandLine;
using System.Reflection;
using Teahouse;
using Teahouse.Platform.Config;
using Teahouse.Platform.Postgres;

var port = new Option<string?>("--port") { Description = "The port to listen at; 0 takes any free one." };
var host = new Option<string?>("--host") { Description = "The IP address to listen at." };
var data = new Option<string?>("--data") { Description = "The folder for all that is kept." };
var database = new Option<string?>("--database") { Description = "An outside PostgreSQL 15 or newer, as an Npgsql connection string." };
var roles = new Option<string?>("--roles") { Description = "The parts to run: all, or edge, core, worker with commas." };
var config = new Option<string?>("--config") { Description = "The file of settings; teahouse.json is read when it is there." };
var set = new Option<string[]>("--set") { Description = "Any setting, as section.key=value.", HelpName = "section.key=value" };

var run = new Command("run", "Runs a node in the foreground.") { port, host, data, database, roles, config, set };
run.SetAction(async (arguments, cancellationToken) =>
{
    var given = new Dictionary<string, string?>();
    foreach (var pair in arguments.GetValue(set) ?? [])
    {
        var parts = pair.Split('=', 2);
        given[parts[0]] = parts.Length == 2 ? parts[1] : "";
    }

    foreach (var (option, path) in new[]
    {
        (port, "server.port"), (host, "server.host"), (data, "server.data"), (database, "database.connection"), (roles, "server.roles"),
    })
    {
        if (arguments.GetValue(option) is { } value)
        {
            given[path] = value;
        }
    }

    var file = arguments.GetValue(config) ?? (File.Exists("teahouse.json") ? "teahouse.json" : null);
    var settings = file is null ? Settings.None : Settings.None.WithFile(file);
    return await RunAsync(settings.WithEnvironment(Environment.GetEnvironmentVariables()).With(given, "command line"), cancellationToken);
});

var configDoc = new Command("doc", "Writes the page of all settings to standard output.");
configDoc.SetAction(_ => Console.Out.Write(ConfigurationPage.Write(Modules.Sections)));

var version = new Command("version", "Says which version this is.");
version.SetAction(_ => Console.Out.WriteLine(typeof(TeahouseServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
    .InformationalVersion));

var root = new RootCommand("Teahouse, a messaging server.") { run, new Command("config", "About the settings.") { configDoc }, version };
// A signal cancels the running verb; the time is for its drain.
return await root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(40) });

static async Task<int> RunAsync(Settings settings, CancellationToken cancellationToken)
{
    try
    {
        await using var server = await TeahouseServer.StartAsync(settings, cancellationToken);
        Console.Out.WriteLine($"Teahouse is at {server.Address}");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, server.Stopping);
        await Task.Delay(Timeout.Infinite, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return cancellationToken.IsCancellationRequested ? 0 : 1;
    }
    catch (OperationCanceledException)
    {
        return cancellationToken.IsCancellationRequested ? 0 : 1;
    }
    catch (Exception e) when (e is ConfigurationException or DatabaseException or IOException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

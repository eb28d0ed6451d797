using System.CommandLine;
using System.Globalization;
using Teahouse.Load;
using Teahouse.Load.Growth;
using Teahouse.Load.Peers;

var url = new Option<Uri?>("--url")
{
    Description = "A server that runs already; without it one is started for the run.",
    CustomParser = given => new Uri(given.Tokens[0].Value),
};
var program = new Option<string>("--program") { Description = "The server to start.", DefaultValueFactory = _ => ServerStart.BuiltProgram() };
var data = new Option<string?>("--data") { Description = "The data folder of the server, for its PostgreSQL's process; a temporary one for an own server." };
var set = new Option<string[]>("--set") { Description = "A setting of the server to start, as section.key=value.", DefaultValueFactory = _ => [] };
var serverPid = new Option<int?>("--server-pid") { Description = "The process of the server at --url." };
var postgresPid = new Option<int?>("--postgres-pid") { Description = "The postmaster; found in --data where it is not given." };
var pairs = new Option<int>("--pairs") { DefaultValueFactory = _ => 200, Description = "Pairs of people." };
var window = new Option<int>("--window") { DefaultValueFactory = _ => 4, Description = "Messages of one sender under way at a time." };
var rate = new Option<string>("--rate") { DefaultValueFactory = _ => "max", Description = "Messages a second of all together, or max." };
var body = new Option<int>("--body") { DefaultValueFactory = _ => 100, Description = "Bytes of a text, at least 24." };
var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 20, Description = "Length of a round." };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "Rounds that count." };
var warmUp = new Option<double>("--warm-up") { DefaultValueFactory = _ => 10, Description = "Seconds before the first round." };
var results = new Option<string?>("--results") { Description = "A folder: the report is added there as DATE-NAME.md and .json." };

var rooms = new Option<int>("--rooms") { DefaultValueFactory = _ => 1, Description = "Rooms." };
var members = new Option<int>("--members") { DefaultValueFactory = _ => 100, Description = "Members of each room, all online." };
var senders = new Option<int>("--senders") { DefaultValueFactory = _ => 1, Description = "Members of each room who write; the others receive." };

Option[] common = [url, program, data, set, serverPid, postgresPid, window, rate, body, seconds, rounds, warmUp, results];
var pairsCommand = new Command("pairs", "The first of each pair writes to the second.") { pairs };
pairsCommand.SetAction((arguments, cancellationToken) =>
    RunAsync(arguments, new("pairs", arguments.GetValue(pairs), 2, 1, 0, null, 0, 0, 0, 0), cancellationToken));
var roomsCommand = new Command("rooms", "Some of a room write to all the others.") { rooms, members, senders };
roomsCommand.SetAction((arguments, cancellationToken) => RunAsync(arguments,
    new("rooms", arguments.GetValue(rooms), arguments.GetValue(members), arguments.GetValue(senders), 0, null, 0, 0, 0, 0), cancellationToken));
foreach (var option in common)
{
    pairsCommand.Add(option);
    roomsCommand.Add(option);
}

var many = new Option<int>("--many") { DefaultValueFactory = _ => 10_000, Description = "Conversations of the one who has many; the other has 10." };
var syncRounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 20, Description = "Rounds that count." };
var syncCommand = new Command("sync", "Ten conversations change for people with few and with many.") { url, program, data, set, results, many, syncRounds };
syncCommand.SetAction(SyncAsync);

var thumbnailRounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "Rounds that count." };
var thumbnailsCommand = new Command("thumbnails", "Pictures are decoded in the sandbox, without a server.") { results, thumbnailRounds };
thumbnailsCommand.SetAction(async (arguments, cancellationToken) =>
    Keep(ThumbnailRun.ToTable(await ThumbnailRun.RunAsync(arguments.GetValue(thumbnailRounds), cancellationToken)), "thumbnails", arguments));

var size = new Option<double>("--size") { DefaultValueFactory = _ => 2_000, Description = "MB of the file." };
var cutEvery = new Option<double>("--cut-every") { DefaultValueFactory = _ => 100, Description = "MB after which the line is cut; 0 for never." };
var uploadCommand = new Command("upload", "A large file over a line that is cut again and again.") { program, set, results, size, cutEvery };
uploadCommand.SetAction(UploadAsync);

var all = new RootCommand("Load on a Teahouse server, and what it costs.")
{
    pairsCommand, roomsCommand, syncCommand, uploadCommand, thumbnailsCommand, PeersCommand.New(), GrowthCommand.New(),
};
return await all.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });

async Task RunAsync(ParseResult arguments, TalkOptions who, CancellationToken cancellationToken)
{
    var fixedRate = arguments.GetValue(rate) is "max" or null ? (double?)null : double.Parse(arguments.GetValue(rate)!, CultureInfo.InvariantCulture);
    var options = who with
    {
        Window = arguments.GetValue(window), Rate = fixedRate, Body = arguments.GetValue(body), Seconds = arguments.GetValue(seconds),
        Rounds = arguments.GetValue(rounds), WarmUpSeconds = arguments.GetValue(warmUp),
    };
    var target = new Target(arguments.GetValue(url), arguments.GetValue(program)!, arguments.GetValue(data), arguments.GetValue(set)!,
        arguments.GetValue(serverPid), arguments.GetValue(postgresPid));
    var report = await TalkRun.RunAsync(options, target, cancellationToken);
    Console.Out.WriteLine(report.ToJson());
    Console.Out.WriteLine(report.ToTable());
    if (arguments.GetValue(results) is { } folder)
    {
        TalkRun.Keep(report, folder);
    }
}

async Task SyncAsync(ParseResult arguments, CancellationToken cancellationToken)
{
    var target = new Target(arguments.GetValue(url), arguments.GetValue(program)!, arguments.GetValue(data), arguments.GetValue(set)!, null, null);
    await using var server = new TeahouseContestant(target);
    await server.StartAsync(cancellationToken);
    var costs = await SyncRun.RunAsync(server.Address, [10, arguments.GetValue(many)], 10, arguments.GetValue(syncRounds), cancellationToken);
    Keep(SyncRun.ToTable(costs, 10), "sync", arguments);
}

void Keep(string table, string name, ParseResult arguments)
{
    Console.Out.WriteLine(table);
    if (arguments.GetValue(results) is { } kept)
    {
        Directory.CreateDirectory(kept);
        File.AppendAllText(TalkRun.NameIn(kept, TimeProvider.System.GetUtcNow(), name) + ".md", $"{Report.ThisMachine}\n\n{table}\n");
    }
}

async Task<int> UploadAsync(ParseResult arguments, CancellationToken cancellationToken)
{
    var (folder, every) = (ServerStart.NewFolder("load"), (long)(arguments.GetValue(cutEvery) * 1e6));
    UploadCost cost;
    try
    {
        await using var server = await ServerProcess.StartAsync(
            new ServerStart(arguments.GetValue(program)!, folder, TeahouseContestant.SettingsWith(arguments.GetValue(set)!)), cancellationToken);
        cost = await UploadRun.RunAsync(server, folder, (long)(arguments.GetValue(size) * 1e6), every, cancellationToken);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }

    Keep(UploadRun.ToTable(cost, every), "upload", arguments);
    return cost.Whole ? 0 : 1;
}

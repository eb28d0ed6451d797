using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Teahouse.Tests.Host;

public sealed class RunTests
{
    [Fact]
    public async Task The_operator_starts_it_on_an_empty_folder_and_stops_it_with_a_signal()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var data = Directory.CreateTempSubdirectory("teahouse-run-");
        using var process = Start("run", "--port", "0", "--data", data.FullName);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        Assert.True(line?.StartsWith("Teahouse is at http://127.0.0.1:", StringComparison.Ordinal), line ?? await errors);

        using var http = new HttpClient();
        var ready = await http.GetAsync(new Uri(new(line!.Split(' ')[^1]), "/readyz"), cancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(cancellationToken);
        }

        await process.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, process.ExitCode);
        Assert.Empty(Directory.GetFiles(data.FullName, "postmaster.pid", SearchOption.AllDirectories));
        data.Delete(recursive: true);
    }

    [Theory]
    [InlineData("server.port: must be a whole number (set by command line).", "--port", "eight")]
    [InlineData("server: host must be an IP address.", "--host", "teahouse.example")]
    [InlineData("database: connection is not an Npgsql connection string", "--database", "Hots=secret")]
    [InlineData("The database cannot be reached: ", "--database", "Host=127.0.0.1;Port=1;Password=secret")]
    [InlineData("tea.pots: unknown key (set by command line).", "--set", "tea.pots=2")]
    public async Task What_the_operator_got_wrong_is_said_in_a_line(string words, params string[] arguments)
    {
        using var process = Start(["run", .. arguments]);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith(words, errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("secret", errors);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_and_the_database_is_not_left_behind()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var data = Directory.CreateTempSubdirectory("teahouse-run-");
        using var process = Start("run", "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}", "--data", data.FullName);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("address already in use", errors.TrimEnd().Split('\n')[^1]);
        Assert.Empty(Directory.GetFiles(data.FullName, "postmaster.pid", SearchOption.AllDirectories));
        data.Delete(recursive: true);
    }

    static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TeahouseServer).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        return Process.Start(start)!;
    }
}

using System.Net;
using Xunit;

namespace Teahouse.Tests.Host;

public sealed class ServerTests
{
    static readonly Dictionary<string, string?> Quiet = new() { ["server.port"] = "0", ["telemetry.log_level"] = "error" };

    [Fact]
    public async Task Two_servers_stand_side_by_side_and_each_says_where()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var one = await TeahouseServer.StartAsync(Quiet, cancellationToken);
        await using var other = await TeahouseServer.StartAsync(Quiet, cancellationToken);
        using var http = new HttpClient();

        Assert.NotEqual(one.Address, other.Address);
        foreach (var server in new[] { one, other })
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(server.Address, "/healthz"), cancellationToken)).StatusCode);
        }
    }
}

using System.Net;
using Teahouse.Platform.Telemetry;
using Teahouse.Testing;
using Teahouse.Tests.Postgres;
using Xunit;

namespace Teahouse.Tests.Host;

public sealed class ServerTests(TestDatabase database, DataFolder data) : IClassFixture<TestDatabase>, IClassFixture<DataFolder>
{
    static readonly HttpClient Http = new();

    [Fact]
    public async Task Two_servers_stand_side_by_side_and_each_says_where()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();

        Assert.NotEqual(one.Address, other.Address);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(one, "/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(other, "/healthz")).StatusCode);
    }

    [Fact]
    public async Task A_draining_server_lives_and_is_not_ready()
    {
        await using var server = await StartAsync();
        ((Readiness)server.Services.GetService(typeof(Readiness))!).Drain();

        var answer = await GetAsync(server, "/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("server: draining\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "/healthz")).StatusCode);
    }

    [Fact]
    public async Task A_server_whose_database_has_gone_is_not_ready_and_says_so_without_secrets()
    {
        var lost = await TestDatabase.CreateAsync();
        await using var server = await StartAsync(lost.ConnectionString);
        await lost.DisposeAsync();

        var answer = await GetAsync(server, "/readyz");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("database: cannot be reached\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Metrics_tell_of_the_runtime_and_of_the_web_server_in_the_text_format()
    {
        await using var server = await StartAsync();
        await GetAsync(server, "/healthz");

        var answer = await GetAsync(server, "/metrics");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("# TYPE dotnet_process_memory_working_set_bytes gauge\n", page);
        Assert.Contains("# TYPE kestrel_active_connections gauge\nkestrel_active_connections{", page);
        Assert.Contains("http_server_request_duration_seconds_bucket{", page);
    }

    [Fact]
    public async Task Metrics_are_hidden_from_networks_that_are_not_named()
    {
        await using var server = await StartAsync(database.ConnectionString, ("telemetry.metrics_from", "10.0.0.0/8"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(server, "/metrics")).StatusCode);
    }

    Task<TeahouseServer> StartAsync() => StartAsync(database.ConnectionString);

    Task<TeahouseServer> StartAsync(string connection, params (string Path, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["server.port"] = "0", ["server.data"] = data.Path, ["database.connection"] = connection, ["telemetry.log_level"] = "none",
        };
        foreach (var (path, value) in more)
        {
            settings[path] = value;
        }

        return TeahouseServer.StartAsync(settings, TestContext.Current.CancellationToken);
    }

    static Task<HttpResponseMessage> GetAsync(TeahouseServer server, string path) =>
        Http.GetAsync(new Uri(server.Address, path), TestContext.Current.CancellationToken);
}

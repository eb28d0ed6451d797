using Teahouse.Client;
using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Testing;

/// <summary>A real server on a free port with a database of its own. A test class takes it as its <c>IClassFixture</c>.</summary>
public sealed class TestServer : IAsyncLifetime
{
    static int _names;

    readonly Dictionary<string, string?> _settings = new()
    {
        ["server.port"] = "0",
        ["telemetry.log_level"] = "error",
        ["gateway.heartbeat_s"] = "1",
        // Texts of tests name pages that are none of theirs.
        ["media.link_previews"] = "false",
        ["gateway.drain_s"] = "0",
        ["accounts.registrations_per_hour"] = "100000",
        ["accounts.password_iterations"] = "1000",
        ["gateway.address_calls_per_s"] = "100000",
        ["gateway.address_calls_burst"] = "100000",
        ["gateway.user_commands_per_s"] = "100000",
        ["gateway.user_commands_burst"] = "100000",
    };

    readonly List<Person> _people = [];
    TestDatabase _database = null!;
    TeahouseServer _server = null!;

    public Uri Address => _server.Address;

    public IServiceProvider Services => _server.Services;

    /// <summary>Its data folder.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("teahouse-data-").FullName;

    public TestDatabase Database => _database;

    /// <summary>A server of one's own; dispose it.</summary>
    /// <param name="settings">More settings by path.</param>
    public static async Task<TestServer> StartAsync(params (string Path, string Value)[] settings)
    {
        var server = new TestServer();
        foreach (var (path, value) in settings)
        {
            server._settings[path] = value;
        }

        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _settings["database.connection"] = _database.ConnectionString;
        _settings["server.data"] = Data;
        _server = await TeahouseServer.StartAsync(_settings, CancellationToken.None);
    }

    /// <summary>Stops it and starts another on the same database, at another port.</summary>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        await _server.DisposeAsync();
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        _server = await TeahouseServer.StartAsync(_settings, CancellationToken.None);
    }

    /// <summary>Somebody with an account. Dispose them at the end of the test.</summary>
    public async Task<Person> PersonAsync(string name)
    {
        var person = new Person(this, name, $"{name.ToLowerInvariant()}_{Interlocked.Increment(ref _names)}");
        await person.RegisterAsync();
        _people.Add(person);
        return person;
    }

    /// <summary>An HTTP client of nobody.</summary>
    public HttpClient Http() => new() { BaseAddress = Address };

    /// <summary>Calls with a token, or without one.</summary>
    public TeahouseApi Api(string? token = null) => new(Http()) { Token = token };

    /// <summary>The sync law for everybody here: what updates make of a stale picture is what a fresh one shows.</summary>
    public async Task LawAsync()
    {
        foreach (var person in _people)
        {
            await person.LawAsync();
        }
    }

    /// <summary>Asks for a command as one session, then checks the law.</summary>
    public async Task<TAnswer> DoAsync<TRequest, TAnswer>(Device device, Command<TRequest, TAnswer> command, TRequest request)
    {
        var answer = await device.CallAsync(command, request);
        await LawAsync();
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people.ToList())
        {
            await person.DisposeAsync();
        }

        await _server.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    internal void Forget(Person person) => _people.Remove(person);
}

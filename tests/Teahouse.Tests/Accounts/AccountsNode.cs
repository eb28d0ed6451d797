using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Accounts;

/// <summary>A core node with nothing but Accounts, on a real database, whose clock, logs and parcels the test holds.</summary>
sealed class AccountsNode : IAsyncDisposable
{
    readonly ServiceProvider _services;
    readonly CallTable _calls = new();
    readonly MeterListener _meters = new();
    readonly ConcurrentQueue<string> _logs = new();
    readonly ConcurrentQueue<Parcel> _parcels = new();
    long _hashes;

    /// <summary>With another unit that uses Accounts, where a test needs it.</summary>
    public AccountsNode(TestDatabase database, AccountsOptions? options = null, Door? also = null, object? itsOptions = null)
    {
        Database = database.DataSource;
        var services = new ServiceCollection()
            .AddSingleton(options ?? Quick)
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<IBus, LocalBus>()
            .AddSingleton<Outbox>()
            .AddSingleton(database.DataSource)
            .AddMetrics()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Recorder(_logs)));
        AccountsModule.Door.Add!(services);
        also?.Add!(itsOptions is null ? services : services.AddSingleton(itsOptions.GetType(), itsOptions));
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<IBus>().Listen(Address.Edges, parcels =>
        {
            foreach (var parcel in parcels)
            {
                _parcels.Enqueue(parcel);
            }
        });
        CountHashes(_services.GetRequiredService<IMeterFactory>());
        AccountsModule.Door.Core!(new Core(_services, _calls));
        also?.Core!(new Core(_services, _calls));
        // Its work is done where a test says so, not when a test moves the clock.
        Upkeep.Stop();
    }

    /// <summary>Passwords cost little here.</summary>
    public static AccountsOptions Quick { get; } = new() { PasswordIterations = 1_000, RegistrationsPerHour = 10_000 };

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ManualTime Time { get; } = new();
    public NpgsqlDataSource Database { get; }
    public People People => _services.GetRequiredService<People>();
    public IServiceProvider Services => _services;
    public Upkeep Upkeep => _services.GetRequiredService<Upkeep>();
    public Profiles Profiles => _services.GetRequiredService<Profiles>();
    public LastSeen LastSeen => _services.GetRequiredService<LastSeen>();

    /// <summary>How many passwords were hashed or compared so far.</summary>
    public long Hashes => Interlocked.Read(ref _hashes);

    public string Logs => string.Join('\n', _logs);

    /// <summary>The sessions that edges were told to forget.</summary>
    public IReadOnlyList<Guid> Revoked => [.. _parcels.Where(p => p.Kind == Parcels.SessionsRevoked).SelectMany(p => p.Ids().ToArray())];

    /// <summary>The updates that the devices of a user were told.</summary>
    public IReadOnlyList<Update> Told(Guid user) =>
    [
        .. _parcels.Where(p => p.Kind == Parcels.Update && p.Ids().Contains(user))
            .Select(p => JsonSerializer.Deserialize(p.Body.Span, Wire.Default.Update)!),
    ];

    /// <summary>Carries out a command and answers what it answered.</summary>
    public async Task<TAnswer> AskAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request, Actor actor = default)
    {
        var reply = await TryAsync(command, request, actor);
        if (reply.Status >= 400)
        {
            throw new InvalidOperationException($"{command.Name} was refused: {System.Text.Encoding.UTF8.GetString(reply.Body.Span)}");
        }

        return reply.Status == 204 ? default! : JsonSerializer.Deserialize(reply.Body.Span, command.AnswerInfo)!;
    }

    /// <summary>Carries out a command that must be refused.</summary>
    public async Task<Problem> RefusedAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request, Actor actor = default)
    {
        var reply = await TryAsync(command, request, actor);
        if (reply.Status < 400)
        {
            throw new InvalidOperationException($"{command.Name} was not refused: {reply.Status}.");
        }

        return JsonSerializer.Deserialize(reply.Body.Span, Wire.Default.Problem)!;
    }

    public ValueTask<Reply> TryAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request, Actor actor = default)
    {
        var call = new Call(command.Name, JsonSerializer.SerializeToUtf8Bytes(request, command.RequestInfo))
        {
            User = actor.User, Session = actor.Session, Address = actor.Address ?? "192.0.2.1", IdempotencyKey = actor.Key, RequestId = "r1",
        };
        return _calls.Find(command.Name)!(call, Stop);
    }

    /// <summary>What an edge asks: whose token is this? Null for nobody's.</summary>
    public async Task<(User User, Guid Session)?> WhoseAsync(string token)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["token"] = token });
        var reply = await _calls.Find("authenticate")!(new Call("authenticate", body) { Address = "192.0.2.9" }, Stop);
        using var json = JsonDocument.Parse(reply.Body);
        return reply.Status == 200
            ? (json.RootElement.GetProperty("user").Deserialize(Wire.Default.User)!, json.RootElement.GetProperty("session_id").GetGuid())
            : null;
    }

    /// <summary>Opens an account; the password is the name with "'s password" behind it.</summary>
    public Task<LoggedIn> RegisterAsync(string name, string? key = null) =>
        AskAsync(Commands.Register, new(name, $"{name}'s password", name, "phone"), new() { Key = key });

    public Task<LoggedIn> LogInAsync(string name, string? key = null, string device = "laptop") =>
        AskAsync(Commands.LogIn, new(name, $"{name}'s password", device), new() { Key = key });

    /// <summary>The facts of a topic so far, as JSON.</summary>
    public async Task<IReadOnlyList<string>> FactsAsync(string topic)
    {
        await using var command = Database.CreateCommand(
            "SELECT convert_from(payload, 'UTF8') FROM platform.outbox WHERE topic = $1 ORDER BY position");
        command.Parameters.Add(new() { Value = topic });
        await using var reader = await command.ExecuteReaderAsync();
        var facts = new List<string>();
        while (await reader.ReadAsync())
        {
            facts.Add(reader.GetString(0));
        }

        return facts;
    }

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        await _services.DisposeAsync();
    }

    void CountHashes(IMeterFactory factory)
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Name == "teahouse.accounts.password_hashes")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _hashes, count));
        _meters.Start();
    }

    sealed class Recorder(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

/// <summary>Who asks, from where, under which key.</summary>
readonly record struct Actor(Guid User, Guid Session)
{
    public string? Address { get; init; }
    public string? Key { get; init; }

    public static implicit operator Actor(LoggedIn who) => new(who.User.Id, who.Session.Id);
}

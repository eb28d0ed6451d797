using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Gateway;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

/// <summary>A real edge on a free port with a core of the test's own on the bus behind it.</summary>
sealed class Edge : IAsyncDisposable
{
    ConcurrentDictionary<string, Person> _people = new();
    readonly ConcurrentDictionary<string, Func<Call, ValueTask<Reply>>> _handlers = new();
    WebApplication _app = null!;

    public LocalBus Bus { get; private init; } = new();

    /// <summary>Every call that came through, but for those of the edge's own housekeeping.</summary>
    public ConcurrentQueue<Call> Calls { get; } = new();

    public ManualTime Time { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>Users who are online, as the metric tells.</summary>
    public long Online
    {
        get
        {
            var online = 0L;
            var meter = _app.Services.GetRequiredService<IMeterFactory>().Create("Teahouse.Gateway");
            using var listener = new MeterListener
            {
                InstrumentPublished = (instrument, listener) =>
                {
                    if (instrument.Meter == meter && instrument.Name == "teahouse.users.online")
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                },
            };
            listener.SetMeasurementEventCallback<long>((_, measured, _, _) => online = measured);
            listener.Start();
            listener.RecordObservableInstruments();
            return online;
        }
    }

    public static async Task<Edge> StartAsync(GatewayOptions? options = null, IReadOnlyList<Door>? doors = null)
    {
        var edge = new Edge();
        edge.On("authenticate", edge.Authenticate);
        edge.On("horizon", _ => Ok("""{"cursor":"c0"}"""));
        edge.On("rooms", _ => Ok("""{"conversation_ids":[]}"""));
        edge.Bus.Serve(Platform.Bus.Address.Core, (call, _) => edge.CarryOut(call));
        return await edge.OpenAsync(options, doors);
    }

    /// <summary>Another edge of the same cluster, with a clock of its own.</summary>
    public async Task<Edge> BesideAsync() => await new Edge { Bus = Bus, _people = _people }.OpenAsync(null, null);

    async Task<Edge> OpenAsync(GatewayOptions? options, IReadOnlyList<Door>? doors)
    {
        var edge = this;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting().AddLogging();
        builder.Services.AddSingleton(options ?? new GatewayOptions { DrainS = 0 });
        builder.Services.AddSingleton<TimeProvider>(edge.Time).AddSingleton<IBus>(edge.Bus).AddSingleton(doors ?? []);
        GatewayModule.Door.Add!(builder.Services);
        edge._app = builder.Build();
        GatewayModule.Door.Edge!(edge._app);
        await edge._app.StartAsync(TestContext.Current.CancellationToken);
        edge.Address = new(edge._app.Urls.Single());
        edge.Http = new() { BaseAddress = new(edge.Address, "/api/v1/") };
        return edge;
    }

    /// <summary>Carries out a command this way from now on.</summary>
    public void OnAsync(string name, Func<Call, ValueTask<Reply>> handler) => _handlers[name] = handler;

    public void On(string name, Func<Call, Reply> handler) => _handlers[name] = call => new(handler(call));

    public static Reply Ok(string json) => new(200, Encoding.UTF8.GetBytes(json));

    /// <summary>Somebody who is logged in on one device.</summary>
    public Person Person(string name)
    {
        var person = new Person(this, new User(Ids.New(), name, name, DateTimeOffset.UnixEpoch), Ids.New(), $"token-of-{name}-{Ids.New()}");
        return _people[person.Token] = person;
    }

    /// <summary>Another device of the same person.</summary>
    public Person Device(Person person)
    {
        var other = new Person(this, person.User, Ids.New(), $"token-{Ids.New()}");
        return _people[other.Token] = other;
    }

    /// <summary>Ends a session, as the core does: committed first, then told.</summary>
    public void Revoke(Person person)
    {
        _people.TryRemove(person.Token, out _);
        Bus.Tell(Platform.Bus.Address.Edges, Parcels.Revoked(person.Session));
    }

    public void Tell(string update, params IEnumerable<Person> audience) => Bus.Tell(Platform.Bus.Address.Edges,
        Parcels.ForUsers(Parcels.Audience([.. audience.Select(person => person.User.Id)]), Encoding.UTF8.GetBytes(update)));

    public void TellHorizon(string cursor) => Bus.Tell(Platform.Bus.Address.Edges, Parcels.Until(cursor));

    public async Task<RawSocket> ConnectAsync(string? origin = null, string? forwardedFor = null, bool deflate = false) =>
        await RawSocket.ConnectAsync(this, origin, forwardedFor, deflate);

    /// <summary>Lets time pass in steps while the socket shows signs of life; answers what it was pushed.</summary>
    public async Task<List<JsonElement>> PassAsync(RawSocket socket, int seconds)
    {
        var pushed = new List<JsonElement>();
        for (var i = 0; i < seconds; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await socket.SendAsync("""[{"op":"heartbeat"},{"op":"get_me","ref":9}]""");
            while (await socket.ReceiveAsync() is var next && next.GetProperty("op").GetString() is var op && op != "ok")
            {
                if (op != "heartbeat")
                {
                    pushed.Add(next);
                }
            }
        }

        return pushed;
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await Bus.DisposeAsync();
    }

    public Reply Authenticate(Call call)
    {
        var token = JsonDocument.Parse(call.Body).RootElement.GetProperty("token").GetString()!;
        return _people.TryGetValue(token, out var person)
            ? Ok($$"""{"user":{{JsonSerializer.Serialize(person.User, Wire.Json.User)}},"session_id":"{{person.Session}}"}""")
            : Json.Write(new Refused(Refusals.BadToken, "It has ended."), call.RequestId);
    }

    ValueTask<Reply> CarryOut(Call call)
    {
        if (call.Name is not ("authenticate" or "horizon" or "rooms" or "seen"))
        {
            Calls.Enqueue(call);
        }

        return _handlers.TryGetValue(call.Name, out var handler) ? handler(call) : new(new Reply(200, call.Body));
    }
}

/// <summary>Somebody with a token.</summary>
sealed record Person(Edge Edge, User User, Guid Session, string Token)
{
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await Edge.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>A socket that has said hello and been told ready.</summary>
    public async Task<RawSocket> ConnectAsync(string? cursor = null)
    {
        var socket = await Edge.ConnectAsync();
        await socket.SendAsync(Hello(cursor));
        socket.ReadyFrame = await socket.ReceiveAsync("ready");
        return socket;
    }

    public string Hello(string? cursor = null) =>
        $$"""{"op":"hello","token":"{{Token}}"{{(cursor is null ? "" : $",\"cursor\":\"{cursor}\"")}}}""";
}

static class Answers
{
    /// <summary>The answer's code, checked to be a whole problem (RFC 9457).</summary>
    public static async Task<string> CodeAsync(this HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.JsonAsync();
        var code = problem.GetProperty("code").GetString()!;
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), problem.GetProperty("request_id").GetString());
        Assert.Contains(Refusals.All, refusal => refusal.Code == code && refusal.Status == (int)answer.StatusCode);
        return code;
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
}

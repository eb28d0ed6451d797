using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Platform.Bus;
using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Server.Doors;
using Teahouse.Server.Gateway;

namespace Teahouse.Allocations;

/// <summary>
/// The lines of the server that every message passes. Their allocations are the same on every machine, and each has a budget in
/// <see cref="Budgets"/>.
/// </summary>
[MemoryDiagnoser]
public class HotLines : IDisposable
{
    const int Sockets = 100;
    const int AtOnce = 16;

    /// <summary>Bytes that each may allocate.</summary>
    internal static readonly IReadOnlyDictionary<string, long> Budgets = new Dictionary<string, long>
    {
        [nameof(ReadFrame)] = 264,
        [nameof(ReadSend)] = 1200,
        [nameof(TellMessage)] = 480,
        [nameof(PushToRoom)] = 330_000,
    };

    static readonly byte[] Tail = [.. ",\"cursor\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"u8];

    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly LocalBus _bus = new();
    readonly List<Incoming> _incoming = new(Limits.BatchFrames);
    readonly List<Outgoing> _roused = new(Sockets);
    readonly byte[] _frame;
    readonly byte[] _send;
    readonly LogRow _row;
    readonly Reach _reach;
    readonly Delivery _delivery;
    readonly GatewayMetrics _metrics;
    readonly Outgoing[] _sockets;
    readonly Parcel[] _parcels;

    public HotLines()
    {
        var (conversation, alice, bob) = (Ids.New(), Ids.New(), Ids.New());
        var body = $$"""{"content":{"type":"text","text":"{{new string('t', 100)}}"},"id":"{{Ids.New()}}","conversation_id":"{{conversation}}"}""";
        _send = System.Text.Encoding.UTF8.GetBytes(body);
        _frame = [.. "{\"op\":\"send\",\"ref\":7,"u8, .. _send.AsSpan(1)];
        _row = new(conversation, 1, 1, 1, Ids.New(), alice, DateTimeOffset.UnixEpoch, [.. "{\"type\":\"text\",\"text\":\"tea\"}"u8]);
        _reach = new(conversation, Parcels.Audience(alice, bob));
        _delivery = new(_bus, null!, null!);
        _bus.Listen(Address.Edges, _ => { });
        _metrics = new(_services.GetRequiredService<IMeterFactory>());
        _sockets = [.. Enumerable.Range(0, Sockets).Select(_ => new Outgoing(
            WebSocket.CreateFromStream(Stream.Null, new WebSocketCreationOptions { IsServer = true }), _metrics, () => { }))];
        _parcels = [.. Enumerable.Range(0, AtOnce).Select(_ => _reach.Carry(_row, new byte[400]))];
    }

    /// <summary>A frame with one message is taken apart.</summary>
    [Benchmark]
    public int ReadFrame()
    {
        _incoming.Clear();
        Frame.TryRead(_frame, _incoming);
        return _incoming.Count;
    }

    /// <summary>The message is read.</summary>
    [Benchmark]
    public object? ReadSend() => Json.Read(_send, Wire.Json.SendMessage, out _);

    /// <summary>It is written for those who get it.</summary>
    [Benchmark]
    public void TellMessage()
    {
        _delivery.Posted(_row, _reach);
        _delivery.Send();
    }

    /// <summary>Sixteen messages of one commit are put to the hundred sockets of a room, and sent.</summary>
    [Benchmark]
    public async Task PushToRoom()
    {
        Push();
        foreach (var socket in _roused)
        {
            socket.Wake();
            await socket.DrainAsync();
        }

        _roused.Clear();
    }

    public void Dispose()
    {
        _delivery.Dispose();
        _metrics.Dispose();
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    void Push()
    {
        var updates = new Updates(_parcels, Tail, _roused);
        foreach (var socket in _sockets)
        {
            updates.PushTo(socket);
        }
    }
}

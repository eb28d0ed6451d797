using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>What the edge counts. The hot path only adds to its own numbers; meters read them when asked.</summary>
sealed class GatewayMetrics : IDisposable
{
    static readonly string[] Outcomes = ["ok", "refused", "failed"];
    static readonly FrozenDictionary<string, int> Rows =
        Commands.All.Select((command, row) => (command.Name, row)).ToFrozenDictionary(pair => pair.Name, pair => pair.row);

    readonly Meter _meter;
    readonly long[] _commands = new long[Commands.All.Count * Outcomes.Length];
    long _sockets;
    long _online;
    long _pushes;
    long _slow;
    long _bytesIn;
    long _bytesOut;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Teahouse.Gateway");
        _meter.CreateObservableUpDownCounter("teahouse.gateway.sockets", () => Volatile.Read(ref _sockets), "{socket}", "Open sockets.");
        _meter.CreateObservableUpDownCounter("teahouse.users.online", () => Volatile.Read(ref _online), "{user}",
            "Users who are connected, here or on another edge.");
        _meter.CreateObservableCounter("teahouse.gateway.commands", ReadCommands, "{command}", "Commands by name and outcome.");
        _meter.CreateObservableCounter("teahouse.gateway.pushes", () => Volatile.Read(ref _pushes), "{update}",
            "Updates pushed to sockets.");
        _meter.CreateObservableCounter("teahouse.gateway.slow_consumers", () => Volatile.Read(ref _slow), "{socket}",
            "Sockets closed because too much waited for them.");
        _meter.CreateObservableCounter("teahouse.gateway.received", () => Volatile.Read(ref _bytesIn), "By", "Bytes of frames received.");
        _meter.CreateObservableCounter("teahouse.gateway.sent", () => Volatile.Read(ref _bytesOut), "By", "Bytes of frames sent.");
    }

    public void Opened() => Interlocked.Increment(ref _sockets);

    public void Closed() => Interlocked.Decrement(ref _sockets);

    public void Online(int change) => Interlocked.Add(ref _online, change);

    public void Pushed(int updates) => Interlocked.Add(ref _pushes, updates);

    public void Slow() => Interlocked.Increment(ref _slow);

    public void Received(int bytes) => Interlocked.Add(ref _bytesIn, bytes);

    public void Sent(int bytes) => Interlocked.Add(ref _bytesOut, bytes);

    public void Called(Command command, int status)
    {
        var outcome = status < 400 ? 0 : status < 500 ? 1 : 2;
        Interlocked.Increment(ref _commands[(Rows[command.Name] * Outcomes.Length) + outcome]);
    }

    public void Dispose() => _meter.Dispose();

    IEnumerable<Measurement<long>> ReadCommands()
    {
        for (var i = 0; i < _commands.Length; i++)
        {
            if (Volatile.Read(ref _commands[i]) is var count && count > 0)
            {
                yield return new(count, new("op", Commands.All[i / Outcomes.Length].Name), new("outcome", Outcomes[i % Outcomes.Length]));
            }
        }
    }
}

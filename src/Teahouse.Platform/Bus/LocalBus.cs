using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Calls;

namespace Teahouse.Platform.Bus;

/// <summary>The bus of a single node: a call is a method call on the caller's thread.</summary>
public sealed class LocalBus(ILogger<LocalBus>? logger = null) : IBus
{
    readonly ILogger _logger = logger ?? NullLogger<LocalBus>.Instance;
    readonly ConcurrentDictionary<Address, ImmutableArray<Member<Func<Call, CancellationToken, ValueTask<Reply>>>>> _servers = new();
    readonly ConcurrentDictionary<Address, ImmutableArray<Member<Action<ReadOnlySpan<Parcel>>>>> _listeners = new();
    uint _turn;

    public ValueTask<Reply> CallAsync(Address to, Call call, CancellationToken cancellationToken)
    {
        if (!_servers.TryGetValue(to, out var servers) || servers.IsEmpty)
        {
            return new(Reply.NoReceiver);
        }

        var turn = servers.Length == 1 ? 0 : Interlocked.Increment(ref _turn) % (uint)servers.Length;
        return AskAsync(servers[(int)turn].Value, to, call, cancellationToken);
    }

    public IAsyncDisposable Serve(Address at, Func<Call, CancellationToken, ValueTask<Reply>> handler) => Join(_servers, at, handler);

    public void Tell(Address to, params ReadOnlySpan<Parcel> parcels)
    {
        if (parcels.IsEmpty || !_listeners.TryGetValue(to, out var listeners))
        {
            return;
        }

        foreach (var listener in listeners)
        {
            try
            {
                listener.Value(parcels);
            }
            catch (Exception e)
            {
                _logger.ListenerBroke(parcels[0].Kind, to.Name, e);
            }
        }
    }

    public IAsyncDisposable Listen(Address at, Action<ReadOnlySpan<Parcel>> receive) => Join(_listeners, at, receive);

    public ValueTask DisposeAsync()
    {
        _servers.Clear();
        _listeners.Clear();
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<Reply> AskAsync(
        Func<Call, CancellationToken, ValueTask<Reply>> server, Address to, Call call, CancellationToken cancellationToken)
    {
        try
        {
            return await server(call, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _logger.HandlerBroke(call.Name, to.Name, call.RequestId, e);
            return Reply.Failed;
        }
    }

    static Member<T> Join<T>(ConcurrentDictionary<Address, ImmutableArray<Member<T>>> members, Address at, T value)
    {
        var member = new Member<T>(value, m => members.AddOrUpdate(at, _ => [], (_, all) => all.Remove(m)));
        members.AddOrUpdate(at, _ => [member], (_, all) => all.Add(member));
        return member;
    }

    // Two members may have equal delegates; who leaves is told by the member, so that leaving twice takes nobody else away.
    sealed class Member<T>(T value, Action<Member<T>> leave) : IAsyncDisposable
    {
        public T Value => value;

        public ValueTask DisposeAsync()
        {
            leave(this);
            return default;
        }
    }
}

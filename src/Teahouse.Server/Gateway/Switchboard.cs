using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>Puts calls through to the node that carries them out. Where there is no answer, that becomes a named refusal.</summary>
sealed class Switchboard(IBus bus, IReadOnlyList<Door> doors)
{
    static readonly Address[] Partitions = [.. Enumerable.Range(0, Ids.Partitions).Select(Address.Partition)];
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    readonly FrozenDictionary<string, Func<Call, int?>> _owned = doors.SelectMany(door => door.Owned).ToFrozenDictionary();

    public ValueTask<Reply> AskAsync(Call call, CancellationToken cancellationToken)
    {
        var pending = bus.CallAsync(AddressOf(call), call, cancellationToken);
        return pending.IsCompletedSuccessfully ? new(Named(pending.Result, call)) : WaitAsync(pending, call);
    }

    Address AddressOf(Call call) =>
        _owned.TryGetValue(call.Name, out var owner) && owner(call) is { } partition ? Partitions[partition] : Address.Core;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    static async ValueTask<Reply> WaitAsync(ValueTask<Reply> pending, Call call) => Named(await pending, call);

    static Reply Named(Reply reply, Call call) => reply.Fault switch
    {
        ReplyFault.None => reply,
        ReplyFault.NoReceiver => Refuse(new(Refusals.Overloaded, "Nobody can carry this out now; it was not done.", Soon), call),
        ReplyFault.TimedOut => Refuse(new(Refusals.Unavailable, "No answer came in time; it may have been done.", Soon), call),
        _ => Refuse(new(Refusals.Internal, "The command failed; the log has more under this request id."), call),
    };

    static Reply Refuse(Refused refused, Call call) => Json.Write(refused, call.RequestId);
}

using Teahouse.Platform.Calls;

namespace Teahouse.Platform.Bus;

/// <summary>Where on the bus somebody can be reached.</summary>
public readonly record struct Address(string Name)
{
    /// <summary>Any one core node: for commands that need no owner.</summary>
    public static readonly Address Core = new("core");

    /// <summary>Every edge node.</summary>
    public static readonly Address Edges = new("edges");

    /// <summary>Every worker node.</summary>
    public static readonly Address Workers = new("workers");

    /// <summary>The one owner of a partition.</summary>
    public static Address Partition(int partition) => new($"partition.{partition}");

    /// <summary>One edge node.</summary>
    public static Address Edge(string node) => new($"edge.{node}");
}

/// <summary>Something told to a node that is not answered.</summary>
/// <param name="Kind">What it is; the receiver knows the kinds.</param>
/// <param name="To">Whom at the node it concerns, in the kind's own form.</param>
/// <param name="Body">The thing itself.</param>
/// <param name="About">What a receiver must know of it without reading it, in the kind's own form. All three belong to the parcel: nobody
/// writes into them again.</param>
public readonly record struct Parcel(
    string Kind, ReadOnlyMemory<byte> To, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> About = default);

/// <summary>
/// How the roles of a cluster reach each other. Calls are answered or end in a fault; parcels arrive at most once, in the order in which
/// one sender told them to one address. Nothing on the bus is durable: what must not be lost is in the database first.
/// </summary>
public interface IBus : IAsyncDisposable
{
    /// <summary>
    /// Asks one of those who serve the address. A receiver that is missing, slow or broken is a <see cref="Reply.Fault"/>, never an exception.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up; the call may be carried out all the same.</exception>
    ValueTask<Reply> CallAsync(Address to, Call call, CancellationToken cancellationToken);

    /// <summary>
    /// Serves an address until disposed, in turn with others who serve it. Calls of one caller to one address start in order. What the handler
    /// throws is logged here and answered as <see cref="ReplyFault.Failed"/>.
    /// </summary>
    IAsyncDisposable Serve(Address at, Func<Call, CancellationToken, ValueTask<Reply>> handler);

    /// <summary>Tells all who listen at the address. Does not wait. What is told at once is heard at once.</summary>
    void Tell(Address to, params ReadOnlySpan<Parcel> parcels);

    /// <summary>
    /// Listens at an address until disposed, to what was told at once at a time. The receiver must not block; what it throws is logged and keeps
    /// nothing from others.
    /// </summary>
    IAsyncDisposable Listen(Address at, Action<ReadOnlySpan<Parcel>> receive);
}

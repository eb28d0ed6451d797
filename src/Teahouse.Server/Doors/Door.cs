using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Platform.Calls;

namespace Teahouse.Server.Doors;

/// <summary>What a unit shows the executable. Every part is optional; the roles of a node select which are called.</summary>
/// <param name="Name">The unit's name: its options section and its database schema.</param>
public sealed record Door(string Name)
{
    /// <summary>The unit's options record, one section of the configuration.</summary>
    public Type? Options { get; init; }

    /// <summary>Registers services; on every node.</summary>
    public Action<IServiceCollection>? Add { get; init; }

    /// <summary>Binds the commands that the unit carries out; on core nodes.</summary>
    public Action<Core>? Core { get; init; }

    /// <summary>Names the facts that the unit listens to; on worker nodes.</summary>
    public Action<Workers>? Worker { get; init; }

    /// <summary>Maps routes; on edge nodes.</summary>
    public Action<IEndpointRouteBuilder>? Edge { get; init; }

    /// <summary>Commands that only the owner of a partition carries out: which partition a call belongs to, null when it cannot be told.</summary>
    public IReadOnlyDictionary<string, Func<Call, int?>> Owned { get; init; } = new Dictionary<string, Func<Call, int?>>();
}

using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Teahouse;

/// <summary>Where a node stands and what it does.</summary>
public sealed record ServerOptions : IValidatableObject
{
    /// <summary>The address to listen at, an IP address.</summary>
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port to listen at; 0 takes any free one. Without a value it is 8080, or any free one when that is taken.</summary>
    [Range(0, 65535)]
    public int? Port { get; init; }

    /// <summary>The folder that holds all that this node keeps.</summary>
    [Required]
    public string Data { get; init; } = "data";

    /// <summary>Which parts of the server this node runs.</summary>
    [MinLength(1)]
    public IReadOnlyList<Role> Roles { get; init; } = [Role.All];

    /// <summary>Seconds that a stopping node gives to what is under way.</summary>
    [Range(1, 30)]
    public int DrainS { get; init; } = 25;

    // The bus between nodes is in the process: a node with some of the roles would reach nobody who has the others.
    bool Complete => Has(Role.Edge) && Has(Role.Core) && Has(Role.Worker);

    internal bool Has(Role role) => Roles.Contains(Role.All) || Roles.Contains(role);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Host, out _))
        {
            yield return new("host must be an IP address.");
        }

        if (!Complete)
        {
            yield return new("roles must be all: this version runs every role in one node.");
        }
    }
}

/// <summary>A part of the server that a node can run.</summary>
public enum Role
{
    All,

    /// <summary>Serves clients; never touches the database.</summary>
    Edge,

    /// <summary>Carries out commands.</summary>
    Core,

    /// <summary>Listens to facts.</summary>
    Worker,
}

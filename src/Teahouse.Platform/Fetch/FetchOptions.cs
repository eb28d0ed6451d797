using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Teahouse.Platform.Fetch;

/// <summary>What the server may fetch from elsewhere, such as pages that are linked to.</summary>
public sealed record FetchOptions : IValidatableObject
{
    /// <summary>Networks in CIDR form that may be fetched from although they are not public, such as that of an intranet.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Ports that may be fetched from besides 80 and 443.</summary>
    public IReadOnlyList<int> AllowedPorts { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
    [
        .. AllowedNetworks.Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => new ValidationResult($"allowed_networks: {network} is not a network in CIDR form.")),
        .. AllowedPorts.Where(port => port is < 1 or > IPEndPoint.MaxPort)
            .Select(port => new ValidationResult($"allowed_ports: {port} is not a port.")),
    ];
}

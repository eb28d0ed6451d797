using System.ComponentModel.DataAnnotations;

namespace Teahouse.Server.Gateway;

/// <summary>How clients reach this node.</summary>
public sealed record GatewayOptions : IValidatableObject
{
    /// <summary>Commands per second that one user may send in the long run, all devices together.</summary>
    [Range(0.1, 1_000_000_000)]
    public double UserCommandsPerS { get; init; } = 50;

    /// <summary>Commands that one user may send at once after a pause.</summary>
    [Range(1, 1_000_000_000)]
    public int UserCommandsBurst { get; init; } = 500;

    /// <summary>Calls without a session, and failed tokens, per second from one network address (IPv6: one /64) in the long run.</summary>
    [Range(0.1, 1_000_000_000)]
    public double AddressCallsPerS { get; init; } = 10;

    /// <summary>Calls without a session, and failed tokens, from one network address at once after a pause.</summary>
    [Range(1, 1_000_000_000)]
    public int AddressCallsBurst { get; init; } = 100;

    /// <summary>Seconds between two heartbeats of a socket.</summary>
    [Range(1, 60)]
    public int HeartbeatS { get; init; } = 12;

    /// <summary>Seconds over which the sockets are closed when the node stops, so that not all come back at once.</summary>
    [Range(0.0, 20.0)]
    public double DrainS { get; init; } = 2;

    /// <summary>Sockets that this node holds at most.</summary>
    [Range(1, 1_000_000)]
    public int Sockets { get; init; } = 100_000;

    /// <summary>Sockets that have not said hello yet, at most.</summary>
    [Range(1, 1_000_000)]
    public int UnreadySockets { get; init; } = 10_000;

    /// <summary>Sockets from one network address (IPv6: one /64) that have not said hello yet, at most.</summary>
    [Range(1, 1_000_000)]
    public int UnreadySocketsPerAddress { get; init; } = 1_000;

    /// <summary>Sessions that the edge remembers, for at most a minute, so that it does not ask the core about each HTTP call.</summary>
    [Range(2, 1_000_000)]
    public int RememberedSessions { get; init; } = 20_000;

    /// <summary>Foreign web origins (scheme://host:port) whose pages may use the API; the node's own origin always may.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Proxies before this node, as addresses or networks in CIDR form: what they say of the caller (X-Forwarded-For, X-Forwarded-Proto)
    /// is believed. Name none that strangers can call from.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>The folder of the built web client; found beside the executable or in the source tree when left out.</summary>
    public string? WebRoot { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        TrustedProxies.Where(proxy => Proxies.Parse(proxy) is null)
            .Select(proxy => new ValidationResult($"trusted_proxies: {proxy} is neither an address nor a network in CIDR form."));
}

using System.ComponentModel.DataAnnotations;

namespace Teahouse.Server.Push;

/// <summary>News for devices that nobody looks at, by the push services of browsers.</summary>
public sealed record PushOptions : IValidatableObject
{
    /// <summary>How push services reach whoever runs this server (RFC 8292): a mailto: or https: address. Apple takes only one that exists.</summary>
    public string Contact { get; init; } = "mailto:postmaster@localhost";

    /// <summary>Milliseconds between a message and its push: what is read or taken back meanwhile is not pushed.</summary>
    [Range(0, 600_000)]
    public int DelayMs { get; init; } = 2000;

    /// <summary>Milliseconds between two looks for what is due.</summary>
    [Range(10, 60_000)]
    public int PollMs { get; init; } = 1000;

    /// <summary>Seconds after which a message is pushed no more, so that a long stop ends without a storm.</summary>
    [Range(10, 604_800)]
    public int OldestS { get; init; } = 3600;

    /// <summary>Seconds for which a push service keeps a push for a device that is off.</summary>
    [Range(0, 2_419_200)]
    public int TtlS { get; init; } = 86_400;

    /// <summary>How often a push is tried when the push service is away or wants less.</summary>
    [Range(1, 20)]
    public int Tries { get; init; } = 5;

    /// <summary>Pushes under way at a time.</summary>
    [Range(1, 1000)]
    public int AtOnce { get; init; } = 16;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Uri.TryCreate(Contact, UriKind.Absolute, out var contact) && contact.Scheme is "mailto" or "https"
            ? [] : [new($"contact: {Contact} is no mailto: or https: address.")];
}

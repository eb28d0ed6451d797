using System.ComponentModel.DataAnnotations;

namespace Teahouse.Server.Media;

/// <summary>Files: how large, how many, how long.</summary>
public sealed record MediaOptions : IValidatableObject
{
    /// <summary>The most bytes of one file.</summary>
    [Range(1_024, 1L << 40)]
    public long FileBytes { get; init; } = 4L << 30;

    /// <summary>The most bytes of all files of one user; 0 without a limit.</summary>
    [Range(0, 1L << 60)]
    public long UserBytes { get; init; } = 20L << 30;

    /// <summary>The most bytes of all files in the channels of one workspace; 0 without a limit.</summary>
    [Range(0, 1L << 60)]
    public long WorkspaceBytes { get; init; }

    /// <summary>Hours after which an upload that does not go on, or a file that no message has, is deleted.</summary>
    [Range(1, 8_760)]
    public int UnsentHours { get; init; } = 48;

    /// <summary>Minutes within which the bytes of deleted files are gone from the disk too.</summary>
    [Range(1, 43_200)]
    public int DeletedMinutes { get; init; } = 60;

    /// <summary>Hours for which a granted address opens a file; rounded so that addresses stay the same, and cacheable, for half of it.</summary>
    [Range(1, 168)]
    public int GrantHours { get; init; } = 12;

    /// <summary>Where granted addresses begin, such as that of a CDN before this server; this server itself without a value.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Decoders that may run at a time.</summary>
    [Range(1, 64)]
    public int Decoders { get; init; } = 2;

    /// <summary>Seconds after which the preparing of a file is begun anew when the node that did it is silent.</summary>
    [Range(1, 600)]
    public int LeaseS { get; init; } = 30;

    /// <summary>Whether the server fetches what linked pages say of themselves.</summary>
    public bool LinkPreviews { get; init; } = true;

    /// <summary>Linked pages that are fetched at a time.</summary>
    [Range(1, 64)]
    public int LinkFetches { get; init; } = 4;

    /// <summary>Linked pages that are fetched for one user in a minute; what they link to beyond that has no preview.</summary>
    [Range(1, 10_000)]
    public int LinksPerMinute { get; init; } = 30;

    /// <summary>The origin of <see cref="PublicUrl"/>; null without one.</summary>
    internal string? PublicOrigin =>
        Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Authority) : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is not null && (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")
            || url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0))
        {
            yield return new("public_url is an absolute address, http or https, without a query.");
        }
    }
}

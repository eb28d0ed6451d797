using System.ComponentModel.DataAnnotations;

namespace Teahouse.Platform.Blobs;

/// <summary>Where files are kept.</summary>
public sealed record BlobOptions : IValidatableObject
{
    /// <summary>The folder of the files, where they are kept as files; <c>blobs</c> in the data folder without a value.</summary>
    public string? Folder { get; init; }

    /// <summary>The address of an S3 service to keep files in, instead of a folder.</summary>
    public string? S3Endpoint { get; init; }

    /// <summary>The bucket.</summary>
    [Required]
    public string S3Bucket { get; init; } = "teahouse";

    /// <summary>The region that requests are signed for.</summary>
    [Required]
    public string S3Region { get; init; } = "us-east-1";

    /// <summary>The key id; without one the environment's or the machine's own is used.</summary>
    public string? S3KeyId { get; init; }

    /// <summary>The secret of the key.</summary>
    public string? S3Secret { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (S3Endpoint is not null && !(Uri.TryCreate(S3Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            yield return new("s3_endpoint must be an address that begins with http:// or https://.");
        }

        if (S3KeyId is null != S3Secret is null)
        {
            yield return new("s3_key_id and s3_secret are given together, or neither is.");
        }
    }
}

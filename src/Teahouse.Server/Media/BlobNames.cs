namespace Teahouse.Server.Media;

/// <summary>What the unit's blobs are called.</summary>
static class BlobNames
{
    public static string Originals => "file/";

    public static string Derived => "made/";

    public static string Stage(Guid upload) => $"upload/{upload:N}";

    public static string Original(byte[] sha256) => Originals + Convert.ToHexStringLower(sha256);

    /// <summary>What the names of all that was made of a file begin with.</summary>
    public static string Made(byte[] sha256) => $"{Derived}{Convert.ToHexStringLower(sha256)}/";

    public static string Made(byte[] sha256, string variant) => Made(sha256) + variant;
}

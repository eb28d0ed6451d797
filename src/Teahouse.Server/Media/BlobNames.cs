namespace Teahouse.Server.Media;

/// <summary>What files are called in the blob store; stages are <see cref="Uploads"/>'.</summary>
static class BlobNames
{
    public static string Originals => "file/";

    public static string Derived => "made/";

    public static string Original(byte[] sha256) => Originals + Convert.ToHexStringLower(sha256);

    /// <summary>What the names of all that was made of a file begin with.</summary>
    public static string Made(byte[] sha256) => $"{Derived}{Convert.ToHexStringLower(sha256)}/";

    public static string Made(byte[] sha256, string variant) => Made(sha256) + variant;
}

using System.Security.Cryptography;

namespace Teahouse.Server.Media;

/// <summary>What the bytes of a call must hash to: <c>Upload-Checksum</c> of tus.</summary>
sealed record UploadChecksum(HashAlgorithmName Algorithm, byte[] Hash)
{
    /// <summary>The algorithms, as <c>Tus-Checksum-Algorithm</c> tells them.</summary>
    public static string Algorithms => "sha1,sha256";

    /// <summary>Null when it is none.</summary>
    public static UploadChecksum? Read(string header)
    {
        var (algorithm, bytes) = header.Split(' ')[0] switch
        {
            "sha1" => (HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
            "sha256" => (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
            _ => default,
        };
        var hash = new byte[SHA256.HashSizeInBytes + 1];
        return Convert.TryFromBase64String(header[(header.IndexOf(' ') + 1)..], hash, out var count) && count == bytes && bytes > 0
            ? new(algorithm, hash[..count])
            : null;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Server.Push;

/// <summary>Encrypts for one browser alone (RFC 8291): one record of aes128gcm (RFC 8188) under a key agreed with the subscription's.</summary>
static class Sealing
{
    public const int SaltBytes = 16;
    public const int AuthBytes = 16;
    public const int PointBytes = 65;

    const int KeyBytes = 16;
    const int NonceBytes = 12;
    const int TagBytes = 16;

    // Salt, size of records, length of the key, the key.
    const int HeaderBytes = SaltBytes + sizeof(uint) + 1 + PointBytes;

    /// <summary>How much fits into one push: the last record has one more byte, that says so.</summary>
    public static int MostBytes => Limits.PushBytes - HeaderBytes - TagBytes - 1;

    /// <summary>Seals under a key and a salt that are used this once.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> text, byte[] p256dh, byte[] auth)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Seal(text, p256dh, auth, own, RandomNumberGenerator.GetBytes(SaltBytes));
    }

    public static byte[] Seal(ReadOnlySpan<byte> text, byte[] p256dh, byte[] auth, ECDiffieHellman own, byte[] salt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MostBytes);
        var point = Point(own.ExportParameters(includePrivateParameters: false));
        var secret = Agree(own, p256dh, auth, [.. "WebPush: info\0"u8, .. p256dh, .. point]);
        var (key, nonce) = Keys(secret, salt);

        byte[] record = [.. text, 2];
        var sealedUp = new byte[HeaderBytes + record.Length + TagBytes];
        salt.CopyTo(sealedUp, 0);
        BinaryPrimitives.WriteUInt32BigEndian(sealedUp.AsSpan(SaltBytes), (uint)Limits.PushBytes);
        sealedUp[SaltBytes + sizeof(uint)] = PointBytes;
        point.CopyTo(sealedUp, HeaderBytes - PointBytes);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, record, sealedUp.AsSpan(HeaderBytes, record.Length), sealedUp.AsSpan(HeaderBytes + record.Length));
        return sealedUp;
    }

    /// <summary>A public key as an uncompressed point (SEC 1).</summary>
    public static byte[] Point(ECParameters key) => [4, .. key.Q.X!, .. key.Q.Y!];

    /// <summary>The public key of an uncompressed point.</summary>
    /// <exception cref="CryptographicException">It is no point of the curve.</exception>
    public static ECDiffieHellman Read(byte[] point) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = point[1..33], Y = point[33..] },
    });

    /// <summary>The key and the nonce of the first record.</summary>
    public static (byte[] Key, byte[] Nonce) Keys(byte[] secret, byte[] salt)
    {
        var seed = HKDF.Extract(HashAlgorithmName.SHA256, secret, salt);
        return (HKDF.Expand(HashAlgorithmName.SHA256, seed, KeyBytes, "Content-Encoding: aes128gcm\0"u8.ToArray()),
            HKDF.Expand(HashAlgorithmName.SHA256, seed, NonceBytes, "Content-Encoding: nonce\0"u8.ToArray()));
    }

    /// <summary>What both sides of a subscription know and nobody else.</summary>
    public static byte[] Agree(ECDiffieHellman own, byte[] other, byte[] auth, byte[] info)
    {
        using var theirs = Read(other);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, own.DeriveRawSecretAgreement(theirs.PublicKey), 32, auth, info);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using Teahouse.Protocol;
using Teahouse.Server.Push;

namespace Teahouse.Tests.Push;

/// <summary>What a browser knows of a subscription of its own: the keys with which it opens what is pushed to it (RFC 8291).</summary>
sealed class Browser : IDisposable
{
    const int HeaderBytes = 86;
    const int TagBytes = 16;

    readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    public byte[] P256dh => Sealing.Point(_key.ExportParameters(includePrivateParameters: false));

    public byte[] Auth { get; } = RandomNumberGenerator.GetBytes(16);

    public SubscribePush At(Uri endpoint, bool previews = true) =>
        new(endpoint.AbsoluteUri, Base64Url.EncodeToString(P256dh), Base64Url.EncodeToString(Auth), previews);

    public byte[] Open(byte[] body)
    {
        byte[] salt = body[..16], other = body[21..HeaderBytes], record = body[HeaderBytes..];
        var (key, nonce) = Sealing.Keys(Sealing.Agree(_key, other, Auth, [.. "WebPush: info\0"u8, .. P256dh, .. other]), salt);
        var text = new byte[record.Length - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Decrypt(nonce, record.AsSpan(0, text.Length), record.AsSpan(text.Length), text);
        return text[..Array.FindLastIndex(text, last => last == 2)];
    }

    public void Dispose() => _key.Dispose();
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Teahouse.Server.Accounts;

/// <summary>Session tokens: 256 random bits behind a prefix that secret scanners can look for. Only their SHA-256 is kept.</summary>
static class Tokens
{
    const string Prefix = "th_";
    const int Bytes = 32;

    public static (string Text, byte[] Hash) New()
    {
        var text = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        return (text, SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>What is kept of a token; null when the text cannot be one.</summary>
    public static byte[]? Hash(string text) =>
        text.Length == Prefix.Length + Base64Url.GetEncodedLength(Bytes) && text.StartsWith(Prefix, StringComparison.Ordinal)
        && Ascii.IsValid(text)
            ? SHA256.HashData(Encoding.ASCII.GetBytes(text))
            : null;
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;

namespace Teahouse.Server.Doors;

/// <summary>What an Idempotency-Key makes of a call: the same thing, however often it is asked for.</summary>
public static class Keyed
{
    public static Refused Conflict { get; } = new(Refusals.KeyConflict, "This Idempotency-Key was used with another payload.");

    /// <summary>The key that a call was sent with, or what is wrong with it.</summary>
    public static (string? Key, Refused? Refused) Read(IHeaderDictionary headers)
    {
        var given = headers["Idempotency-Key"];
        var key = given.Count > 0 ? given.ToString() : null;
        return key is null || (key.Length > 0 && key.Length <= Limits.IdempotencyKeyChars && !key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            ? (key, null)
            : (null, new(Refusals.InvalidField, $"Idempotency-Key takes 1 to {Limits.IdempotencyKeyChars} printable ASCII characters."));
    }

    /// <summary>The id of what a call creates: a new one, or under a key one that follows from person and key, UUIDv8 (RFC 9562) over SHA-256.</summary>
    /// <param name="purpose">Tells apart what may be created under the same key.</param>
    /// <param name="call">Who asks, and under which key.</param>
    public static Guid Id(string purpose, Call call)
    {
        if (call.IdempotencyKey is null)
        {
            return Ids.New();
        }

        var hash = SHA256.HashData(
        [
            .. Encoding.ASCII.GetBytes(purpose), .. call.User.ToByteArray(bigEndian: true), .. Encoding.ASCII.GetBytes(call.IdempotencyKey),
        ]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>Tells payloads apart: SHA-256.</summary>
    public static byte[] Digest<T>(T request, JsonTypeInfo<T> type) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, type));
}

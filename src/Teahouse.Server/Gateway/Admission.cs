using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>Who may ask how often.</summary>
sealed class Admission(GatewayOptions options, TimeProvider time)
{
    /// <summary>Commands by user.</summary>
    public Buckets Users { get; } = new("user", options.UserCommandsPerS, options.UserCommandsBurst, 1_000_000, time);

    /// <summary>Calls without a session, and failed tokens, by network address.</summary>
    public Buckets Addresses { get; } = new("address", options.AddressCallsPerS, options.AddressCallsBurst, 100_000, time);

    public static UInt128 Key(Guid user)
    {
        Span<byte> bytes = stackalloc byte[16];
        user.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    /// <summary>An IPv6 customer has a whole /64, so those share a bucket.</summary>
    public static UInt128 Key(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (address is not null && (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var written)
            && written == 16)
        {
            bytes[8..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static Refused Limited(TimeSpan wait) => new(Refusals.RateLimited, "Too many calls in a short time.", wait);

    /// <summary>Refuses an HTTP call, with the headers that say when to come back.</summary>
    public static Task RefuseAsync(HttpContext context, Buckets buckets, TimeSpan wait)
    {
        var seconds = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["RateLimit"] = $"\"{buckets.Name}\";r=0;t={seconds}";
        context.Response.Headers["RateLimit-Policy"] = buckets.Policy;
        return Problems.RefuseAsync(context, Limited(wait));
    }
}

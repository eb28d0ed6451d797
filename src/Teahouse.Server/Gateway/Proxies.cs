using System.Net;
using Microsoft.AspNetCore.Http;

namespace Teahouse.Server.Gateway;

/// <summary>
/// The proxies whose word is taken for who calls and how (X-Forwarded-For, X-Forwarded-Proto). The framework's middleware does not see
/// sockets, which are taken from the line before HTTP is; this serves both alike.
/// </summary>
sealed class Proxies(GatewayOptions options)
{
    readonly IPNetwork[] _trusted = [.. options.TrustedProxies.Select(proxy => Parse(proxy)!.Value)];

    /// <summary>A network in CIDR form, or one address; null for anything else.</summary>
    public static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : null;

    /// <summary>Who calls: the last in the chain that is not a trusted proxy.</summary>
    /// <param name="peer">Who has opened the connection.</param>
    /// <param name="forwardedFor">Of whom each proxy says that it was called, the nearest last; anybody can write what stands before.</param>
    public IPAddress? Caller(IPAddress? peer, string forwardedFor)
    {
        if (_trusted.Length == 0 || forwardedFor.Length == 0)
        {
            return peer;
        }

        var chain = forwardedFor.Split(',', StringSplitOptions.TrimEntries);
        for (var i = chain.Length - 1; i >= 0 && IsTrusted(peer); i--)
        {
            // Some proxies add the port.
            if (!IPEndPoint.TryParse(chain[i], out var before))
            {
                break;
            }

            peer = before.Address;
        }

        return peer;
    }

    /// <summary>Makes a request that came through a trusted proxy look as if it had come straight from the caller.</summary>
    public void See(HttpContext context)
    {
        var (connection, headers) = (context.Connection, context.Request.Headers);
        if (!IsTrusted(connection.RemoteIpAddress))
        {
            return;
        }

        connection.RemoteIpAddress = Caller(connection.RemoteIpAddress, headers["X-Forwarded-For"].ToString());
        if (headers["X-Forwarded-Proto"].ToString().Split(',')[^1].Trim() is ("https" or "http") and var scheme)
        {
            context.Request.Scheme = scheme;
        }
    }

    bool IsTrusted(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && Array.Exists(_trusted, network => network.Contains(plain));
    }
}

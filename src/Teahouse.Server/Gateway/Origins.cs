using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Teahouse.Server.Gateway;

/// <summary>Which web pages may use the API: those of this server, and those of the origins that the operator allows.</summary>
sealed class Origins(GatewayOptions options)
{
    readonly FrozenSet<string> _allowed = options.AllowedOrigins.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public bool IsAllowed(string origin) => _allowed.Contains(origin);

    /// <summary>True also for callers that are no web page: those send no origin.</summary>
    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();

        // Host and port are compared, not the scheme: a proxy that ends TLS hides it.
        return origin.Length == 0 || IsAllowed(origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Authority.Equals(WithoutDefaultPort(request), StringComparison.OrdinalIgnoreCase));
    }

    static string WithoutDefaultPort(HttpRequest request) =>
        request.Host.Port is 80 or 443 ? request.Host.Host : request.Host.Value ?? "";
}

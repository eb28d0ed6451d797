using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Teahouse.Server.Gateway;

/// <summary>Which web pages may use the API: those of this server, and those of the origins that the operator allows.</summary>
sealed class Origins(GatewayOptions options)
{
    readonly FrozenSet<string> _allowed = options.AllowedOrigins.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    bool IsAllowed(string origin) => _allowed.Contains(origin);

    /// <summary>True also for callers that are no web page: those send no origin.</summary>
    public bool Allows(string origin, HostString host)
    {
        // Host and port are compared, not the scheme: a proxy that ends TLS hides it.
        return origin.Length == 0 || IsAllowed(origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Authority.Equals(WithoutDefaultPort(host), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Lets pages of allowed origins read the answer (CORS, Fetch standard); true when the call was only their question.</summary>
    public bool Share(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Vary = "Origin";
        if (!IsAllowed(context.Request.Headers.Origin.ToString()))
        {
            return false;
        }

        headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        headers.AccessControlExposeHeaders = "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, WWW-Authenticate, Location, "
            + "Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, Upload-Length, Upload-Expires";
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return false;
        }

        headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, Idempotency-Key, traceparent, Tus-Resumable, Upload-Length, "
            + "Upload-Offset, Upload-Metadata, Upload-Checksum, X-HTTP-Method-Override, X-Requested-With";
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    static string WithoutDefaultPort(HostString host) => host.Port is 80 or 443 ? host.Host : host.Value ?? "";
}

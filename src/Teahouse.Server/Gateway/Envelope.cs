using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>What is the same around every HTTP answer: its id, its security headers, and a named refusal where something failed.</summary>
sealed class Envelope(Origins origins, Proxies proxies, ILogger<Envelope> log) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(WrapAsync);
        next(app);
    };

    async Task WrapAsync(HttpContext context, RequestDelegate next)
    {
        context.TraceIdentifier = Activity.Current?.TraceId.ToHexString() ?? Upgrade.TraceId(context.Request.Headers.TraceParent);
        proxies.See(context);
        var headers = context.Response.Headers;
        headers["X-Request-Id"] = context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            headers.CacheControl = "no-store";
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            if (origins.Share(context))
            {
                return;
            }
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Problems.RefuseAsync(context, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? new(Refusals.TooLarge, $"A body has at most {Limits.FrameBytes} bytes.")
                : new(Refusals.Malformed, "The HTTP request is malformed."));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            log.RequestFailed(context.Request.Path, context.TraceIdentifier, e);
            await Problems.RefuseAsync(context, new(Refusals.Internal, "The server failed; the log has more under this request id."));
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>Replies and refusals as HTTP answers.</summary>
static class Problems
{
    public static Task RefuseAsync(HttpContext context, Refused refused) =>
        WriteAsync(context, Json.Write(refused, context.TraceIdentifier));

    public static async Task WriteAsync(HttpContext context, Reply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        if (reply.Body.IsEmpty)
        {
            return;
        }

        if (reply.Status >= 400)
        {
            Advise(response, reply);
        }

        response.ContentType = reply.Status >= 400 ? "application/problem+json" : "application/json";
        response.ContentLength = reply.Body.Length;
        await response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    static void Advise(HttpResponse response, Reply reply)
    {
        if (reply.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }
        else if (reply.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            var seconds = JsonSerializer.Deserialize(reply.Body.Span, Wire.Json.Problem)?.RetryAfter ?? 1;
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(seconds)).ToString(CultureInfo.InvariantCulture);
        }
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Teahouse.Protocol;

namespace Teahouse.Server.Gateway;

/// <summary>The API for people, at /api/docs: Swagger UI from its package, with nothing from elsewhere.</summary>
static class ApiPage
{
    /// <summary>The page writes styles into itself, which no other page of this server may do.</summary>
    static string Policy => "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var page = endpoints.CreateApplicationBuilder();
        page.Use((context, next) =>
        {
            // The middleware of the package gives way to endpoints, and this is within one.
            context.SetEndpoint(null);
            context.Response.Headers.ContentSecurityPolicy = Policy;
            return next(context);
        });
        page.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "api/docs";
            options.DocumentTitle = "Teahouse API";
            options.SwaggerEndpoint("/api/openapi.json", "Teahouse");
        });
        page.Run(context => Problems.RefuseAsync(context, new(Refusals.NotFound, "There is no such page.")));
        endpoints.MapMethods("/api/docs/{**file}", ["GET"], page.Build());
    }
}

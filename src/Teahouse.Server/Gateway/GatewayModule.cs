using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>The edge: HTTP, the socket, the web client. It speaks with the core over the bus and never reads the database.</summary>
public static class GatewayModule
{
    public static Door Door { get; } = new("gateway") { Options = typeof(GatewayOptions), Add = Add, Edge = Map };

    static void Add(IServiceCollection services)
    {
        services.AddMetrics().AddSingleton<Switchboard>().AddSingleton<Sessions>().AddSingleton<Admission>().AddSingleton<GatewayMetrics>();
        services.AddSingleton<Roster>().AddSingleton<Crowds>().AddSingleton<Activities>().AddSingleton<Presences>().AddSingleton<Hub>().AddSingleton<Beats>().AddSingleton<Sightings>().AddSingleton<Attention>().AddSingleton<Clock>();
        services.AddSingleton<Origins>().AddSingleton<Proxies>().AddSingleton<SocketServer>().AddSingleton<Upgrades>().AddSingleton<HttpCalls>();
        services.AddSingleton<WebClient>().AddSingleton<ApiDocument>();
        services.AddSingleton(s => new EdgeAccess(
            s.GetRequiredService<HttpCalls>().AdmitUserAsync, s.GetRequiredService<Switchboard>().AskAsync, Problems.WriteAsync,
            Problems.RefuseAsync));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Clock>());
        services.AddSingleton<IStartupFilter, Envelope>();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(listen => listen.ApplicationServices.GetRequiredService<Upgrades>().Watch(listen));
        });
    }

    static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<Hub>().Listen();
        endpoints.ServiceProvider.GetRequiredService<HttpCalls>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<SocketServer>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<WebClient>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<ApiDocument>().Map(endpoints);
        ApiPage.Map(endpoints);
    }
}

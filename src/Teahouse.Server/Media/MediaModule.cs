using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>Files: uploaded once, named by their hash, decoded in a limited child process, opened by grants.</summary>
public static class MediaModule
{
    public static Door Door { get; } = new("media") { Options = typeof(MediaOptions), Add = Add, Core = Bind, Edge = Map };

    static void Add(IServiceCollection services) => services
        .AddSingleton<Uploads>()
        .AddSingleton<UploadWriters>()
        .AddSingleton<UploadWriting>()
        .AddSingleton<UploadRoutes>()
        .AddSingleton<UploadSweeper>();

    static void Bind(Core core)
    {
        core.Services.GetRequiredService<Uploads>().Bind(core);
        core.Services.GetRequiredService<UploadSweeper>().Start();
    }

    static void Map(IEndpointRouteBuilder endpoints) => endpoints.ServiceProvider.GetRequiredService<UploadRoutes>().Map(endpoints);
}

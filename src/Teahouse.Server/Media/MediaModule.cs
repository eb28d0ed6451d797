using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Fetch;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>Files: uploaded once, named by their hash, decoded in a limited child process, opened by grants.</summary>
public static class MediaModule
{
    public static Door Door { get; } = new("media")
    {
        Options = typeof(MediaOptions),
        Add = Add,
        Core = Bind,
        Worker = Listen,
        Edge = Map,
    };

    static void Add(IServiceCollection services)
    {
        services.AddSingleton(s => new MediaFiles(
            s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<Grants>(), s.GetRequiredService<MediaOptions>(),
            s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new ContentOrigin(s.GetRequiredService<MediaOptions>().PublicOrigin));
        services.AddSingleton<Uploads>().AddSingleton<UploadWriters>().AddSingleton<UploadWriting>().AddSingleton<UploadRoutes>();
        services.AddSingleton<UploadSweeper>();
        services.AddSingleton<HashLocks>().AddSingleton<Grants>().AddSingleton<Preparation>();
        services.AddSingleton<Completing>().AddSingleton<OwnFiles>();
        services.AddSingleton<DecoderTools>().AddSingleton<Decoders>();
        services.AddSingleton<Sweeper>().AddSingleton<Deriving>().AddSingleton<MediaRoutes>();
        services.AddSingleton<LinkCache>().AddSingleton<LinkPictures>();
        services.AddSingleton(s => new Links(
            s.GetRequiredService<SafeFetcher>(), s.GetRequiredService<LinkCache>(), s.GetRequiredService<LinkPictures>(),
            s.GetRequiredService<MediaOptions>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Links>>()));
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Decoders>());
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Sweeper>());
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Deriving>());
    }

    static void Bind(Core core)
    {
        core.Services.GetRequiredService<Uploads>().Bind(core);
        core.Services.GetRequiredService<UploadSweeper>().Start();
        var own = core.Services.GetRequiredService<OwnFiles>();
        core.Handle(Commands.CompleteUpload, core.Services.GetRequiredService<Completing>().CompleteAsync);
        core.Handle(Commands.GetMedia, own.GetAsync);
        core.Handle(Commands.DiscardMedia, own.DiscardAsync);
        core.Handle(Commands.GetMediaUsage, own.GetUsageAsync);
        core.HandleInternal(Grants.KeyCommand, core.Services.GetRequiredService<Grants>().TellKeyAsync);
    }

    static void Listen(Workers workers) => workers.Listen(
        "media.people", [AccountsFacts.UserDeactivated.Topic], workers.Services.GetRequiredService<OwnFiles>().HearAsync);

    static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.ServiceProvider.GetRequiredService<UploadRoutes>().Map(endpoints);
        endpoints.ServiceProvider.GetRequiredService<MediaRoutes>().Map(endpoints);
    }
}

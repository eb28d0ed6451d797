using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>Files: uploaded once, named by their hash, decoded in a limited child process, opened by grants.</summary>
public static class MediaModule
{
    public static Door Door { get; } = new("media") { Options = typeof(MediaOptions), Add = Add };

    static void Add(IServiceCollection services)
    {
        services.AddSingleton<DecoderTools>().AddSingleton<Decoders>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Decoders>());
    }
}

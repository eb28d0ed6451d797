using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Teahouse.Platform.Config;
using Teahouse.Platform.Telemetry;

namespace Teahouse;

/// <summary>A running node. Disposing it drains and stops it.</summary>
public sealed class TeahouseServer : IAsyncDisposable
{
    readonly WebApplication _app;

    TeahouseServer(WebApplication app)
    {
        _app = app;
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it serves, with the port it has taken.</summary>
    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Ends once the node stops, also when it does so by itself because a part of it broke.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts a node from values by path (<c>server.port</c>); nothing else is read, neither file nor environment.</summary>
    /// <exception cref="ConfigurationException">The settings cannot be used.</exception>
    public static Task<TeahouseServer> StartAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken) =>
        StartAsync(Settings.None.With(settings, "caller"), cancellationToken);

    /// <inheritdoc cref="StartAsync(IReadOnlyDictionary{string, string?}, CancellationToken)"/>
    public static async Task<TeahouseServer> StartAsync(Settings settings, CancellationToken cancellationToken)
    {
        var app = Run.Build(settings);
        try
        {
            await app.StartAsync(cancellationToken);
            var server = new TeahouseServer(app);
            server.Logger.Serving(server.Address, string.Join(", ", app.Services.GetRequiredService<ServerOptions>().Roles));
            return server;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Drains: not ready any more, sockets are told to go away, what is under way is finished, writers are flushed; then all is stopped.
    /// Takes no longer than <see cref="ServerOptions.DrainS"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Services.GetRequiredService<Readiness>().Drain();
        Logger.Draining(Services.GetRequiredService<ServerOptions>().DrainS);
        await _app.StopAsync(CancellationToken.None);
        Logger.Stopped();
        await _app.DisposeAsync();
    }

    ILogger Logger => Services.GetRequiredService<ILogger<TeahouseServer>>();
}

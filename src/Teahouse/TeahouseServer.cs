using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Config;
using Teahouse.Platform.Postgres;
using Teahouse.Platform.Telemetry;
using Teahouse.Server.Doors;

namespace Teahouse;

/// <summary>A running node. Disposing it drains and stops it.</summary>
public sealed class TeahouseServer : IAsyncDisposable
{
    readonly ServerOptions _options;
    readonly ILoggerFactory _loggers;
    readonly ILogger _logger;
    Database? _database;
    WebApplication? _app;

    TeahouseServer(ServerOptions options, ILoggerFactory loggers) =>
        (_options, _loggers, _logger) = (options, loggers, loggers.CreateLogger<TeahouseServer>());

    /// <summary>Where it serves, with the port it has taken.</summary>
    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    /// <summary>Ends once the node stops, also when it does so by itself because a part of it broke.</summary>
    public CancellationToken Stopping => _app!.Lifetime.ApplicationStopping;

    /// <summary>
    /// Starts a node from values by path (<c>server.port</c>), and answers once it is ready; nothing else is read, neither file nor environment.
    /// </summary>
    /// <exception cref="ConfigurationException">The settings cannot be used.</exception>
    /// <exception cref="DatabaseException">The database cannot be used.</exception>
    /// <exception cref="IOException">The port is taken, or files cannot be kept.</exception>
    public static Task<TeahouseServer> StartAsync(IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken) =>
        StartAsync(Settings.None.With(settings, "caller"), cancellationToken);

    /// <inheritdoc cref="StartAsync(IReadOnlyDictionary{string, string?}, CancellationToken)"/>
    public static async Task<TeahouseServer> StartAsync(Settings settings, CancellationToken cancellationToken)
    {
        var options = OptionsBinder.Bind(Modules.Sections, settings);
        var loggers = TelemetryExtensions.CreateLoggers(options.OfType<TelemetryOptions>().Single(), TimeProvider.System);
        var server = new TeahouseServer(options.OfType<ServerOptions>().Single(), loggers);
        try
        {
            await server.StartAsync(options, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Drains: not ready any more, sockets are told to go away, what is under way is finished, writers are flushed; then all is stopped,
    /// the private database last. Takes no longer than <c>server.drain_s</c> and what PostgreSQL needs to stop.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            _app.Services.GetRequiredService<Readiness>().Drain();
            _logger.Draining(_options.DrainS);
            try
            {
                await _app.StopAsync(CancellationToken.None);
            }
            catch (Exception e)
            {
                // The host has stopped every part by now; what one of them could not do must not keep the database from being stopped.
                _logger.DrainFailed(e);
            }

            await _app.DisposeAsync();
            _logger.Stopped();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _loggers.Dispose();
    }

    // Partitions are claimed while the node serves already: their owner must be there to be asked.
    async Task UntilReadyAsync(Readiness readiness, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping);
        while ((await readiness.WhyNotAsync(ended.Token)).Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), ended.Token);
        }
    }

    async Task StartAsync(IReadOnlyList<object> options, CancellationToken cancellationToken)
    {
        if (_options.Has(Role.Core) || _options.Has(Role.Worker))
        {
            var migrations = Migration.FromAssembly(typeof(Door).Assembly);
            _database = await Database.OpenAsync(
                options.OfType<DatabaseOptions>().Single(), _options.Data, migrations, _loggers, cancellationToken);
        }

        _app = Run.Build(options, _loggers, _database?.DataSource);
        await _app.Services.GetRequiredService<IBlobStore>().PrepareAsync(cancellationToken);
        await _app.StartAsync(cancellationToken);
        Address = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        _logger.Serving(Address, string.Join(", ", _options.Roles));
        await UntilReadyAsync(_app.Services.GetRequiredService<Readiness>(), cancellationToken);
    }
}

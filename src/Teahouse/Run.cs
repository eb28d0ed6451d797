using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Platform.Fetch;
using Teahouse.Platform.Sandbox;
using Teahouse.Platform.Telemetry;
using Teahouse.Server.Doors;

namespace Teahouse;

/// <summary>Puts a node together: roles → doors.</summary>
static class Run
{
    static readonly int UsualPort = 8080;

    /// <summary>Builds a host that has not begun to serve.</summary>
    /// <param name="options">One record for each of <see cref="Modules.Sections"/>.</param>
    /// <param name="loggers">They outlive the host.</param>
    /// <param name="database">Null on a node whose roles do not touch it.</param>
    public static WebApplication Build(IReadOnlyList<object> options, ILoggerFactory loggers, NpgsqlDataSource? database)
    {
        var server = options.OfType<ServerOptions>().Single();
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "teahouse", ContentRootPath = AppContext.BaseDirectory });
        foreach (var (section, record) in Modules.Sections.Zip(options))
        {
            builder.Services.AddSingleton(section.Type, record);
        }

        AddPlatform(builder, server, options.OfType<BlobOptions>().Single());
        builder.Services.AddTelemetry(loggers, options.OfType<TelemetryOptions>().Single());
        if (database is not null)
        {
            builder.Services.AddSingleton(database);
            builder.Services.AddSingleton(new ReadinessCheck("database", cancellationToken => WhyNotAsync(database, cancellationToken)));
        }

        foreach (var door in Modules.Doors)
        {
            door.Add?.Invoke(builder.Services);
        }

        // After the doors, which may have a say in how connections are served.
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Parse(server.Host), server.Port ?? UsualOrFree(server.Host)));

        if (server.Has(Role.Worker))
        {
            // What starts last stops first: listeners need the units that they call.
            builder.Services.AddHostedService(services => services.GetRequiredService<FactPump>());
        }

        var app = builder.Build();
        OpenDoors(app, server);
        return app;
    }

    static void AddPlatform(WebApplicationBuilder builder, ServerOptions server, BlobOptions blobs)
    {
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(server.DrainS));
        // The program owns the signals: a host in a test must not listen to them.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Modules.Doors);
        builder.Services.AddSingleton<IBus, LocalBus>();
        builder.Services.AddSingleton<CallTable>();
        builder.Services.AddSingleton<IBlobStore>(
            new FileBlobs(blobs.Folder ?? Path.Combine(server.Data, "blobs"), TimeProvider.System));
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddSingleton<FactPump>();
        builder.Services.AddSingleton<SafeFetcher>();
        builder.Services.AddSingleton(_ => new WorkFolders(Path.Combine(server.Data, "work")));
        builder.Services.AddSingleton<ToolRunner>();
    }

    static void OpenDoors(WebApplication app, ServerOptions server)
    {
        app.MapTelemetry();
        if (server.Has(Role.Core))
        {
            var calls = app.Services.GetRequiredService<CallTable>();
            Each(door => door.Core, new Core(app.Services, calls));
            app.Services.GetRequiredService<IBus>().Serve(Address.Core, calls.CarryOutAsync);
        }

        if (server.Has(Role.Worker))
        {
            var workers = new Workers(app.Services);
            Each(door => door.Worker, workers);
            app.Services.GetRequiredService<FactPump>().Add(workers.Listeners, alone: app.Services.GetRequiredService<IBus>() is LocalBus);
        }

        if (server.Has(Role.Edge))
        {
            Each(door => door.Edge, app);
        }
    }

    static void Each<T>(Func<Door, Action<T>?> part, T argument)
    {
        foreach (var door in Modules.Doors)
        {
            part(door)?.Invoke(argument);
        }
    }

    static async ValueTask<string?> WhyNotAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return null;
        }
        catch (NpgsqlException)
        {
            return "cannot be reached";
        }
    }

    static int UsualOrFree(string host)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Parse(host), UsualPort);
            probe.Start();
            return UsualPort;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

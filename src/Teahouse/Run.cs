using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Config;
using Teahouse.Platform.Telemetry;
using Teahouse.Server.Doors;

namespace Teahouse;

/// <summary>Puts a node together: roles → doors.</summary>
static class Run
{
    static readonly int UsualPort = 8080;

    /// <summary>Builds a node that has not begun to serve.</summary>
    public static WebApplication Build(Settings settings)
    {
        var options = OptionsBinder.Bind(Modules.Sections, settings);
        var server = options.OfType<ServerOptions>().Single();
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "teahouse", ContentRootPath = AppContext.BaseDirectory });
        foreach (var (section, record) in Modules.Sections.Zip(options))
        {
            builder.Services.AddSingleton(section.Type, record);
        }

        AddPlatform(builder, server, options.OfType<TelemetryOptions>().Single());
        foreach (var door in Modules.Doors)
        {
            door.Add?.Invoke(builder.Services);
        }

        var app = builder.Build();
        OpenDoors(app, server);
        return app;
    }

    static void AddPlatform(WebApplicationBuilder builder, ServerOptions server, TelemetryOptions telemetry)
    {
        builder.AddTelemetry(telemetry);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(server.Host), server.Port ?? UsualOrFree(server.Host));
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(server.DrainS));
        // The program owns the signals: a host in a test must not listen to them.
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IBus, LocalBus>();
        builder.Services.AddSingleton<CallTable>();
        builder.Services.AddSingleton<Dispatcher>();
    }

    static void OpenDoors(WebApplication app, ServerOptions server)
    {
        app.MapTelemetry();
        if (server.Has(Role.Core))
        {
            var core = new Core(app.Services, app.Services.GetRequiredService<CallTable>());
            Each(door => door.Core, core);
            app.Services.GetRequiredService<IBus>().Serve(Address.Core, app.Services.GetRequiredService<Dispatcher>().CarryOutAsync);
        }

        if (server.Has(Role.Worker))
        {
            Each(door => door.Worker, new Workers(app.Services));
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

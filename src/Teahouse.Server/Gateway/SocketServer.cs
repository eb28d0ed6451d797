using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>Serves /api/v1/socket, and lends its connections what they need.</summary>
sealed class SocketServer(
    Switchboard switchboard, Sessions sessions, Admission admission, Hub hub, Roster roster, Crowds crowds, Presences presences,
    Clock clock, Origins origins, Proxies proxies, Sightings sightings, Attention attention, GatewayOptions options, GatewayMetrics metrics, TimeProvider time, ILogger<SocketServer> log)
{
    public static string Subprotocol => "teahouse.v1";

    public Switchboard Switchboard => switchboard;
    public Sessions Sessions => sessions;
    public Admission Admission => admission;
    public Hub Hub => hub;
    public Roster Roster => roster;
    public Crowds Crowds => crowds;
    public Proxies Proxies => proxies;
    public Sightings Sightings => sightings;
    public Attention Attention => attention;
    public Presences Presences => presences;
    public Clock Clock => clock;
    public GatewayOptions Options => options;
    public GatewayMetrics Metrics => metrics;
    public TimeProvider Time => time;
    public ILogger Log => log;

    /// <summary>Whether this node is an edge.</summary>
    public bool IsOpen { get; private set; }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        IsOpen = true;
        // The clock has its own heartbeat; the framework's would be a timer per socket.
        var server = endpoints.CreateApplicationBuilder();
        server.UseWebSockets(new() { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        server.Run(AcceptAsync);
        endpoints.MapMethods(HttpCalls.Base + "/socket", ["GET", "CONNECT"], server.Build());
        endpoints.Map(HttpCalls.Base + "/socket", context => HttpCalls.RefuseVerbAsync(context, "GET"));
    }

    async Task AcceptAsync(HttpContext context)
    {
        if ((Check(context) ?? Refuse(context.Request.Headers.Origin.ToString(), context.Request.Host, context.Connection.RemoteIpAddress)) is { } refused)
        {
            await Problems.RefuseAsync(context, refused);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = Subprotocol });
        await new Connection(this, socket, context.Connection.RemoteIpAddress, context.TraceIdentifier).RunAsync();
    }

    static Refused? Check(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest && context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol)
            ? null
            : new(Refusals.Malformed, $"This address is a WebSocket with the subprotocol {Subprotocol}.");

    /// <summary>Why an upgrade is not taken; null when it is.</summary>
    public Refused? Refuse(string origin, HostString host, IPAddress? caller)
    {
        if (!origins.Allows(origin, host))
        {
            return new(Refusals.ForeignOrigin, "Pages of this origin may not open sockets here.");
        }

        if (clock.Stopping)
        {
            return new(Refusals.Stopping, "This node is stopping.", TimeSpan.FromSeconds(1));
        }

        return roster.Count >= options.Sockets || roster.Unready >= options.UnreadySockets
            || roster.UnreadyFrom(Admission.Key(caller)) >= options.UnreadySocketsPerAddress
            ? new(Refusals.Overloaded, "This node has no room for another socket.", TimeSpan.FromSeconds(5))
            : null;
    }
}

using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Teahouse.Floor;

// The least that a server of this kind can do: a relay that keeps nothing, checks nobody and says only what the load tool waits for.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(args[0], CultureInfo.InvariantCulture)));
await using var app = builder.Build();
app.UseWebSockets(new() { KeepAliveInterval = Timeout.InfiniteTimeSpan });
var rooms = new Rooms();
app.Run(async context =>
{
    using var socket = await context.WebSockets.AcceptWebSocketAsync("teahouse.v1");
    await new Member(socket, rooms).RunAsync();
});
await app.RunAsync();

using System.Buffers;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>Serves every route of the command table under /api/v1; nothing here knows a single command by what it does.</summary>
sealed class HttpCalls(Switchboard switchboard, Sessions sessions, Admission admission, GatewayMetrics metrics)
{
    public static string Base => "/api/v1";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var shapes = Commands.All.SelectMany(command => command.Routes.Select(route => new CallShape(command, route)));
        foreach (var path in shapes.GroupBy(shape => shape.Route.Path))
        {
            foreach (var shape in path)
            {
                endpoints.MapMethods(Base + path.Key, [shape.Route.Method], context => AnswerAsync(context, shape));
            }

            var allowed = string.Join(", ", path.Select(shape => shape.Route.Method));
            endpoints.Map(Base + path.Key, context => RefuseVerbAsync(context, allowed));
        }

        endpoints.Map("/api/{**rest}", context => Problems.RefuseAsync(context, new(Refusals.NotFound, "There is no such address.")));
    }

    public static Task RefuseVerbAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return Problems.RefuseAsync(context, new(Refusals.WrongVerb, $"This address takes {allowed}."));
    }

    async Task AnswerAsync(HttpContext context, CallShape shape)
    {
        Actor? actor = default(Actor);
        if (shape.Command.Anonymous ? !await AdmitAddressAsync(context) : (actor = await AdmitUserAsync(context)) is null)
        {
            return;
        }

        var (body, refused) = await ReadAsync(context, shape);
        var (key, wrong) = Keyed.Read(context.Request.Headers);
        if ((refused ?? wrong) is { } cause)
        {
            await Problems.RefuseAsync(context, cause);
            return;
        }

        var call = new Call(shape.Command.Name, body)
        {
            User = actor!.Value.User,
            Session = actor.Value.Session,
            Address = AddressOf(context),
            IdempotencyKey = key,
            RequestId = context.TraceIdentifier,
        };

        // A write that has begun is finished, whether or not its caller still waits.
        var reply = await switchboard.AskAsync(call, shape.TakesBody ? CancellationToken.None : context.RequestAborted);
        metrics.Called(shape.Command, reply.Status);
        var nothing = shape.Command == Commands.ListUnread && reply.Status == 200 && reply.Body.Span.SequenceEqual("[]"u8);
        if (nothing)
        {
            reply = new(StatusCodes.Status204NoContent, default);
        }
        else if (!shape.Command.Anonymous && reply.Status < 400)
        {
            reply = reply with { Body = Compression.Shrink(context, reply.Body) };
        }

        await Problems.WriteAsync(context, reply);
    }

    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    async ValueTask<bool> AdmitAddressAsync(HttpContext context)
    {
        var wait = admission.Addresses.Take(admission.Addresses.Of(Admission.Key(context.Connection.RemoteIpAddress)));
        if (wait > TimeSpan.Zero)
        {
            await Admission.RefuseAsync(context, admission.Addresses, wait);
        }

        return wait == TimeSpan.Zero;
    }

    /// <summary>Who asks; null when they were refused and answered.</summary>
    public async ValueTask<Actor?> AdmitUserAsync(HttpContext context)
    {
        if (await AuthenticateAsync(context) is not { } actor)
        {
            return null;
        }

        var wait = admission.Users.Take(admission.Users.Of(Admission.Key(actor.User)));
        if (wait == TimeSpan.Zero)
        {
            return actor;
        }

        await Admission.RefuseAsync(context, admission.Users, wait);
        return null;
    }

    async ValueTask<Actor?> AuthenticateAsync(HttpContext context)
    {
        if (!AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || string.IsNullOrEmpty(header.Parameter))
        {
            await Problems.RefuseAsync(context, new(Refusals.NoSession, "Authorization: Bearer is missing."));
            return null;
        }

        if (sessions.Remembered(header.Parameter) is { } remembered)
        {
            return remembered;
        }

        var (found, refusal) = await sessions.AskAsync(
            header.Parameter, context.Connection.RemoteIpAddress, context.TraceIdentifier, context.RequestAborted);
        if (found is not null)
        {
            return new(found.User.Id, found.SessionId);
        }

        await Problems.WriteAsync(context, refusal);
        return null;
    }

    static async ValueTask<(byte[]? Body, Refused? Refused)> ReadAsync(HttpContext context, CallShape shape)
    {
        var request = context.Request;
        if (request.ContentLength > Limits.FrameBytes)
        {
            return (null, TooLarge());
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(context.RequestAborted);
            var large = read.Buffer.Length > Limits.FrameBytes;
            if (!large && !read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            Refused? refused = null;
            var body = large ? null : Read(context, shape, read.Buffer, out refused);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return (body, large ? TooLarge() : refused);
        }
    }

    static byte[]? Read(HttpContext context, CallShape shape, ReadOnlySequence<byte> body, out Refused? refused)
    {
        refused = body.IsEmpty || IsJson(context.Request.ContentType)
            ? null : new(Refusals.WrongMediaType, "The body must be application/json in UTF-8.");
        return refused is null ? shape.Read(context, body, out refused) : null;
    }

    static Refused TooLarge() => new(Refusals.TooLarge, $"A body has at most {Limits.FrameBytes} bytes.");

    static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}

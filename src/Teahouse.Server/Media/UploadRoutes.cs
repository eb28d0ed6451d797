using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>
/// Uploads that go on after a cut line: tus 1.0.0 (https://tus.io/protocols/resumable-upload) with creation, creation-with-upload, checksum,
/// termination and expiration.
/// </summary>
sealed class UploadRoutes(EdgeAccess edge, UploadWriters writers, UploadWriting writing, MediaOptions options)
{
    delegate Task Verb(HttpContext context, Actor actor);

    static string Base => "/api/v1/uploads";
    static string Version => "1.0.0";
    static string BytesAtOffset => "application/offset+octet-stream";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        Map(endpoints, Base, new() { ["POST"] = CreateAsync });
        Map(endpoints, Base + "/{id:guid}", new() { ["HEAD"] = TellAsync, ["PATCH"] = AppendAsync, ["DELETE"] = DeleteAsync });
    }

    void Map(IEndpointRouteBuilder endpoints, string path, Dictionary<string, Verb> verbs) =>
        endpoints.Map(path, context => AnswerAsync(context, verbs));

    async Task AnswerAsync(HttpContext context, Dictionary<string, Verb> verbs)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers["Tus-Resumable"] = Version;

        // For clients whose network lets few methods through.
        var method = request.Headers["X-HTTP-Method-Override"] is { Count: > 0 } said ? said.ToString() : request.Method;
        if (method == HttpMethods.Options)
        {
            Describe(context.Response);
        }
        else if (!verbs.TryGetValue(method, out var verb))
        {
            headers.Allow = string.Join(", ", verbs.Keys.Append(HttpMethods.Options));
            await edge.RefuseAsync(context, new(Refusals.WrongVerb, $"This address takes {headers.Allow}."));
        }
        else if (await edge.AdmitAsync(context) is { } actor)
        {
            if (request.Headers["Tus-Resumable"] == Version)
            {
                await verb(context, actor);
                return;
            }

            headers["Tus-Version"] = Version;
            await edge.RefuseAsync(context, new(Refusals.WrongVersion, $"Tus-Resumable must be {Version}."));
        }
    }

    void Describe(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers["Tus-Version"] = Version;
        response.Headers["Tus-Extension"] = "creation,creation-with-upload,checksum,termination,expiration";
        response.Headers["Tus-Max-Size"] = Number(options.FileBytes);
        response.Headers["Tus-Checksum-Algorithm"] = UploadChecksum.Algorithms;
    }

    async Task CreateAsync(HttpContext context, Actor actor)
    {
        var (key, refused) = Keyed.Read(context.Request.Headers);
        var length = ReadNumber(context, "Upload-Length", ref refused);
        var brings = context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody;
        var checksum = brings ? ReadBytes(context, ref refused) : null;
        if (context.Request.Headers.ContainsKey("Upload-Defer-Length"))
        {
            refused = new(Refusals.NotSupported, "Upload-Defer-Length: say the length at once, by Upload-Length.");
        }

        if (refused is not null)
        {
            await edge.RefuseAsync(context, refused);
            return;
        }

        var reply = await writing.AskAsync(context, actor, Uploads.Create, new NewUpload(length), UploadJson.Default.NewUpload, key);
        if (reply.Status < 400)
        {
            var upload = UploadWriting.Read(reply);
            context.Response.Headers.Location = $"{Base}/{upload.Id}";
            if (brings && upload.Received == 0)
            {
                (reply, _) = await writing.WriteAsync(context, actor, upload.Id, 0, checksum);
            }
        }

        await AnswerAsync(context, reply, null, StatusCodes.Status201Created);
    }

    async Task TellAsync(HttpContext context, Actor actor)
    {
        await writers.EndAsync(IdOf(context), actor.User);
        var reply = await writing.AskAsync(context, actor, Uploads.Find, new UploadPlace(IdOf(context)), UploadJson.Default.UploadPlace);
        if (reply.Status < 400)
        {
            context.Response.Headers["Upload-Length"] = Number(UploadWriting.Read(reply).Length);
        }

        await AnswerAsync(context, reply, null, StatusCodes.Status200OK);
    }

    async Task AppendAsync(HttpContext context, Actor actor)
    {
        Refused? refused = null;
        var offset = ReadNumber(context, "Upload-Offset", ref refused);
        var checksum = ReadBytes(context, ref refused);
        if (refused is not null)
        {
            await edge.RefuseAsync(context, refused);
            return;
        }

        var (reply, stands) = await writing.WriteAsync(context, actor, IdOf(context), offset, checksum);
        await AnswerAsync(context, reply, stands, StatusCodes.Status204NoContent);
    }

    async Task DeleteAsync(HttpContext context, Actor actor)
    {
        await writers.EndAsync(IdOf(context), actor.User);
        var reply = await writing.AskAsync(context, actor, Uploads.Delete, new UploadPlace(IdOf(context)), UploadJson.Default.UploadPlace);
        await edge.AnswerAsync(context, reply.Status < 400 ? new(StatusCodes.Status204NoContent, default) : reply);
    }

    async Task AnswerAsync(HttpContext context, Reply reply, long? stands, int status)
    {
        var headers = context.Response.Headers;
        if (reply.Status == 0)
        {
            context.Abort();
        }
        else if (reply.Status >= 400)
        {
            // Where to go on, so that a client need not ask.
            headers["Upload-Offset"] = stands is { } offset ? Number(offset) : default;
            await edge.AnswerAsync(context, reply);
        }
        else
        {
            var upload = UploadWriting.Read(reply);
            context.Response.StatusCode = status;
            headers["Upload-Offset"] = Number(upload.Received);
            headers["Upload-Expires"] = upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    static Guid IdOf(HttpContext context) => Guid.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);

    static long ReadNumber(HttpContext context, string header, ref Refused? refused)
    {
        var text = context.Request.Headers[header].ToString();
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            refused ??= text.Length == 0
                ? new(Refusals.MissingField, $"{header} is missing.")
                : new(Refusals.InvalidField, $"{header} must be a whole number of bytes.");
        }

        return number;
    }

    /// <summary>Looks at the headers of the bytes; answers the checksum, if one is given.</summary>
    static UploadChecksum? ReadBytes(HttpContext context, ref Refused? refused)
    {
        if (!BytesAtOffset.Equals(context.Request.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            refused ??= new(Refusals.WrongMediaType, $"The body must be {BytesAtOffset}.");
        }

        var given = context.Request.Headers["Upload-Checksum"];
        var checksum = UploadChecksum.Read(given.ToString());
        if (given.Count > 0 && checksum is null)
        {
            refused ??= new(Refusals.InvalidField, $"Upload-Checksum must be one of {UploadChecksum.Algorithms}, a space and the hash in base64.");
        }

        return checksum;
    }

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>Serves files to whoever holds a grant. It reads the blob store and nothing else, so a cache can stand before it.</summary>
sealed class MediaRoutes(EdgeAccess access, IBlobStore blobs, MediaOptions options, TimeProvider time)
{
    const int BufferBytes = 128 * 1024;

    static readonly Refused NotFound = new(Refusals.NotFound, "There is nothing here, or not any more.");

    static readonly Refused Unreachable = new(Refusals.Unavailable, "The files cannot be reached.", TimeSpan.FromSeconds(1));

    byte[]? _key;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/media/{grant}/{variant}", ["GET", "HEAD"], ServeAsync);
        endpoints.Map("/media/{grant}/{variant}", RefuseVerbAsync);
    }

    Task RefuseVerbAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return access.RefuseAsync(context, new(Refusals.WrongVerb, "This address takes GET, HEAD."));
    }

    async Task ServeAsync(HttpContext context)
    {
        if (await KeyAsync(context) is not { } key)
        {
            await RefuseAsync(context, Unreachable);
            return;
        }

        var wanted = (string)context.Request.RouteValues["variant"]!;
        var grant = Grant.Read((string)context.Request.RouteValues["grant"]!, key);
        var variant = grant?.Variants.FirstOrDefault(v => v.Name == wanted) ?? default;
        if (grant is null || variant.Name is null || grant.ExpiresAt <= time.GetUtcNow())
        {
            await RefuseAsync(context, NotFound);
            return;
        }

        try
        {
            await ServeAsync(context, grant, variant);
        }
        catch (IOException) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(context, Unreachable);
        }
    }

    async Task ServeAsync(HttpContext context, Grant grant, GrantedVariant variant)
    {
        var (request, response) = (context.Request, context.Response);
        var original = variant.Name == "original";
        var name = original ? BlobNames.Original(grant.Sha256) : BlobNames.Made(grant.Sha256, variant.Name);
        if (await blobs.LengthAsync(name, context.RequestAborted) is not { } length)
        {
            await RefuseAsync(context, NotFound);
            return;
        }

        var tag = $"\"{Convert.ToHexStringLower(grant.Sha256)}-{variant.Name}\"";
        WriteHeaders(response.Headers, grant, tag);
        if (IsKnown(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.Headers.ContentDisposition = original ? Attachment(grant.Name ?? "file") : "inline";
        response.ContentType = variant.MediaType;
        var part = ByteRange.Of(request, tag, length);
        if (part.IsNowhere)
        {
            await RefuseAsync(context, new(Refusals.BadRange, $"The file has {length} bytes."), $"bytes */{length}");
            return;
        }

        if (part.IsPart)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {part.From}-{part.From + part.Length - 1}/{length}";
        }

        response.ContentLength = part.Length;
        if (HttpMethods.IsGet(request.Method))
        {
            await SendAsync(context, name, part);
        }
    }

    async Task SendAsync(HttpContext context, string name, ByteRange part)
    {
        await using var stream = await blobs.OpenAsync(name, part.From, part.Length, context.RequestAborted);
        if (stream is null)
        {
            await RefuseAsync(context, NotFound);
            return;
        }

        await stream.CopyToAsync(context.Response.Body, BufferBytes, context.RequestAborted);
    }

    void WriteHeaders(IHeaderDictionary headers, Grant grant, string tag)
    {
        var left = Math.Max(0, (long)(grant.ExpiresAt - time.GetUtcNow()).TotalSeconds);
        headers.ETag = tag;
        headers.AcceptRanges = "bytes";
        headers.CacheControl = $"public, max-age={left}, immutable";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        if (options.PublicUrl is not null)
        {
            // Pages of the client stand at another origin then. The address itself is the permission; nothing else is looked at.
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            headers.AccessControlAllowOrigin = "*";
        }
    }

    static bool IsKnown(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(k => k.Tag == "*" || k.Tag == tag);

    /// <summary>Saves, and never shows: with the name as it is for those who read RFC 8187, and in ASCII for all others.</summary>
    static string Attachment(string name)
    {
        var header = new ContentDispositionHeaderValue("attachment");
        header.SetHttpFileName(name);
        return header.ToString();
    }

    Task RefuseAsync(HttpContext context, Refused refused, StringValues range = default)
    {
        var headers = context.Response.Headers;
        (headers.CacheControl, headers.ContentRange, headers.ETag, headers.ContentDisposition) = ("no-store", range, default, default);
        return access.RefuseAsync(context, refused);
    }

    /// <summary>The key of grants, asked for once; null while there is nobody to tell it.</summary>
    async ValueTask<byte[]?> KeyAsync(HttpContext context)
    {
        if (_key is null && await access.AskAsync(new Call(Grants.KeyCommand, default), context.RequestAborted) is { Status: 200 } reply)
        {
            _key = reply.Body.ToArray();
        }

        return _key;
    }
}

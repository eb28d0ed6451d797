using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <summary>
/// Serves the built web client: each file in the encoding that the browser likes best, hashed files for ever, and index.html for every
/// address that names no file. What is served is listed once at the start; nothing else below the folder can be asked for.
/// </summary>
sealed class WebClient
{
    static readonly string NotBuilt = """
        Teahouse is running, but its web client is not built.

        In the source tree run: npm ci && npm run build
        or start the server with ./teahouse up, which does that by itself.
        The API is described at /api/docs.

        """;

    readonly FrozenDictionary<string, WebFile> _files;
    readonly string _content;

    public WebClient(GatewayOptions options, ILogger<WebClient> log, ContentOrigin? content = null)
    {
        _content = content?.Value is { } origin ? " " + origin : "";
        var root = options.WebRoot ?? Find();
        _files = root is null ? FrozenDictionary<string, WebFile>.Empty : Read(root);
        if (!_files.ContainsKey("/index.html"))
        {
            log.NoWebClient(root ?? "web/dist");
        }
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/{**path}", ["GET", "HEAD"], ServeAsync);
        endpoints.Map("/{**path}", context => HttpCalls.RefuseVerbAsync(context, "GET, HEAD"));
    }

    static string? Find()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "web");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "web", "dist");
            if (File.Exists(Path.Combine(built, "index.html")))
            {
                return built;
            }
        }

        return Directory.Exists(beside) ? beside : null;
    }

    static FrozenDictionary<string, WebFile> Read(string root)
    {
        if (!Directory.Exists(root))
        {
            return FrozenDictionary<string, WebFile>.Empty;
        }

        var paths = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).ToDictionary(
            file => "/" + Path.GetRelativePath(root, file).Replace('\\', '/'), file => new FileInfo(file));
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        types.Mappings[".md"] = "text/plain";
        return paths.Where(pair => !pair.Key.Contains("/.") && pair.Value.Extension is not (".br" or ".gz")).ToFrozenDictionary(
            pair => pair.Key,
            pair => new WebFile(
                TypeOf(types, pair.Key), pair.Key.StartsWith("/assets/", StringComparison.Ordinal), pair.Value,
                paths.GetValueOrDefault(pair.Key + ".br"), paths.GetValueOrDefault(pair.Key + ".gz")));
    }

    static string TypeOf(FileExtensionContentTypeProvider types, string path)
    {
        var type = types.TryGetContentType(path, out var known) ? known : "application/octet-stream";
        return type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type;
    }

    async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (!_files.TryGetValue(path, out var file) && (Path.HasExtension(path) || !_files.TryGetValue("/index.html", out file)))
        {
            await RefuseAsync(context);
            return;
        }

        var (plain, encoding) = file.Choose(context.Request.Headers.AcceptEncoding.ToString());
        var tag = $"\"{plain.LastWriteTimeUtc.Ticks:x}-{plain.Length:x}{encoding}\"";
        var headers = context.Response.Headers;
        headers.ETag = tag;
        headers.Vary = "Accept-Encoding";
        headers.CacheControl = file.Hashed ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ContentSecurityPolicy = Policy(context.Request);
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        headers.ContentEncoding = encoding.Length > 0 ? encoding : default;
        context.Response.ContentType = file.Type;
        context.Response.ContentLength = plain.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.SendFileAsync(plain.FullName, context.RequestAborted);
        }
    }

    async Task RefuseAsync(HttpContext context)
    {
        if (_files.ContainsKey("/index.html") || context.Request.Path != "/")
        {
            await Problems.RefuseAsync(context, new(Refusals.NotFound, "There is no such file."));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(NotBuilt, context.RequestAborted);
    }

    /// <summary>Older Safari does not count WebSockets to 'self', so the host is named too.</summary>
    string Policy(HttpRequest request) =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:{_content}; " +
        $"media-src 'self' blob:{_content}; font-src 'self'; connect-src 'self' ws://{request.Host} wss://{request.Host}{_content}; " +
        "worker-src 'self'; " +
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

    sealed record WebFile(string Type, bool Hashed, FileInfo Plain, FileInfo? Brotli, FileInfo? Gzip)
    {
        public (FileInfo File, string Encoding) Choose(string accepted)
        {
            var likes = StringWithQualityHeaderValue.TryParseList([accepted], out var list)
                ? list.Where(like => like.Quality is not 0).Select(like => like.Value.Value).ToHashSet(StringComparer.OrdinalIgnoreCase)
                : [];
            return Brotli is not null && likes.Contains("br") ? (Brotli, "br")
                : Gzip is not null && likes.Contains("gzip") ? (Gzip, "gzip")
                : (Plain, "");
        }
    }
}

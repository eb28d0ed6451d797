using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>What a server answered to a call of tus.</summary>
sealed record Tussed(int Status, string? Code, long? Offset, HttpResponseMessage Response)
{
    public string? Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values) ? values.Single() : null;
}

/// <summary>Speaks tus as a stranger's client might, that checks nothing itself.</summary>
sealed class Tus(Uri server, string? token) : IDisposable
{
    readonly HttpClient _http = new() { BaseAddress = new(server, "/api/v1/") };

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Tus Of(TestServer server, Person person) => new(server.Address, person.Token);

    public async Task<string> CreateAsync(long length, string? key = null)
    {
        var created = await SendAsync("POST", "uploads", ("Upload-Length", Text(length)), ("Idempotency-Key", key));
        Assert.Equal((201, null), (created.Status, created.Code));
        Assert.StartsWith("/api/v1/uploads/", created.Header("Location"));
        return created.Header("Location")!["/api/v1/".Length..];
    }

    public Task<Tussed> PatchAsync(string upload, long offset, byte[] bytes, string? checksum = null) =>
        PatchAsync(upload, offset, new ByteArrayContent(bytes), checksum);

    public Task<Tussed> PatchAsync(string upload, long offset, HttpContent content, string? checksum = null) =>
        SendAsync("PATCH", upload, content, ("Upload-Offset", Text(offset)), ("Upload-Checksum", checksum));

    public async Task<long?> OffsetAsync(string upload) => (await SendAsync("HEAD", upload)).Offset;

    public Task<Tussed> SendAsync(string method, string path, params (string Name, string? Value)[] headers) =>
        SendAsync(method, path, null, headers);

    /// <summary>With Tus-Resumable and the media type of tus, unless they are given; a header without a value is left out.</summary>
    public async Task<Tussed> SendAsync(string method, string path, HttpContent? content, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = content };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (content is not null)
        {
            content.Headers.ContentType ??= new("application/offset+octet-stream");
        }

        foreach (var (name, value) in headers.Any(header => header.Name == "Tus-Resumable") ? headers : [("Tus-Resumable", "1.0.0"), .. headers])
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var response = await _http.SendAsync(request, Stop);
        var body = await response.Content.ReadAsByteArrayAsync(Stop);
        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json" && body.Length > 0
            ? JsonSerializer.Deserialize(body, Wire.Json.Problem) : null;
        Assert.Equal(problem?.Status ?? (int)response.StatusCode, (int)response.StatusCode);
        Assert.True(problem is not null || body.Length == 0, "There are words, and they are no problem.");
        Assert.Equal("1.0.0", response.Headers.GetValues("Tus-Resumable").Single());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var offset = response.Headers.TryGetValues("Upload-Offset", out var values) ? long.Parse(values.Single(), CultureInfo.InvariantCulture) : (long?)null;
        return new((int)response.StatusCode, problem?.Code, offset, response);
    }

    public void Dispose() => _http.Dispose();

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A body that comes in two halves, the second when the test lets it.</summary>
sealed class HeldContent(byte[] first, byte[] second) : HttpContent
{
    readonly TaskCompletionSource _go = new();

    public void LetGo() => _go.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
    {
        await stream.WriteAsync(first);
        await stream.FlushAsync();
        await _go.Task;
        await stream.WriteAsync(second);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = first.Length + second.Length;
        return true;
    }
}

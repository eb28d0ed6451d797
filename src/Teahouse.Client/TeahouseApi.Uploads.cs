using System.Globalization;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <content>Uploads by tus 1.0.0: they go on where the server has come to, over however many lines.</content>
public sealed partial class TeahouseApi
{
    const string Uploads = "/api/v1/uploads";

    /// <summary>Uploads a file and makes it one that can be sent as that kind, once its state is ready.</summary>
    /// <param name="content">Can be sought; all of it is sent.</param>
    /// <exception cref="RefusedException">The server refused.</exception>
    /// <exception cref="DisconnectedException">There was no line in all attempts.</exception>
    public async Task<MediaFile> UploadFileAsync(
        Stream content, string kind, string? name = null, UploadOptions? options = null, CancellationToken cancellationToken = default) =>
        await CallAsync(Commands.CompleteUpload, new(await UploadAsync(content, options, cancellationToken), kind, name), cancellationToken);

    /// <summary>Uploads a file without making anything of it; <see cref="Commands.CompleteUpload"/> does. Answers its id.</summary>
    /// <inheritdoc cref="UploadFileAsync"/>
    public async Task<Guid> UploadAsync(Stream content, UploadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var key = options.Key ?? Ids.New().ToString("N");
        var upload = Guid.Empty;
        await InsistAsync(
            options, async () => (upload, _) = (await CreateUploadAsync(content.Length, key, cancellationToken), 0), () => 0, cancellationToken);
        await GoOnAsync(upload, content, options, cancellationToken);
        return upload;
    }

    /// <summary>Goes on with an upload, from where the server has come to until it is whole.</summary>
    /// <inheritdoc cref="UploadFileAsync"/>
    public Task GoOnAsync(Guid upload, Stream content, UploadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var offset = 0L;
        return InsistAsync(options, SendAsync, () => offset, cancellationToken);

        async Task SendAsync()
        {
            offset = await OffsetAsync(upload, cancellationToken);
            options.Progress?.Report(offset);
            while (offset < content.Length)
            {
                offset = await AppendAsync(upload, content, offset, options.ChunkBytes, cancellationToken);
                options.Progress?.Report(offset);
            }
        }
    }

    // Does it again while that may help, and as long as it is getting on.
    static async Task InsistAsync(UploadOptions options, Func<Task> work, Func<long> place, CancellationToken cancellationToken)
    {
        for (var (failures, best) = (0, 0L); ;)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception e) when (MayPass(e) && (failures = place() > best ? 1 : failures + 1) < options.Attempts)
            {
                best = place();
                var wait = (e as RefusedException)?.RetryAfter ?? Reconnection.BackOff(failures - 1);
                await Task.Delay(wait * options.Patience, options.Time, cancellationToken);
            }
        }
    }

    static bool MayPass(Exception exception) =>
        exception is DisconnectedException || (exception is RefusedException refused && (refused.Retry == Retry.Later || refused.Status == 409));

    async Task<Guid> CreateUploadAsync(long length, string key, CancellationToken cancellationToken)
    {
        using var message = Write(HttpMethod.Post, Uploads);
        message.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        message.Headers.Add("Idempotency-Key", key);
        using var response = await SendAsync(message, "POST " + Uploads, cancellationToken);
        return Guid.Parse(response.Headers.Location!.OriginalString.Split('/')[^1], CultureInfo.InvariantCulture);
    }

    async Task<long> OffsetAsync(Guid upload, CancellationToken cancellationToken)
    {
        using var message = Write(HttpMethod.Head, $"{Uploads}/{upload}");
        return await OffsetAsync(message, cancellationToken);
    }

    async Task<long> AppendAsync(Guid upload, Stream content, long offset, int chunk, CancellationToken cancellationToken)
    {
        using var message = Write(HttpMethod.Patch, $"{Uploads}/{upload}");
        var part = new StreamPart(content, offset, Math.Min(chunk, content.Length - offset));
        message.Content = part;
        message.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        // A refusal is heard before all has been sent in vain.
        message.Headers.ExpectContinue = true;
        try
        {
            return await OffsetAsync(message, cancellationToken);
        }
        catch (DisconnectedException) when (part.Failure is not null)
        {
            throw new IOException("What is to be uploaded cannot be read.", part.Failure);
        }
    }

    async Task<long> OffsetAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(message, $"{message.Method} {Uploads}", cancellationToken);
        return response.Headers.TryGetValues("Upload-Offset", out var values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw new DisconnectedException("Something between us and the server answered.");
    }

    HttpRequestMessage Write(HttpMethod method, string path)
    {
        var message = new HttpRequestMessage(method, path);
        message.Headers.Add("Tus-Resumable", "1.0.0");
        message.Headers.Authorization = Token is null ? null : new("Bearer", Token);
        return message;
    }
}

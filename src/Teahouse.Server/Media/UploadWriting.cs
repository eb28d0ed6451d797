using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>Takes the bytes of a call into the stage of its upload. What is told to the core is durable before.</summary>
sealed class UploadWriting(
    EdgeAccess edge, IBlobStore blobs, UploadWriters writers, IHostApplicationLifetime lifetime, ILogger<UploadWriting> logger)
{
    // A phone in a train is slow, or silent for a while; what is slower than this is nobody.
    static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(30));

    /// <summary>
    /// Appends the body of the call, if the upload stands where the call thinks, and answers what is known of it then, or a refusal, even if
    /// some of it was kept. Without a status when there is nobody left to answer.
    /// </summary>
    public async Task<(Reply Reply, long? Offset)> WriteAsync(HttpContext context, Actor actor, Guid id, long offset, UploadChecksum? checksum)
    {
        using var writer = writers.Begin(id, actor.User);
        if (writer is null)
        {
            return (Refuse(context, Refusals.Locked, "Another call brings bytes to this upload."), null);
        }

        var found = await AskAsync(context, actor, Uploads.Find, new UploadPlace(id), UploadJson.Default.UploadPlace);
        if (found.Status >= 400)
        {
            return (found, null);
        }

        var upload = Read(found);
        if (upload.Received != offset)
        {
            return (Refuse(context, Refusals.WrongOffset, $"The upload stands at {upload.Received}."), upload.Received);
        }

        if (context.Request.ContentLength > upload.Length - offset)
        {
            return (Refuse(context, Refusals.TooLarge, $"The upload wants {upload.Length - offset} more bytes."), offset);
        }

        if (upload.Received == upload.Length)
        {
            // Nobody touches the stage of a whole upload: it may be being hashed.
            return (found, offset);
        }

        var turn = new Turn(this, context, actor, upload, found);
        return (await AppendAsync(turn, writer, checksum), turn.At);
    }

    /// <summary>Asks the core.</summary>
    public ValueTask<Reply> AskAsync<T>(HttpContext context, Actor actor, string name, T request, JsonTypeInfo<T> type, string? key = null) =>
        edge.AskAsync(new(name, JsonSerializer.SerializeToUtf8Bytes(request, type))
        {
            User = actor.User, Session = actor.Session, IdempotencyKey = key, RequestId = context.TraceIdentifier,
        }, CancellationToken.None);

    public static UploadState Read(Reply reply) => JsonSerializer.Deserialize(reply.Body.Span, UploadJson.Default.UploadState)!;

    static Reply Refuse(HttpContext context, Refusal row, string detail) => Json.Write(new Refused(row, detail), context.TraceIdentifier);

    async Task<Reply> AppendAsync(Turn turn, UploadWriters.Writer writer, UploadChecksum? checksum)
    {
        var (context, upload) = (turn.Context, turn.Upload);
        Unbind(context);
        using var hash = checksum is null ? null : IncrementalHash.CreateHash(checksum.Algorithm);
        await using var body = new UploadBody(context.Request.BodyReader, upload.Length - upload.Received, hash);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(writer.Over, lifetime.ApplicationStopping);
        try
        {
            // What has a checksum counts once it has proved right, and then as a whole.
            await blobs.AppendAsync(
                Uploads.Stage(upload.Id), upload.Received, body, to => checksum is null ? turn.KeepAsync(to) : default, stop.Token);
            if (checksum is not null && !CryptographicOperations.FixedTimeEquals(hash!.GetHashAndReset(), checksum.Hash))
            {
                return Refuse(context, Refusals.ChecksumMismatch, "The checksum is another; the upload stands where it stood.");
            }

            if (turn.At < upload.Received + body.Come)
            {
                await turn.KeepAsync(upload.Received + body.Come);
            }

            return body.TooLong ? Refuse(context, Refusals.TooLarge, "The upload is whole, and more came.") : turn.Reply;
        }
        catch (Exception e)
        {
            if (await NameAsync(e, turn, body, writer) is { } named)
            {
                return named;
            }

            throw;
        }
    }

    /// <summary>Why no more was taken; null when that is a bug.</summary>
    async Task<Reply?> NameAsync(Exception exception, Turn turn, UploadBody body, UploadWriters.Writer writer)
    {
        var context = turn.Context;
        switch (exception)
        {
            case NotKeptException:
                return turn.Reply;
            case OperationCanceledException when writer.Over.IsCancellationRequested:
                return Refuse(context, Refusals.Locked, "Another call has asked for this upload.");
            case OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested:
                return Refuse(context, Refusals.Stopping, "What has come is kept; go on in a moment.");
            case not null when body.Broken:
                return default(Reply);
            case StorageFullException:
                logger.StorageFull(exception);
                return Refuse(context, Refusals.StorageFull, "What has come is kept; there is no room for more.");
            case EndOfStreamException:
                logger.StageLost(turn.Upload.Id, exception);
                await AskAsync(context, turn.Actor, Uploads.Delete, new(turn.Upload.Id), UploadJson.Default.UploadPlace);
                return Refuse(context, Refusals.NotFound, "What had come was lost; begin again.");
            case IOException:
                logger.StoreUnreachable(exception);
                return Refuse(context, Refusals.Unavailable, "The files cannot be reached; what has come is kept.");
            default:
                return null;
        }
    }

    // Only here: everywhere else a body is small, and a slow one has no excuse.
    static void Unbind(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = Slowest;
        }
    }

    /// <summary>One call, and how far it has brought the upload.</summary>
    sealed class Turn(UploadWriting writing, HttpContext context, Actor actor, UploadState upload, Reply found)
    {
        public HttpContext Context => context;
        public Actor Actor => actor;
        public UploadState Upload => upload;

        /// <summary>What the core said last.</summary>
        public Reply Reply { get; private set; } = found;

        /// <summary>How far it has surely come.</summary>
        public long At { get; private set; } = upload.Received;

        public async ValueTask KeepAsync(long to)
        {
            var step = new UploadStep(upload.Id, At, to);
            Reply = await writing.AskAsync(context, actor, Uploads.Advance, step, UploadJson.Default.UploadStep);
            At = Reply.Status < 400 ? to : throw new NotKeptException();
        }
    }

    /// <summary>Ends the writing when the core does not go along.</summary>
    sealed class NotKeptException : Exception;
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Media;

/// <summary>Keeps what is known of uploads under way. The bytes go from the edge into the blob store; what they come to is told here.</summary>
sealed class Uploads(NpgsqlDataSource database, IBlobStore blobs, MediaOptions options, TimeProvider time)
{
    public static string Create => "media.upload_create";
    public static string Find => "media.upload_find";
    public static string Advance => "media.upload_advance";
    public static string Delete => "media.upload_delete";

    /// <summary>The stages of all uploads begin so.</summary>
    public static string Prefix => "upload/";

    /// <summary>Where the bytes of an upload are staged.</summary>
    public static string Stage(Guid id) => $"{Prefix}{id:N}";

    static Refused NotFound { get; } = new(Refusals.NotFound, "There is no such upload of yours.");

    DateTimeOffset Expiry => time.GetUtcNow().AddHours(options.UnsentHours);

    public void Bind(Core core)
    {
        core.HandleInternal(Create, (call, stop) => AnswerAsync(call, UploadJson.Default.NewUpload, CreateAsync, stop));
        core.HandleInternal(Find, (call, stop) => AnswerAsync(call, UploadJson.Default.UploadPlace, FindAsync, stop));
        core.HandleInternal(Advance, (call, stop) => AnswerAsync(call, UploadJson.Default.UploadStep, AdvanceAsync, stop));
        core.HandleInternal(Delete, (call, stop) => AnswerAsync(call, UploadJson.Default.UploadPlace, DeleteAsync, stop));
    }

    async Task<Answer<UploadState>> CreateAsync(NewUpload request, Call call, CancellationToken cancellationToken)
    {
        if (request.Length > options.FileBytes)
        {
            return new Refused(Refusals.TooLarge, $"A file has at most {options.FileBytes} bytes.");
        }

        var (id, now) = (Keyed.Id("teahouse/upload", call), time.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Command(MediaSql.LockUploads, call.User).RunAsync(cancellationToken);
        var former = connection.Command(MediaSql.FindUpload, id, call.User, now);
        if (await former.FirstAsync(UploadState.Read, cancellationToken) is { } begun)
        {
            return begun.Length == request.Length ? begun : Keyed.Conflict;
        }

        var room = await connection.Command(MediaSql.UploadRoom, call.User, now)
            .ListAsync(row => (Uploads: row.GetInt64(0), Bytes: row.GetInt64(1)), cancellationToken);
        if (room[0].Uploads >= Limits.UploadsPerUser)
        {
            return new Refused(Refusals.TooMany, $"At most {Limits.UploadsPerUser} uploads are under way at a time.");
        }

        if (options.UserBytes > 0 && room[0].Bytes + request.Length > options.UserBytes)
        {
            return new Refused(Refusals.QuotaExceeded, $"All your files and uploads together have at most {options.UserBytes} bytes.");
        }

        var insert = connection.Command(MediaSql.InsertUpload, id, call.User, request.Length, now, Expiry);
        var upload = await insert.FirstAsync(UploadState.Read, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return upload!;
    }

    async Task<Answer<UploadState>> FindAsync(UploadPlace request, Call call, CancellationToken cancellationToken) =>
        await database.Command(MediaSql.FindUpload, request.Id, call.User, time.GetUtcNow())
            .FirstAsync(UploadState.Read, cancellationToken) is { } upload ? upload : NotFound;

    async Task<Answer<UploadState>> AdvanceAsync(UploadStep request, Call call, CancellationToken cancellationToken)
    {
        var advance = database.Command(MediaSql.AdvanceUpload, request.Id, call.User, request.From, request.To, Expiry);
        if (await advance.FirstAsync(UploadState.Read, cancellationToken) is { } upload)
        {
            return upload;
        }

        var found = await FindAsync(new(request.Id), call, cancellationToken);
        return found.Refused ?? new Refused(Refusals.WrongOffset, $"The upload stands at {found.Value!.Received}.");
    }

    async Task<Answer<UploadState>> DeleteAsync(UploadPlace request, Call call, CancellationToken cancellationToken)
    {
        var delete = database.Command(MediaSql.DeleteUpload, request.Id, call.User);
        if (await delete.FirstAsync(UploadState.Read, cancellationToken) is not { } upload)
        {
            return NotFound;
        }

        try
        {
            await blobs.DiscardAsync(Stage(upload.Id), cancellationToken);
        }
        catch (IOException)
        {
            // A stage without an upload is swept away later.
        }

        return upload;
    }

    static async ValueTask<Reply> AnswerAsync<T>(
        Call call, JsonTypeInfo<T> type, Func<T, Call, CancellationToken, Task<Answer<UploadState>>> handler, CancellationToken cancellationToken)
    {
        var answer = await handler(JsonSerializer.Deserialize(call.Body.Span, type)!, call, cancellationToken);
        return answer.Refused is { } refused
            ? Json.Write(refused, call.RequestId)
            : new(200, JsonSerializer.SerializeToUtf8Bytes(answer.Value!, UploadJson.Default.UploadState));
    }
}

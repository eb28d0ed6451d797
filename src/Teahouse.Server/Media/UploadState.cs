using System.Text.Json.Serialization;
using Npgsql;

namespace Teahouse.Server.Media;

/// <summary>An upload under way: how far it has surely come, and when it is given up.</summary>
sealed record UploadState(Guid Id, long Length, long Received, DateTimeOffset ExpiresAt)
{
    public static UploadState Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3));
}

/// <summary>What the edge asks with <c>media.upload_create</c>.</summary>
sealed record NewUpload(long Length);

/// <summary>What the edge asks with <c>media.upload_find</c> and <c>media.upload_delete</c>.</summary>
sealed record UploadPlace(Guid Id);

/// <summary>What the edge asks with <c>media.upload_advance</c>: the bytes from one offset to another are durable.</summary>
sealed record UploadStep(Guid Id, long From, long To);

/// <summary>JSON between the edge and the core, which no client sees.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UploadState))]
[JsonSerializable(typeof(NewUpload))]
[JsonSerializable(typeof(UploadPlace))]
[JsonSerializable(typeof(UploadStep))]
sealed partial class UploadJson : JsonSerializerContext;

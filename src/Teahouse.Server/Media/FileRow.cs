using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;

namespace Teahouse.Server.Media;

/// <summary>A file as it is stored. <c>Original</c>: its bytes are kept as they came.</summary>
sealed record FileRow(byte[] Sha256, long Size, string MediaType, string State, string? Reason, FileFacts Facts, bool Original)
{
    public const string Processing = "processing";
    public const string Ready = "ready";
    public const string Refused = "refused";

    public string Hash => Convert.ToHexStringLower(Sha256);

    public static FileRow Read(NpgsqlDataReader row) => new(
        row.GetFieldValue<byte[]>(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
        JsonSerializer.Deserialize(row.GetString(5), MediaJson.Default.FileFacts)!, row.GetBoolean(6));

    /// <summary>Those of the files that there are.</summary>
    // The array is one value: left to itself it would be taken for all of them.
    public static async Task<List<FileRow>> FindAsync(NpgsqlDataSource database, byte[][] hashes, CancellationToken cancellationToken) =>
        hashes.Length == 0 ? [] : await database.Command(MediaSql.Files, (object)hashes).ListAsync(Read, cancellationToken);

    /// <summary>Whether it can be shown as a kind, or kept as it is; null while that is not known yet.</summary>
    public bool? Fits(string kind) => State == Processing ? null
        : kind == MediaKinds.File ? Original
        : Facts.Variants.Any(v => v.Name == MediaKinds.MainVariant(kind));

    /// <summary>What the server says of it in a message.</summary>
    public MediaItem Describe(MediaItem item) => new(
        item.Sha256, item.Kind, item.Kind is "file" or "audio" ? FileNames.Clean(item.Name) : null, MediaType, Size,
        Facts.Width, Facts.Height, Facts.DurationMs, Facts.Blur, Facts.Waveform, item.Alt);
}

/// <summary>A file, and how somebody possesses it.</summary>
sealed record Possession(FileRow File, string Kind, string? Name, bool Original, DateTimeOffset? KeptUntil)
{
    public static Possession Read(NpgsqlDataReader row) => new(
        FileRow.Read(row), row.GetString(7), row.IsDBNull(8) ? null : row.GetString(8), row.GetBoolean(9),
        row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10));

    /// <summary>Whether its owner may send it as a kind; null while that is not known yet.</summary>
    public bool? Fits(string kind) => kind == MediaKinds.File && !Original ? false : File.Fits(kind);
}

/// <summary>What was found out about a file, and what was made of it.</summary>
sealed record FileFacts(
    int? Width = null, int? Height = null, int? DurationMs = null, string? Blur = null, string? Waveform = null,
    IReadOnlyList<MediaVariant>? Made = null)
{
    [JsonIgnore]
    public IReadOnlyList<MediaVariant> Variants => Made ?? [];

    public static FileFacts Of(Derived made) => new(
        made.Facts.Width, made.Facts.Height, made.Facts.DurationMs, made.Facts.Blur, made.Facts.Waveform,
        [.. made.Files.Select(file => file.Variant)]);

    public string Write() => JsonSerializer.Serialize(this, MediaJson.Default.FileFacts);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileFacts))]
sealed partial class MediaJson : JsonSerializerContext;

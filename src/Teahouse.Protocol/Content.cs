using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>What a message says.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(TextContent), "text")]
[JsonDerivedType(typeof(StickerContent), "sticker")]
[JsonDerivedType(typeof(ContactContent), "contact")]
[JsonDerivedType(typeof(LocationContent), "location")]
[JsonDerivedType(typeof(PollContent), "poll")]
[JsonDerivedType(typeof(MediaContent), "media")]
[JsonDerivedType(typeof(ForwardContent), "forward")]
[JsonDerivedType(typeof(EventContent), "event")]
[JsonDerivedType(typeof(ChangeContent), "change")]
[JsonDerivedType(typeof(DeletedContent), "deleted")]
public abstract record Content;

/// <summary>
/// Text in the Markdown subset of docs/protocol.md. <c>&lt;@UUID&gt;</c> mentions a member, <c>&lt;!all&gt;</c> everybody,
/// <c>&lt;!here&gt;</c> those who are online.
/// </summary>
public sealed record TextContent(string Text) : Content;

/// <summary>A picture of a pack that clients have.</summary>
public sealed record StickerContent(string Pack, string Sticker) : Content;

/// <summary>The card of a person.</summary>
public sealed record ContactContent(Guid UserId) : Content;

/// <summary>
/// A place, in degrees of WGS 84 and metres. With <c>LiveUntil</c> it follows its sender until then, or until it is stopped; a sender asks
/// for 900, 3600 or 28800 s with <c>LiveForS</c>, and the server answers <c>LiveUntil</c>.
/// </summary>
public sealed record LocationContent(
    double Latitude, double Longitude, string? Name = null, string? Address = null, double? Accuracy = null, int? LiveForS = null,
    DateTimeOffset? LiveUntil = null, DateTimeOffset? MovedAt = null) : Content;

/// <summary>A question with answers to choose from.</summary>
public sealed record PollContent(
    string Question, IReadOnlyList<string> Options, bool Multiple = false, bool Anonymous = false,
    DateTimeOffset? ClosesAt = null) : Content;

/// <summary>
/// Files, and words to them: pictures, videos, recordings, or anything. A sender gives of each its <c>sha256</c> and <c>kind</c>, of a file
/// its <c>name</c>, and may give <c>alt</c>; the server says the rest.
/// </summary>
public sealed record MediaContent(IReadOnlyList<MediaItem> Items, string? Text = null) : Content;

/// <summary>
/// One file of a message. <c>Kind</c> is image, video, voice (recorded there and then), audio or file (as it is, byte for byte).
/// </summary>
/// <param name="Sha256">SHA-256 (FIPS 180-4) of what was uploaded, 64 lower-case hexadecimal digits. It names the file; it opens nothing.</param>
/// <param name="MediaType">What the server has found it to be (RFC 6838), whatever its name says.</param>
/// <param name="Size">Bytes of what was uploaded.</param>
/// <param name="Width">Pixels, as it is to be shown.</param>
/// <param name="DurationMs">How long it plays.</param>
/// <param name="Blur">A placeholder until the picture is there: a picture of a few pixels as base64 of WebP.</param>
/// <param name="Waveform">How loud it is over its length: 64 bytes as base64, 255 the loudest.</param>
/// <param name="Alt">What can be seen, in words, for those who cannot.</param>
public sealed record MediaItem(
    string Sha256, string Kind, string? Name = null, string? MediaType = null, long? Size = null, int? Width = null, int? Height = null,
    int? DurationMs = null, string? Blur = null, string? Waveform = null, string? Alt = null);

/// <summary>Messages of another conversation, copied by the server; nobody can write one of these.</summary>
public sealed record ForwardContent(IReadOnlyList<Forwarded> Messages, string? Title = null) : Content;

/// <summary>One message that was forwarded, with the name its writer had then.</summary>
public sealed record Forwarded(string SenderName, Content Content, DateTimeOffset SentAt, Guid? SenderId = null);

/// <summary>
/// A line of the system. <c>Event</c> is one of: created, joined, added, removed, left, renamed, topic, announcement, avatar, role, muted,
/// unmuted, posting, archived, unarchived, retention, pinned, settings. The actor is the message's sender; <c>UserIds</c> are those it
/// happened to, <c>Text</c> the new name, topic or value.
/// </summary>
public sealed record EventContent(string Event, IReadOnlyList<Guid>? UserIds = null, string? Text = null) : Content;

/// <summary>
/// The message at <c>target</c> has changed; here it is as it is now. It may be newer than this entry; take it when its <c>rev</c> is
/// larger than that of the one that is held.
/// </summary>
public sealed record ChangeContent(Message? Message = null) : Content;

/// <summary>The message is gone; its place stays. <c>Reason</c> is recalled, removed or expired.</summary>
public sealed record DeletedContent(string Reason) : Content;

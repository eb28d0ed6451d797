namespace Teahouse.Protocol;

/// <summary>
/// Makes a file of an upload that is whole. <c>Kind</c> says what it is to be sent as, see <see cref="MediaItem"/>: what is sent as a file is
/// kept byte for byte, of all else only what the server has made of it, without the place where it was taken.
/// </summary>
public sealed record CompleteUpload(Guid UploadId, string Kind, string? Name = null);

/// <summary>One's own file, by its hash. <c>WaitS</c>: answer when it is ready, or after so many seconds.</summary>
public sealed record GetMedia(string Sha256, int? WaitS = null);

public sealed record MediaName(string Sha256);

/// <summary>
/// A file that one has uploaded. <c>State</c> is processing, ready or refused; <c>Reason</c> says why it was refused. It can be sent once it is
/// ready. It is let go of at <c>KeptUntil</c> if no message has it by then, or, without that, with the last message that has it.
/// </summary>
public sealed record MediaFile(MediaItem Item, string State, DateTimeOffset? KeptUntil = null, string? Reason = null, MediaGrant? Grant = null);

/// <summary>
/// Opens one file until a time: <c>Url</c>, a slash and the name of a variant is the address to get it from, without a token. An address
/// without a host is one of this server.
/// </summary>
public sealed record MediaGrant(string Sha256, string Url, DateTimeOffset ExpiresAt, IReadOnlyList<MediaVariant> Variants);

/// <summary>
/// A form of a file. <c>original</c>: byte for byte, of what was sent as a file. Of a picture: <c>small</c> (within 320 pixels), <c>medium</c>
/// (1280), <c>full</c>. Of a video: <c>small</c> and <c>medium</c> (a picture of it), <c>video</c>. Of a recording: <c>audio</c>. Of a PDF:
/// <c>small</c>, and its first pages as pictures, <c>page1</c> and on.
/// </summary>
public sealed record MediaVariant(string Name, string MediaType, long Size, int? Width = null, int? Height = null);

/// <summary>Bytes of one's files, and how many there may be; of one file at most <c>FileLimit</c>.</summary>
public sealed record MediaUsage(long Used, long Limit, long FileLimit);

/// <summary>Opens the files of messages that one can see; a message of which one cannot see any more is passed over.</summary>
public sealed record OpenMedia(IReadOnlyList<MessagePlace> Messages);

public sealed record MediaGrants(IReadOnlyList<MediaGrant> Grants);

/// <summary>The messages of a conversation with files of a kind: visual (images and videos), sound (voice and audio), file, link.</summary>
public sealed record ListMedia(Guid ConversationId, string Kind, long? BeforeSeq = null, int? Limit = null);

/// <summary>Newest first; with <c>NextBeforeSeq</c> there may be more.</summary>
public sealed record MediaMessages(IReadOnlyList<Message> Messages, IReadOnlyList<User> Users, long? NextBeforeSeq = null);

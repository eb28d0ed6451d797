namespace Teahouse.Protocol;

/// <summary>What a client should do after a refusal.</summary>
public enum Retry
{
    /// <summary>The same call will be refused again.</summary>
    Never,

    /// <summary>The same call may succeed after <c>retry_after</c>, or after a jittered back-off where none is given.</summary>
    Later,

    /// <summary>Log in again first.</summary>
    AfterLogIn,
}

/// <summary>One row of the table of refusals.</summary>
/// <param name="Number">Stable number; the hundreds are the HTTP class it began with.</param>
/// <param name="Code">Stable name, what clients compare with.</param>
/// <param name="Status">The HTTP status (RFC 9110).</param>
/// <param name="Retry">Advice to the client.</param>
/// <param name="Title">One short sentence for people.</param>
public sealed record Refusal(int Number, string Code, int Status, Retry Retry, string Title);

/// <summary>The one table of refusals. Numbers and codes are never reused.</summary>
public static class Refusals
{
    public static readonly Refusal Malformed = new(4000, "malformed", 400, Retry.Never, "That is not well-formed JSON of this call.");
    public static readonly Refusal UnknownField = new(4001, "unknown_field", 400, Retry.Never, "A field is not part of this call.");
    public static readonly Refusal MissingField = new(4002, "missing_field", 400, Retry.Never, "A required field is missing.");
    public static readonly Refusal InvalidField = new(4003, "invalid_field", 400, Retry.Never, "A field has a value that it cannot have.");
    public static readonly Refusal UnknownOp = new(4004, "unknown_op", 400, Retry.Never, "There is no such command.");
    public static readonly Refusal BadCursor = new(4005, "bad_cursor", 400, Retry.Never, "That cursor was not given out here.");

    public static readonly Refusal NoSession = new(4010, "no_session", 401, Retry.AfterLogIn, "Log in first.");
    public static readonly Refusal BadToken = new(4011, "bad_token", 401, Retry.AfterLogIn, "The session has ended or never was.");
    public static readonly Refusal BadCredentials = new(4012, "bad_credentials", 401, Retry.Never, "The name or the password is wrong.");

    public static readonly Refusal NotAllowed = new(4030, "not_allowed", 403, Retry.Never, "You may not do that.");
    public static readonly Refusal RegistrationClosed = new(4031, "registration_closed", 403, Retry.Never,
        "This server takes no new accounts.");
    public static readonly Refusal ForeignOrigin = new(4032, "foreign_origin", 403, Retry.Never, "This web origin is not allowed.");
    public static readonly Refusal NotAccepted = new(4033, "not_accepted", 403, Retry.Never, "This person does not take that from you.");

    public static readonly Refusal NotFound = new(4040, "not_found", 404, Retry.Never, "There is no such thing, or it is not yours to know of.");
    public static readonly Refusal WrongVerb = new(4050, "wrong_verb", 405, Retry.Never, "This address does not take that HTTP method.");

    public static readonly Refusal IdConflict = new(4090, "id_conflict", 409, Retry.Never,
        "That message id is in use for another message.");
    public static readonly Refusal KeyConflict = new(4091, "key_conflict", 409, Retry.Never,
        "That idempotency key was used for another call.");
    public static readonly Refusal UsernameTaken = new(4092, "username_taken", 409, Retry.Never, "That username is taken.");
    public static readonly Refusal NameTaken = new(4093, "name_taken", 409, Retry.Never, "That name is taken.");
    public static readonly Refusal AlreadyContact = new(4094, "already_contact", 409, Retry.Never, "You are friends already.");
    public static readonly Refusal Full = new(4095, "full", 409, Retry.Never, "The conversation has as many members as it may have.");
    public static readonly Refusal OwnerStays = new(4096, "owner_stays", 409, Retry.Never, "The owner hands it over before leaving.");
    public static readonly Refusal Archived = new(4097, "archived", 409, Retry.Never, "The conversation is archived.");
    public static readonly Refusal Gone = new(4098, "gone", 409, Retry.Never, "The message was deleted.");
    public static readonly Refusal Closed = new(4099, "closed", 409, Retry.Never, "It has ended.");

    public static readonly Refusal WrongOffset = new(4100, "wrong_offset", 409, Retry.Never, "The upload goes on at another offset.");
    public static readonly Refusal NotReady = new(4101, "not_ready", 409, Retry.Later, "The file is still being prepared.");
    public static readonly Refusal NotApproved = new(4102, "not_approved", 409, Retry.Later, "Nobody has said yes to that yet.");

    public static readonly Refusal WrongVersion = new(4120, "wrong_version", 412, Retry.Never, "This server speaks tus 1.0.0.");

    public static readonly Refusal TooLarge = new(4130, "too_large", 413, Retry.Never, "That is larger than the limit.");
    public static readonly Refusal QuotaExceeded = new(4131, "quota_exceeded", 413, Retry.Never, "There is no room left for that.");
    public static readonly Refusal WrongMediaType = new(4150, "wrong_media_type", 415, Retry.Never,
        "The body has a media type that is not taken here.");

    public static readonly Refusal BadRange = new(4160, "bad_range", 416, Retry.Never, "The file has no such bytes.");

    public static readonly Refusal WeakPassword = new(4220, "weak_password", 422, Retry.Never, "That password is too short or too long.");
    public static readonly Refusal NotSupported = new(4221, "not_supported", 422, Retry.Never, "This server does not do that.");
    public static readonly Refusal TooLate = new(4222, "too_late", 422, Retry.Never, "The time for that is over.");
    public static readonly Refusal TooMany = new(4223, "too_many", 422, Retry.Never, "There are as many of these as there may be.");
    public static readonly Refusal TooManyMentions = new(4224, "too_many_mentions", 422, Retry.Never, "That mentions too many people.");

    public static readonly Refusal BadMedia = new(4225, "bad_media", 422, Retry.Never, "The file is not what it should be, or is broken.");
    public static readonly Refusal Locked = new(4230, "locked", 423, Retry.Later, "The upload is being written to by another call.");
    public static readonly Refusal ChecksumMismatch = new(4600, "checksum_mismatch", 460, Retry.Later, "The bytes are not those that were sent.");

    public static readonly Refusal RateLimited = new(4290, "rate_limited", 429, Retry.Later, "Too many calls; wait a little.");
    public static readonly Refusal LogInLimited = new(4291, "log_in_limited", 429, Retry.Later, "Too many failed log-ins; wait a little.");

    public static readonly Refusal Internal = new(5000, "internal", 500, Retry.Later, "The server failed; it has been logged.");
    public static readonly Refusal Overloaded = new(5030, "overloaded", 503, Retry.Later, "The server is overloaded; come back.");
    public static readonly Refusal Stopping = new(5031, "stopping", 503, Retry.Later, "The server is stopping; come back.");
    public static readonly Refusal Unavailable = new(5032, "unavailable", 503, Retry.Later,
        "The outcome is not known or the database cannot be reached; ask again.");

    public static readonly Refusal StorageFull = new(5070, "storage_full", 507, Retry.Later, "The server has no room left; nothing was lost.");

    /// <summary>Every row, in order of number.</summary>
    public static readonly IReadOnlyList<Refusal> All =
    [
        Malformed, UnknownField, MissingField, InvalidField, UnknownOp, BadCursor,
        NoSession, BadToken, BadCredentials,
        NotAllowed, RegistrationClosed, ForeignOrigin, NotAccepted,
        NotFound, WrongVerb,
        IdConflict, KeyConflict, UsernameTaken, NameTaken, AlreadyContact, Full, OwnerStays, Archived, Gone, Closed,
        WrongOffset, NotReady, NotApproved,
        WrongVersion, TooLarge, QuotaExceeded, WrongMediaType, BadRange,
        WeakPassword, NotSupported, TooLate, TooMany, TooManyMentions, BadMedia, Locked,
        RateLimited, LogInLimited, ChecksumMismatch,
        Internal, Overloaded, Stopping, Unavailable, StorageFull,
    ];
}

/// <summary>A refusal on the wire: RFC 9457 problem details with our members. On a socket <c>op</c> and <c>ref</c> come before it.</summary>
public sealed record Problem(
    string? Type, string? Title, int Status, string Code, string Detail, string? RequestId = null, double? RetryAfter = null);

/// <summary>Why a socket was closed and what the client does then; see docs/protocol.md.</summary>
public enum CloseCode
{
    GoingAway = 4000,
    HeartbeatMissed = 4001,
    Overloaded = 4002,
    SlowConsumer = 4100,
    Resync = 4101,
    ProtocolError = 4400,
    BadToken = 4401,
    SessionRevoked = 4402,
    HelloTimeout = 4403,
    FrameTooLarge = 4404,
    TooManySockets = 4405,
}

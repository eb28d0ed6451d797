namespace Teahouse.Protocol;

/// <summary>A friend, as one has filed them.</summary>
public sealed record Contact(
    Guid UserId, DateTimeOffset Since, string? Remark = null, IReadOnlyList<string>? Tags = null, bool Favourite = false);

public sealed record ListContacts(string? Cursor = null);

/// <summary>A page of at most a thousand; the version is that of the first of them.</summary>
public sealed record ContactList(
    IReadOnlyList<Contact> Contacts, IReadOnlyList<User> Users, long Version, string? NextCursor = null);

public sealed record RequestContact(Guid UserId, string? Greeting = null);

/// <summary>Who asked whom to be friends; <c>Incoming</c> when it waits for one's own answer.</summary>
public sealed record ContactRequest(Guid UserId, bool Incoming, DateTimeOffset CreatedAt, string? Greeting = null);

public sealed record ContactRequestList(IReadOnlyList<ContactRequest> Requests, IReadOnlyList<User> Users);

public sealed record AnswerContactRequest(Guid UserId, bool Accept);

public sealed record UpdateContact(Guid UserId, string? Remark = null, IReadOnlyList<string>? Tags = null, bool? Favourite = null);

/// <summary>A person by id.</summary>
public sealed record PersonId(Guid UserId);

public sealed record BlockList(IReadOnlyList<User> Users);

/// <summary>What one's own QR code says; renewing it makes the old one void.</summary>
public sealed record ContactCode(string Code);

public sealed record FindByCode(string Code);

/// <summary>
/// What one shows and lets others do. <c>LastSeen</c>, <c>Online</c> and <c>Strangers</c> (who may write first) are everyone, contacts or
/// nobody; <c>Findable</c> is name (by part of one's names), username (exactly) or nobody.
/// </summary>
public sealed record Settings(
    long Version, bool ReadReceipts = true, string LastSeen = "everyone", string Online = "everyone", string Strangers = "everyone",
    string Findable = "username", string? Language = null, string? Theme = null);

public sealed record UpdateSettings(
    bool? ReadReceipts = null, string? LastSeen = null, string? Online = null, string? Strangers = null, string? Findable = null,
    string? Language = null, string? Theme = null);

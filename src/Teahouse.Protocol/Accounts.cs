namespace Teahouse.Protocol;

/// <summary>A person, as others see them. <c>Deactivated</c> is true when the account is closed, and left out otherwise.</summary>
public sealed record User(
    Guid Id, string Username, string DisplayName, DateTimeOffset CreatedAt, string? About = null, Status? Status = null,
    bool? Deactivated = null);

/// <summary>What somebody is doing: an emoji and a few words, until a time or until changed.</summary>
public sealed record Status(string? Emoji = null, string? Text = null, DateTimeOffset? Until = null);

/// <summary>One device that is logged in.</summary>
public sealed record Session(Guid Id, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool Current);

public sealed record Register(string Username, string Password, string DisplayName, string? Device = null);

public sealed record LogIn(string Username, string Password, string? Device = null);

/// <summary>The token is shown this once; the server keeps its hash.</summary>
public sealed record LoggedIn(User User, string Token, Session Session);

public sealed record RevokeSession(Guid SessionId);

public sealed record SessionList(IReadOnlyList<Session> Sessions);

/// <summary>Only what is named changes; a status without emoji and text clears it.</summary>
public sealed record UpdateMe(string? DisplayName = null, string? About = null, Status? Status = null);

public sealed record ChangePassword(string CurrentPassword, string NewPassword);

public sealed record Deactivate(string Password);

public sealed record GetUser(Guid UserId);

public sealed record FindUsers(string Query);

public sealed record UserList(IReadOnlyList<User> Users);

/// <summary>A command without fields.</summary>
public sealed record Nothing
{
    public static readonly Nothing Value = new();
}

/// <summary>
/// A new device asks to be let in by one that is logged in. <c>Challenge</c> is the SHA-256 of a secret that it keeps to itself, base64url.
/// </summary>
public sealed record BeginPairing(string Challenge, string? Device = null);

/// <summary>What the new device shows as a QR code, and until when it holds.</summary>
public sealed record Pairing(string Code, DateTimeOffset ExpiresAt);

public sealed record LookAtPairing(string Code);

/// <summary>Who asks to be let in: what the device calls itself, where it is, and whether that is the network that the asker is in.</summary>
public sealed record PairingPreview(string Device, string Address, bool SameNetwork, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

public sealed record AnswerPairing(string Code, bool Accept);

public sealed record FinishPairing(string Code, string Secret);

using System.Text.Json.Serialization;
using Teahouse.Platform.Facts;

namespace Teahouse.Server.Accounts;

/// <summary>Somebody has opened an account.</summary>
public sealed record UserRegistered(Guid UserId);

/// <summary>What others see of a person has changed.</summary>
public sealed record UserChanged(Guid UserId);

/// <summary>What a person lets others see or do has changed.</summary>
public sealed record PrivacyChanged(Guid UserId);

/// <summary>An account is closed.</summary>
public sealed record UserDeactivated(Guid UserId);

/// <summary>These devices of a user are logged out.</summary>
public sealed record SessionsEnded(Guid UserId, IReadOnlyList<Guid> SessionIds);

/// <summary>What Accounts lets others know once it is committed.</summary>
public static class AccountsFacts
{
    public static readonly FactType<UserRegistered> UserRegistered = new("accounts.user_registered", AccountsJson.Default.UserRegistered);
    public static readonly FactType<UserChanged> UserChanged = new("accounts.user_changed", AccountsJson.Default.UserChanged);
    public static readonly FactType<PrivacyChanged> PrivacyChanged = new("accounts.privacy_changed", AccountsJson.Default.PrivacyChanged);
    public static readonly FactType<UserDeactivated> UserDeactivated = new("accounts.user_deactivated", AccountsJson.Default.UserDeactivated);
    public static readonly FactType<SessionsEnded> SessionsEnded = new("accounts.sessions_ended", AccountsJson.Default.SessionsEnded);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UserRegistered))]
[JsonSerializable(typeof(UserChanged))]
[JsonSerializable(typeof(PrivacyChanged))]
[JsonSerializable(typeof(UserDeactivated))]
[JsonSerializable(typeof(SessionsEnded))]
[JsonSerializable(typeof(Authenticate))]
[JsonSerializable(typeof(Seen))]
[JsonSerializable(typeof(Authenticated))]
sealed partial class AccountsJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Teahouse.Platform.Facts;

namespace Teahouse.Server.Workspaces;

/// <summary>Somebody has joined a workspace; a guest joins these channels of it and no others.</summary>
public sealed record MemberJoined(Guid WorkspaceId, Guid UserId, string Role, IReadOnlyList<Guid> ChannelIds);

/// <summary>Somebody has left a workspace or was removed: all its channels are left with it.</summary>
public sealed record MemberLeft(Guid WorkspaceId, Guid UserId);

/// <summary>Somebody has another role in a workspace.</summary>
public sealed record RoleChanged(Guid WorkspaceId, Guid UserId, string Role);

/// <summary>What Workspaces lets others know once it is committed. Nobody joins or leaves the public workspace.</summary>
public static class WorkspacesFacts
{
    public static FactType<MemberJoined> MemberJoined { get; } = new("workspaces.member_joined", WorkspacesJson.Default.MemberJoined);
    public static FactType<MemberLeft> MemberLeft { get; } = new("workspaces.member_left", WorkspacesJson.Default.MemberLeft);
    public static FactType<RoleChanged> RoleChanged { get; } = new("workspaces.role_changed", WorkspacesJson.Default.RoleChanged);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MemberJoined))]
[JsonSerializable(typeof(MemberLeft))]
[JsonSerializable(typeof(RoleChanged))]
sealed partial class WorkspacesJson : JsonSerializerContext;

using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Workspaces;

/// <summary>The roles of a workspace, and what they let people do.</summary>
static class Roles
{
    public static string Owner => "owner";
    public static string Admin => "admin";
    public static string Member => "member";
    public static string Guest => "guest";

    public static IReadOnlyList<string> All { get; } = [Owner, Admin, Member, Guest];

    public static Refused Unknown => new(Refusals.NotFound, "There is no such workspace of yours.");

    public static Refused NotAllowed => new(Refusals.NotAllowed, "Your role in this workspace does not allow that.");

    public static bool Governs(Workspace workspace) => workspace.Role == Owner || workspace.Role == Admin;

    /// <summary>Whether the workspace's rule, members or admins, lets this member.</summary>
    public static bool Allows(Workspace workspace, string rule) =>
        Governs(workspace) || (rule == "members" && workspace.Role == Member);

    /// <summary>Whether one may remove or give roles to another: the owner to all, admins to those who are neither.</summary>
    public static bool Outranks(string one, string other) =>
        one == Owner || (one == Admin && other != Owner && other != Admin);
}

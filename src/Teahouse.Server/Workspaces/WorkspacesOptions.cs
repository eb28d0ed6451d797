using System.ComponentModel.DataAnnotations;

namespace Teahouse.Server.Workspaces;

/// <summary>Who may open workspaces, and how large they become.</summary>
public sealed record WorkspacesOptions
{
    /// <summary>Who may open a workspace; admins are the owner and the admins of the public workspace.</summary>
    public Founders Founders { get; init; } = Founders.Everybody;

    /// <summary>How many members a workspace may have; the public one has everybody.</summary>
    [Range(1, 10_000_000)]
    public int MaxMembers { get; init; } = 100_000;
}

/// <summary>Who may open a workspace.</summary>
public enum Founders
{
    Everybody,
    Admins,
}

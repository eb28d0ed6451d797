using System.ComponentModel.DataAnnotations;

namespace Teahouse.Server.Contacts;

/// <summary>How people become friends.</summary>
public sealed record ContactsOptions
{
    /// <summary>Days for which somebody whose request was refused is not heard again; they are not told.</summary>
    [Range(0, 3650)]
    public int RefusalDays { get; init; } = 30;
}

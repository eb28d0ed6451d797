using System.Collections.Frozen;
using Teahouse.Protocol;

namespace Teahouse.Server.Accounts;

/// <summary>The name an account is known by: lower-case letters, digits, '.', '_' and '-', with a letter or digit first.</summary>
static class Username
{
    // Names that people take for the house itself, or that programs take for an address of it.
    static readonly FrozenSet<string> _reserved = FrozenSet.ToFrozenSet(
    [
        "abuse", "admin", "administrator", "all", "anonymous", "api", "bot", "channel", "everyone", "help", "here", "hostmaster", "info",
        "mail", "me", "moderator", "nobody", "null", "operator", "postmaster", "root", "security", "server", "staff", "support", "system",
        "teahouse", "undefined", "webmaster", "www",
    ]);

    public static string Rule =>
        $"username must be {Limits.UsernameMinChars} to {Limits.UsernameChars} letters a-z, digits, '.', '_' or '-', " +
        "beginning with a letter or digit.";

    /// <summary>The name as it is stored and compared; null when it cannot be a username.</summary>
    public static string? Parse(string text)
    {
        if (text.Length < Limits.UsernameMinChars || text.Length > Limits.UsernameChars || !char.IsAsciiLetterOrDigit(text[0]))
        {
            return null;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
            {
                return null;
            }
        }

        return text.ToLowerInvariant();
    }

    public static bool IsReserved(string username) => _reserved.Contains(username);
}

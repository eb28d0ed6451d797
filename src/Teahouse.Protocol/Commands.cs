namespace Teahouse.Protocol;

/// <summary>The one table of commands. HTTP, the socket, the SDK and the API document all read it.</summary>
public static partial class Commands
{
    static IReadOnlyList<Command>? _all;

    /// <summary>Every command.</summary>
    // Made at first use: the fields are initialised in no fixed order over the parts of this class.
    public static IReadOnlyList<Command> All =>
        _all ??= [.. OfAccounts, .. OfContacts, .. OfWorkspaces, .. OfConversations, .. OfMembers, .. OfMessages, .. OfOperations, .. OfMedia, .. OfPush];
}

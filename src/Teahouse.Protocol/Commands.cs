using System.Text.Json.Serialization.Metadata;

namespace Teahouse.Protocol;

/// <summary>Where and how a command stands in the HTTP API, relative to /api/v1. Names in braces are fields of the request.</summary>
public sealed record Route(string Method, string Path);

/// <summary>One thing a client can ask for, known by the same name on the socket and in code.</summary>
/// <param name="Name">The <c>op</c> on the socket.</param>
/// <param name="Status">The HTTP status of an ordinary answer.</param>
/// <param name="Summary">One line for the API page.</param>
/// <param name="Routes">The HTTP calls that ask for it; none for a command of the socket alone.</param>
public abstract record Command(string Name, int Status, string Summary, params Route[] Routes)
{
    /// <summary>Needs no session.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Can be sent on a socket.</summary>
    public bool OnSocket { get; init; } = true;

    /// <summary>Other HTTP statuses of a good answer.</summary>
    public IReadOnlyList<int> OtherStatuses { get; init; } = [];

    /// <summary>Other refusals than those that any call can meet.</summary>
    public IReadOnlyList<Refusal> Refused { get; init; } = [];

    public abstract JsonTypeInfo Request { get; }
    public abstract JsonTypeInfo Answer { get; }
}

/// <inheritdoc cref="Command"/>
public sealed record Command<TRequest, TAnswer>(
    string Name, int Status, string Summary, JsonTypeInfo<TRequest> RequestInfo, JsonTypeInfo<TAnswer> AnswerInfo, params Route[] Routes)
    : Command(Name, Status, Summary, Routes)
{
    public override JsonTypeInfo Request => RequestInfo;
    public override JsonTypeInfo Answer => AnswerInfo;
}

/// <summary>The one table of commands. HTTP, the socket, the SDK and the API document all read it.</summary>
public static class Commands
{
    public static readonly Command<Register, LoggedIn> Register = new("register", 201, "Open an account and log in.",
        Wire.Json.Register, Wire.Json.LoggedIn, new Route("POST", "/accounts"))
    {
        Anonymous = true, OnSocket = false,
        Refused = [Refusals.UsernameTaken, Refusals.WeakPassword, Refusals.RegistrationClosed, Refusals.KeyConflict],
    };

    public static readonly Command<LogIn, LoggedIn> LogIn = new("log_in", 201, "Log in: a new session for a device.",
        Wire.Json.LogIn, Wire.Json.LoggedIn, new Route("POST", "/sessions"))
    {
        Anonymous = true, OnSocket = false, Refused = [Refusals.BadCredentials, Refusals.LogInLimited, Refusals.KeyConflict],
    };

    public static readonly Command<Nothing, Nothing> LogOut = new("log_out", 204, "End the asking session.",
        Wire.Json.Nothing, Wire.Json.Nothing, new Route("DELETE", "/sessions/current"));

    public static readonly Command<Nothing, SessionList> ListSessions = new("list_sessions", 200, "One's devices.",
        Wire.Json.Nothing, Wire.Json.SessionList, new Route("GET", "/sessions"));

    public static readonly Command<RevokeSession, Nothing> RevokeSession = new("revoke_session", 204, "Log a device out.",
        Wire.Json.RevokeSession, Wire.Json.Nothing, new Route("DELETE", "/sessions/{session_id}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<Nothing, User> GetMe = new("get_me", 200, "One's own profile.",
        Wire.Json.Nothing, Wire.Json.User, new Route("GET", "/me"));

    public static readonly Command<UpdateMe, User> UpdateMe = new("update_me", 200, "Change one's own profile.",
        Wire.Json.UpdateMe, Wire.Json.User, new Route("PATCH", "/me"));

    public static readonly Command<ChangePassword, Nothing> ChangePassword = new("change_password", 204,
        "Change the password; every other session ends.",
        Wire.Json.ChangePassword, Wire.Json.Nothing, new Route("PUT", "/me/password"))
    {
        Refused = [Refusals.BadCredentials, Refusals.WeakPassword, Refusals.LogInLimited],
    };

    public static readonly Command<GetUser, User> GetUser = new("get_user", 200, "A person.",
        Wire.Json.GetUser, Wire.Json.User, new Route("GET", "/users/{user_id}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<FindUsers, UserList> FindUsers = new("find_users", 200, "Find a person by their exact username.",
        Wire.Json.FindUsers, Wire.Json.UserList, new Route("GET", "/users"));

    public static readonly Command<CreateConversation, Conversation> CreateConversation = new("create_conversation", 201,
        "Open a conversation; a direct one is found, not doubled (200).",
        Wire.Json.CreateConversation, Wire.Json.Conversation, new Route("POST", "/conversations"))
    {
        OtherStatuses = [200], Refused = [Refusals.NotFound, Refusals.NotSupported],
    };

    public static readonly Command<ListConversations, ConversationList> ListConversations = new("list_conversations", 200,
        "One's conversations, newest activity first.",
        Wire.Json.ListConversations, Wire.Json.ConversationList, new Route("GET", "/conversations")) { Refused = [Refusals.BadCursor] };

    public static readonly Command<GetConversation, Conversation> GetConversation = new("get_conversation", 200, "A conversation.",
        Wire.Json.GetConversation, Wire.Json.Conversation, new Route("GET", "/conversations/{conversation_id}"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<ListMessages, MessageList> ListMessages = new("list_messages", 200, "A page of a conversation.",
        Wire.Json.ListMessages, Wire.Json.MessageList, new Route("GET", "/conversations/{conversation_id}/messages"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<PutReceipt, Receipt> Receipt = new("receipt", 200, "Say how far one has received and read.",
        Wire.Json.PutReceipt, Wire.Json.Receipt, new Route("PUT", "/conversations/{conversation_id}/receipt"))
    {
        Refused = [Refusals.NotFound, Refusals.Unavailable],
    };

    public static readonly Command<Typing, Nothing> Typing = new("typing", 204, "Tell the others that one is typing.",
        Wire.Json.Typing, Wire.Json.Nothing, new Route("POST", "/conversations/{conversation_id}/typing"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<SendMessage, Sent> Send = new("send", 200, "Send a message.",
        Wire.Json.SendMessage, Wire.Json.Sent, new Route("POST", "/messages"))
    {
        Refused = [Refusals.NotFound, Refusals.IdConflict, Refusals.TooLarge, Refusals.Unavailable],
    };

    public static readonly Command<ListUnread, IReadOnlyList<Message>> ListUnread = new("list_unread", 200,
        "Unread messages, oldest first (204 when there are none).",
        Wire.Json.ListUnread, Wire.Json.IReadOnlyListMessage, new Route("GET", "/messages")) { OtherStatuses = [204] };

    public static readonly Command<GetMessage, Message> GetMessage = new("get_message", 200, "A message.",
        Wire.Json.GetMessage, Wire.Json.Message, new Route("GET", "/messages/{message_id}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<MarkRead, Message> MarkRead = new("mark_read", 200, "Mark a message, and all before it, as read.",
        Wire.Json.MarkRead, Wire.Json.Message, new Route("PATCH", "/messages/{message_id}"), new Route("PUT", "/messages/{message_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.Unavailable],
    };

    public static readonly Command<Sync, Synced> Sync = new("sync", 200, "What changed since a cursor.",
        Wire.Json.Sync, Wire.Json.Synced, new Route("GET", "/sync")) { Refused = [Refusals.BadCursor] };

    public static readonly Command<Watch, PresenceList> Watch = new("watch", 200, "Say what is open on the screen.",
        Wire.Json.Watch, Wire.Json.PresenceList) { Refused = [Refusals.NotFound] };

    /// <summary>Every command.</summary>
    public static readonly IReadOnlyList<Command> All =
    [
        Register, LogIn, LogOut, ListSessions, RevokeSession, GetMe, UpdateMe, ChangePassword, GetUser, FindUsers,
        CreateConversation, ListConversations, GetConversation, ListMessages, Receipt, Typing,
        Send, ListUnread, GetMessage, MarkRead, Sync, Watch,
    ];
}

namespace Teahouse.Protocol;

/// <content>Conversations.</content>
public static partial class Commands
{
    public static readonly Command<CreateConversation, Conversation> CreateConversation = new("create_conversation", 201,
        "Open a conversation; a direct one is found, not doubled (200).",
        Wire.Json.CreateConversation, Wire.Json.Conversation, new Route("POST", "/conversations"))
    {
        OtherStatuses = [200],
        Refused =
        [
            Refusals.NotFound, Refusals.NotAllowed, Refusals.NotAccepted, Refusals.NotSupported, Refusals.NameTaken, Refusals.Full,
            Refusals.KeyConflict, Refusals.Unavailable,
        ],
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

    public static readonly Command<Sync, Synced> Sync = new("sync", 200, "What changed since a cursor.",
        Wire.Json.Sync, Wire.Json.Synced, new Route("GET", "/sync")) { Refused = [Refusals.BadCursor] };

    public static readonly Command<Watch, PresenceList> Watch = new("watch", 200, "Say what is open on the screen.",
        Wire.Json.Watch, Wire.Json.PresenceList) { Refused = [Refusals.NotFound] };

    static IReadOnlyList<Command> OfConversations =>
    [
        CreateConversation, ListConversations, GetConversation, ListMessages, Receipt, Typing, Sync, Watch,
    ];
}

namespace Teahouse.Protocol;

/// <content>Messages.</content>
public static partial class Commands
{
    public static readonly Command<SendMessage, Sent> Send = new("send", 200, "Send a message.",
        Wire.Json.SendMessage, Wire.Json.Sent, new Route("POST", "/messages"))
    {
        Refused =
        [
            Refusals.NotFound, Refusals.NotAllowed, Refusals.NotAccepted, Refusals.Archived, Refusals.IdConflict, Refusals.TooLarge,
            Refusals.TooManyMentions, Refusals.NotReady, Refusals.BadMedia, Refusals.QuotaExceeded, Refusals.Unavailable,
        ],
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

    static IReadOnlyList<Command> OfMessages => [Send, ListUnread, GetMessage, MarkRead];
}

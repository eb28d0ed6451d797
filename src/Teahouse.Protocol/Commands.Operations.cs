namespace Teahouse.Protocol;

/// <content>What one does to a message.</content>
public static partial class Commands
{
    public static readonly Command<EditMessage, Message> EditMessage = new("edit_message", 200,
        "Edit one's own message.",
        Wire.Json.EditMessage, Wire.Json.Message, new Route("PATCH", "/conversations/{conversation_id}/messages/{seq}"))
    {
        Refused =
        [
            Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable, Refusals.TooLate,
            Refusals.TooLarge, Refusals.TooManyMentions,
        ],
    };

    public static readonly Command<MessagePlace, Message> RecallMessage = new("recall_message", 200,
        "Take a message back: one's own within the time for it, admins any.",
        Wire.Json.MessagePlace, Wire.Json.Message, new Route("DELETE", "/conversations/{conversation_id}/messages/{seq}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable, Refusals.TooLate],
    };

    public static readonly Command<MessagePlace, Nothing> HideMessage = new("hide_message", 204,
        "Delete a message for oneself.",
        Wire.Json.MessagePlace, Wire.Json.Nothing, new Route("POST", "/conversations/{conversation_id}/messages/{seq}/hide"))
    {
        Refused = [Refusals.NotFound, Refusals.Unavailable],
    };

    public static readonly Command<ClearHistory, Nothing> ClearHistory = new("clear_history", 204,
        "Delete what was written so far for oneself.",
        Wire.Json.ClearHistory, Wire.Json.Nothing, new Route("POST", "/conversations/{conversation_id}/clear"))
    {
        Refused = [Refusals.NotFound, Refusals.Unavailable],
    };

    public static readonly Command<MessagePlace, EditList> ListEdits = new("list_edits", 200,
        "What a message said before; for its sender and admins.",
        Wire.Json.MessagePlace, Wire.Json.EditList, new Route("GET", "/conversations/{conversation_id}/messages/{seq}/edits"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<React, Message> React = new("react", 200,
        "React with an emoji.",
        Wire.Json.React, Wire.Json.Message, new Route("PUT", "/conversations/{conversation_id}/messages/{seq}/reactions/{emoji}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable, Refusals.TooMany],
    };

    public static readonly Command<React, Message> Unreact = new("unreact", 200,
        "Take a reaction back.",
        Wire.Json.React, Wire.Json.Message, new Route("DELETE", "/conversations/{conversation_id}/messages/{seq}/reactions/{emoji}"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable],
    };

    public static readonly Command<ListReactions, ReactionList> ListReactions = new("list_reactions", 200,
        "Who reacted.",
        Wire.Json.ListReactions, Wire.Json.ReactionList, new Route("GET", "/conversations/{conversation_id}/messages/{seq}/reactions"))
    {
        Refused = [Refusals.NotFound, Refusals.BadCursor],
    };

    public static readonly Command<MessagePlace, Message> Pin = new("pin", 200,
        "Pin a message.",
        Wire.Json.MessagePlace, Wire.Json.Message, new Route("PUT", "/conversations/{conversation_id}/messages/{seq}/pin"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable, Refusals.TooMany],
    };

    public static readonly Command<MessagePlace, Message> Unpin = new("unpin", 200,
        "Unpin a message.",
        Wire.Json.MessagePlace, Wire.Json.Message, new Route("DELETE", "/conversations/{conversation_id}/messages/{seq}/pin"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable],
    };

    public static readonly Command<ListPins, FoundMessages> ListPins = new("list_pins", 200,
        "The pinned messages, newest first.",
        Wire.Json.ListPins, Wire.Json.FoundMessages, new Route("GET", "/conversations/{conversation_id}/pins"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<MessagePlace, Nothing> Star = new("star", 204,
        "Save a message for oneself.",
        Wire.Json.MessagePlace, Wire.Json.Nothing, new Route("PUT", "/conversations/{conversation_id}/messages/{seq}/star"))
    {
        Refused = [Refusals.NotFound, Refusals.TooMany],
    };

    public static readonly Command<MessagePlace, Nothing> Unstar = new("unstar", 204,
        "No longer save it.",
        Wire.Json.MessagePlace, Wire.Json.Nothing, new Route("DELETE", "/conversations/{conversation_id}/messages/{seq}/star"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<ListPlaces, FoundMessages> ListStarred = new("list_starred", 200,
        "What one has saved, newest first.",
        Wire.Json.ListPlaces, Wire.Json.FoundMessages, new Route("GET", "/starred")) { Refused = [Refusals.BadCursor] };

    public static readonly Command<ListPlaces, FoundMessages> ListMentions = new("list_mentions", 200,
        "Messages that mention one, newest first.",
        Wire.Json.ListPlaces, Wire.Json.FoundMessages, new Route("GET", "/mentions")) { Refused = [Refusals.BadCursor] };

    public static readonly Command<Vote, Message> Vote = new("vote", 200,
        "Vote in a poll, or change one's vote.",
        Wire.Json.Vote, Wire.Json.Message, new Route("PUT", "/conversations/{conversation_id}/messages/{seq}/vote"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable, Refusals.Closed],
    };

    public static readonly Command<MessagePlace, Message> ClosePoll = new("close_poll", 200,
        "End a poll.",
        Wire.Json.MessagePlace, Wire.Json.Message, new Route("POST", "/conversations/{conversation_id}/messages/{seq}/close"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable],
    };

    public static readonly Command<MessagePlace, BallotList> ListBallots = new("list_ballots", 200,
        "Who voted for what; not in an anonymous poll.",
        Wire.Json.MessagePlace, Wire.Json.BallotList, new Route("GET", "/conversations/{conversation_id}/messages/{seq}/ballots"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed],
    };

    public static readonly Command<MoveLocation, Message> MoveLocation = new("move_location", 200,
        "Say where one is now, or stop sharing it.",
        Wire.Json.MoveLocation, Wire.Json.Message, new Route("PUT", "/conversations/{conversation_id}/messages/{seq}/location"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.Unavailable, Refusals.Closed],
    };

    public static readonly Command<Forward, ForwardedAs> Forward = new("forward", 200,
        "Forward messages, one by one or as one.",
        Wire.Json.Forward, Wire.Json.ForwardedAs, new Route("POST", "/conversations/{conversation_id}/forward"))
    {
        Refused =
        [
            Refusals.NotFound, Refusals.NotAllowed, Refusals.Gone, Refusals.Archived, Refusals.TooLarge, Refusals.IdConflict,
            Refusals.QuotaExceeded, Refusals.Unavailable,
        ],
    };

    public static readonly Command<MessagePlace, ReceiptList> ListReceipts = new("list_receipts", 200,
        "Who has received and read a message.",
        Wire.Json.MessagePlace, Wire.Json.ReceiptList, new Route("GET", "/conversations/{conversation_id}/messages/{seq}/receipts"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<ListPlaces, ThreadList> ListThreads = new("list_threads", 200,
        "The threads one follows, latest answer first.",
        Wire.Json.ListPlaces, Wire.Json.ThreadList, new Route("GET", "/threads")) { Refused = [Refusals.BadCursor] };

    public static readonly Command<MessagePlace, ThreadPlace> GetThread = new("get_thread", 200,
        "A thread as one sees it.",
        Wire.Json.MessagePlace, Wire.Json.ThreadPlace, new Route("GET", "/conversations/{conversation_id}/threads/{seq}"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<FollowThread, ThreadPlace> FollowThread = new("follow_thread", 200,
        "Follow a thread, or no longer.",
        Wire.Json.FollowThread, Wire.Json.ThreadPlace, new Route("PUT", "/conversations/{conversation_id}/threads/{seq}"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<ReadThread, ThreadPlace> ReadThread = new("read_thread", 200,
        "Say how far one has read a thread.",
        Wire.Json.ReadThread, Wire.Json.ThreadPlace, new Route("PUT", "/conversations/{conversation_id}/threads/{seq}/receipt"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<ScheduleMessage, Scheduled> ScheduleMessage = new("schedule_message", 201,
        "Send a message later.",
        Wire.Json.ScheduleMessage, Wire.Json.Scheduled, new Route("POST", "/conversations/{conversation_id}/scheduled"))
    {
        Refused =
        [
            Refusals.NotFound, Refusals.IdConflict, Refusals.TooLarge, Refusals.TooMany, Refusals.TooManyMentions, Refusals.NotReady,
            Refusals.BadMedia,
        ],
    };

    public static readonly Command<Nothing, ScheduledList> ListScheduled = new("list_scheduled", 200,
        "Messages that wait for their time.",
        Wire.Json.Nothing, Wire.Json.ScheduledList, new Route("GET", "/scheduled"));

    public static readonly Command<CancelScheduled, Nothing> CancelScheduled = new("cancel_scheduled", 204,
        "Do not send it.",
        Wire.Json.CancelScheduled, Wire.Json.Nothing, new Route("DELETE", "/scheduled/{scheduled_id}")) { Refused = [Refusals.NotFound] };

    static IReadOnlyList<Command> OfOperations =>
    [
        EditMessage, RecallMessage, HideMessage, ClearHistory, ListEdits, React, Unreact, ListReactions, Pin, Unpin, ListPins,
        Star, Unstar, ListStarred, ListMentions, Vote, ClosePoll, ListBallots, MoveLocation, Forward, ListReceipts, ListThreads,
        GetThread, FollowThread, ReadThread, ScheduleMessage, ListScheduled, CancelScheduled,
    ];
}

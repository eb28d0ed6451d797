namespace Teahouse.Protocol;

/// <content>Contacts and settings.</content>
public static partial class Commands
{
    public static readonly Command<Nothing, Settings> GetSettings = new("get_settings", 200,
        "What one shows and lets others do.",
        Wire.Json.Nothing, Wire.Json.Settings, new Route("GET", "/me/settings"));

    public static readonly Command<UpdateSettings, Settings> UpdateSettings = new("update_settings", 200,
        "Change what one shows and lets others do.",
        Wire.Json.UpdateSettings, Wire.Json.Settings, new Route("PATCH", "/me/settings"));

    public static readonly Command<ListContacts, ContactList> ListContacts = new("list_contacts", 200,
        "One's friends.",
        Wire.Json.ListContacts, Wire.Json.ContactList, new Route("GET", "/contacts")) { Refused = [Refusals.BadCursor] };

    public static readonly Command<Nothing, ContactRequestList> ListContactRequests = new("list_contact_requests", 200,
        "Who wants to be friends, and whom one has asked.",
        Wire.Json.Nothing, Wire.Json.ContactRequestList, new Route("GET", "/contacts/requests"));

    public static readonly Command<RequestContact, ContactRequest> RequestContact = new("request_contact", 200,
        "Ask somebody to be friends; who has asked first is accepted by it.",
        Wire.Json.RequestContact, Wire.Json.ContactRequest, new Route("POST", "/contacts/requests"))
    {
        Refused = [Refusals.NotFound, Refusals.NotAccepted, Refusals.AlreadyContact, Refusals.TooMany],
    };

    public static readonly Command<AnswerContactRequest, Nothing> AnswerContactRequest = new("answer_contact_request", 204,
        "Accept a request, or refuse it without a word.",
        Wire.Json.AnswerContactRequest, Wire.Json.Nothing, new Route("PUT", "/contacts/requests/{user_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.TooMany],
    };

    public static readonly Command<PersonId, Nothing> WithdrawContactRequest = new("withdraw_contact_request", 204,
        "Take one's own request back.",
        Wire.Json.PersonId, Wire.Json.Nothing, new Route("DELETE", "/contacts/requests/{user_id}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<UpdateContact, Contact> UpdateContact = new("update_contact", 200,
        "Give a friend a remark, tags or a star.",
        Wire.Json.UpdateContact, Wire.Json.Contact, new Route("PATCH", "/contacts/{user_id}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<PersonId, Nothing> DeleteContact = new("delete_contact", 204,
        "End a friendship, for both.",
        Wire.Json.PersonId, Wire.Json.Nothing, new Route("DELETE", "/contacts/{user_id}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<Nothing, BlockList> ListBlocks = new("list_blocks", 200,
        "Whom one has blocked.",
        Wire.Json.Nothing, Wire.Json.BlockList, new Route("GET", "/blocks"));

    public static readonly Command<PersonId, Nothing> Block = new("block", 204,
        "Block somebody: they can neither write nor see whether one is there.",
        Wire.Json.PersonId, Wire.Json.Nothing, new Route("PUT", "/blocks/{user_id}"))
    {
        Refused = [Refusals.NotFound, Refusals.TooMany],
    };

    public static readonly Command<PersonId, Nothing> Unblock = new("unblock", 204,
        "Unblock somebody.",
        Wire.Json.PersonId, Wire.Json.Nothing, new Route("DELETE", "/blocks/{user_id}"));

    public static readonly Command<Nothing, ContactCode> GetContactCode = new("get_contact_code", 200,
        "What one's own QR code says.",
        Wire.Json.Nothing, Wire.Json.ContactCode, new Route("GET", "/me/code"));

    public static readonly Command<Nothing, ContactCode> RenewContactCode = new("renew_contact_code", 200,
        "Make a new code; the old one is void.",
        Wire.Json.Nothing, Wire.Json.ContactCode, new Route("POST", "/me/code"));

    public static readonly Command<FindByCode, User> FindByCode = new("find_by_code", 200,
        "Whose code that is.",
        Wire.Json.FindByCode, Wire.Json.User, new Route("GET", "/codes/{code}")) { Refused = [Refusals.NotFound] };

    static IReadOnlyList<Command> OfContacts =>
    [
        GetSettings, UpdateSettings, ListContacts, ListContactRequests, RequestContact, AnswerContactRequest,
        WithdrawContactRequest, UpdateContact, DeleteContact, ListBlocks, Block, Unblock, GetContactCode, RenewContactCode,
        FindByCode,
    ];
}

using System.Text.Json.Nodes;
using Teahouse.Protocol;

namespace Teahouse.Tests.Contracts;

/// <summary>What a command is about.</summary>
enum Scope
{
    /// <summary>A conversation or a message of it: in all states, for all actors.</summary>
    Conversation,

    /// <summary>A workspace.</summary>
    Workspace,

    /// <summary>One's own things, or what anybody with a session may ask.</summary>
    Own,

    /// <summary>It would end the session that asks: only void tokens ask.</summary>
    Token,

    /// <summary>Needs no session; it has tests of its own.</summary>
    Open,
}

/// <summary>Who gets what of a command: <c>ok</c> or the code of a refusal, several with a bar between them.</summary>
sealed record MatrixRow(Command Command, Scope Scope)
{
    public JsonObject Fields { get; init; } = [];

    /// <summary>What those get who are not named otherwise.</summary>
    public string All { get; init; } = "ok";
    public string? Admins { get; init; }
    public string? Author { get; init; }
    public string? Guest { get; init; }
    public string? Outsiders { get; init; }

    /// <summary>What those get who may, when the conversation is archived.</summary>
    public string Archived { get; init; } = "ok";

    /// <summary>What those get who may, when the message is deleted.</summary>
    public string Gone { get; init; } = "ok";
    public Content Content { get; init; } = new TextContent(MatrixRows.Secret);

    /// <summary>Whom it is about.</summary>
    public string Target { get; init; } = "spare";
    public bool Approval { get; init; }

    /// <summary>Changes nothing, however often it is asked.</summary>
    public bool Reads => Command.Routes.All(route => route.Method == "GET");

    public string For(string actor) => actor switch
    {
        "owner" or "admin" => Admins ?? All,
        "author" => Author ?? All,
        "guest" => Guest ?? All,
        "peer" => All,
        _ => Outsiders ?? All,
    };
}

/// <summary>The rows of the matrix, one for each command.</summary>
static class MatrixRows
{
    public const string Secret = "the kettle is under the third stair";

    const string NotAllowed = "not_allowed";

    static readonly string NoFile = new('0', 64);

    static readonly JsonObject Text = new() { ["content"] = new JsonObject { ["type"] = "text", ["text"] = "tea" } };

    public static IReadOnlyDictionary<string, MatrixRow> All { get; } =
        ((MatrixRow[])[.. Open, .. Own, .. Conversations, .. Members, .. Operations, .. Personal, .. Media, .. Workspaces, .. Push]).ToDictionary(r => r.Command.Name);

    static MatrixRow[] Open =>
    [
        new(Commands.Register, Scope.Open), new(Commands.LogIn, Scope.Open), new(Commands.BeginPairing, Scope.Open),
        new(Commands.FinishPairing, Scope.Open),
    ];

    static MatrixRow[] Own =>
    [
        new(Commands.LogOut, Scope.Token), new(Commands.ChangePassword, Scope.Token), new(Commands.Deactivate, Scope.Token),
        .. ((Command[])
        [
            Commands.ListSessions, Commands.GetMe, Commands.UpdateMe, Commands.GetSettings, Commands.UpdateSettings, Commands.ListContacts,
            Commands.ListContactRequests, Commands.ListBlocks, Commands.GetContactCode, Commands.RenewContactCode,
            Commands.ListConversations, Commands.Sync, Commands.ListUnread, Commands.ListStarred, Commands.ListMentions,
            Commands.ListThreads, Commands.ListScheduled, Commands.ListWorkspaces,
        ]).Select(command => new MatrixRow(command, Scope.Own)),
        new(Commands.RevokeSession, Scope.Own) { Fields = new() { ["session_id"] = Ids.New() }, All = "not_found" },
        new(Commands.GetUser, Scope.Own),
        new(Commands.FindUsers, Scope.Own) { Fields = new() { ["query"] = "author_here" } },
        new(Commands.RequestContact, Scope.Own) { All = "ok|already_contact" },
        new(Commands.AnswerContactRequest, Scope.Own) { Fields = new() { ["accept"] = true }, All = "not_found", Target = "asker" },
        new(Commands.WithdrawContactRequest, Scope.Own) { All = "not_found", Target = "asker" },
        new(Commands.UpdateContact, Scope.Own) { All = "not_found", Target = "asker" },
        new(Commands.DeleteContact, Scope.Own) { All = "not_found", Target = "asker" },
        new(Commands.Block, Scope.Own) { Target = "newcomer" }, new(Commands.Unblock, Scope.Own) { Target = "newcomer" },
        new(Commands.FindByCode, Scope.Own) { Fields = new() { ["code"] = "nobodys" }, All = "not_found" },
        new(Commands.CreateConversation, Scope.Own) { Fields = new() { ["kind"] = "direct", ["workspace_id"] = null } },
        new(Commands.CancelScheduled, Scope.Own) { Fields = new() { ["scheduled_id"] = Ids.New() }, All = "not_found" },
        new(Commands.LookAtInvite, Scope.Own) { Fields = new() { ["code"] = "nobodys" }, All = "not_found" },
        new(Commands.AcceptInvite, Scope.Own) { Fields = new() { ["code"] = "nobodys" }, All = "not_found" },
        new(Commands.LookAtPairing, Scope.Own) { Fields = new() { ["code"] = "nobodys" }, All = "not_found" },
        new(Commands.AnswerPairing, Scope.Own) { Fields = new() { ["code"] = "nobodys", ["accept"] = true }, All = "not_found" },
    ];

    static MatrixRow[] Conversations =>
    [
        new(Commands.GetConversation, Scope.Conversation), new(Commands.ListMessages, Scope.Conversation),
        new(Commands.Receipt, Scope.Conversation) { Fields = new() { ["read_seq"] = 1 } },
        new(Commands.Typing, Scope.Conversation), new(Commands.Watch, Scope.Conversation),
        new(Commands.Send, Scope.Conversation) { Fields = Text, Archived = "archived" },
        new(Commands.GetMessage, Scope.Conversation),
        new(Commands.MarkRead, Scope.Conversation) { Fields = new() { ["read"] = true } },
    ];

    static MatrixRow[] Members =>
    [
        new(Commands.UpdateConversation, Scope.Conversation)
        {
            Fields = new() { ["topic"] = "oolong" }, All = NotAllowed, Admins = "ok", Archived = "archived",
        },
        new(Commands.ListMembers, Scope.Conversation),
        new(Commands.AddMembers, Scope.Conversation) { Target = "newcomer", Guest = NotAllowed, Archived = "archived" },
        new(Commands.RemoveMember, Scope.Conversation) { All = NotAllowed, Admins = "ok" },
        new(Commands.UpdateMember, Scope.Conversation)
        {
            Fields = new() { ["muted_until"] = "2100-01-01T00:00:00Z" }, All = NotAllowed, Admins = "ok",
        },
        new(Commands.JoinConversation, Scope.Conversation) { Archived = "archived" },
        new(Commands.CreateInvite, Scope.Conversation) { Guest = NotAllowed },
        new(Commands.ListInvites, Scope.Conversation) { All = NotAllowed, Admins = "ok" },
        new(Commands.RevokeInvite, Scope.Conversation) { All = NotAllowed, Admins = "ok" },
        new(Commands.ListJoinRequests, Scope.Conversation) { All = NotAllowed, Admins = "ok" },
        new(Commands.AnswerJoinRequest, Scope.Conversation)
        {
            Fields = new() { ["accept"] = true }, Target = "asker", Approval = true, All = NotAllowed, Admins = "ok", Archived = "archived",
        },
        new(Commands.UpdatePreferences, Scope.Conversation) { Fields = new() { ["pinned"] = true } },
    ];

    static MatrixRow[] Operations
    {
        get
        {
            var poll = new PollContent(Secret, ["green", "black"]);
            var place = new LocationContent(30.2, 120.1, Secret, LiveForS: 900);
            var emoji = new JsonObject { ["emoji"] = "🍵" };
            return
            [
                Change(Commands.EditMessage) with { Fields = Text, All = NotAllowed, Author = "ok" },
                Change(Commands.RecallMessage) with { All = NotAllowed, Author = "ok", Admins = "ok" },
                Change(Commands.RemovePreview) with { All = NotAllowed, Author = "ok", Admins = "ok" },
                Change(Commands.React) with { Fields = emoji }, Change(Commands.Unreact) with { Fields = emoji },
                Change(Commands.Pin) with { All = NotAllowed, Admins = "ok" }, Change(Commands.Unpin) with { All = NotAllowed, Admins = "ok" },
                Change(Commands.Vote) with { Fields = new() { ["options"] = new JsonArray(0) }, Content = poll },
                Change(Commands.ClosePoll) with { Content = poll, All = NotAllowed, Author = "ok", Admins = "ok" },
                Change(Commands.MoveLocation) with
                {
                    Fields = new() { ["latitude"] = 30.3, ["longitude"] = 120.2 }, Content = place, All = NotAllowed, Author = "ok",
                },
                Change(Commands.Forward),
                new(Commands.ListEdits, Scope.Conversation) { All = NotAllowed, Author = "ok", Admins = "ok" },
                new(Commands.ListReactions, Scope.Conversation), new(Commands.ListPins, Scope.Conversation),
                new(Commands.ListBallots, Scope.Conversation) { Content = poll, Gone = "ok|not_found|gone" },
                new(Commands.GetThread, Scope.Conversation) { Gone = "ok|not_found|gone" },
                new(Commands.FollowThread, Scope.Conversation) { Fields = new() { ["following"] = true }, Gone = "ok|not_found|gone" },
                new(Commands.ReadThread, Scope.Conversation) { Fields = new() { ["read_n"] = 0 }, Gone = "ok|not_found|gone" },
            ];
        }
    }

    static MatrixRow[] Personal =>
    [
        new(Commands.HideMessage, Scope.Conversation),
        new(Commands.ClearHistory, Scope.Conversation) { Fields = new() { ["until_seq"] = 1 } },
        new(Commands.Star, Scope.Conversation) { Gone = "ok|not_found|gone" }, new(Commands.Unstar, Scope.Conversation) { All = "ok|not_found" },
        new(Commands.ListReceipts, Scope.Conversation),
        new(Commands.ScheduleMessage, Scope.Conversation)
        {
            Fields = new() { ["content"] = Text["content"]!.DeepClone(), ["send_at"] = TimeProvider.System.GetUtcNow().AddDays(7).ToString("O") },
            Archived = "ok|archived",
        },
        new(Commands.ShareChannel, Scope.Conversation) { All = "not_found|not_allowed", Archived = "archived" },
        new(Commands.UnshareChannel, Scope.Conversation) { All = "not_found|not_allowed|ok", Archived = "archived" },
    ];

    static MatrixRow[] Media =>
    [
        new(Commands.CompleteUpload, Scope.Own) { Fields = new() { ["upload_id"] = Ids.New(), ["kind"] = "image" }, All = "not_found" },
        new(Commands.GetMedia, Scope.Own) { Fields = new() { ["sha256"] = NoFile }, All = "not_found" },
        new(Commands.DiscardMedia, Scope.Own) { Fields = new() { ["sha256"] = NoFile }, All = "not_found" },
        new(Commands.GetMediaUsage, Scope.Own),
        new(Commands.OpenMedia, Scope.Own)
        {
            Fields = new() { ["messages"] = new JsonArray(new JsonObject { ["conversation_id"] = Ids.New(), ["seq"] = 1 }) },
        },
        new(Commands.ListMedia, Scope.Conversation) { Fields = new() { ["kind"] = "visual" } },
    ];

    static MatrixRow[] Workspaces =>
    [
        new(Commands.CreateWorkspace, Scope.Own) { Fields = new() { ["name"] = "a new trade" } },
        Tenant(Commands.GetWorkspace), Tenant(Commands.ListWorkspaceMembers) with { Guest = NotAllowed },
        Tenant(Commands.ListChannels) with { Guest = NotAllowed },
        Tenant(Commands.UpdateWorkspace) with { Fields = new() { ["about"] = "leaves" }, All = NotAllowed, Guest = NotAllowed, Admins = "ok" },
        Tenant(Commands.UpdateWorkspaceMember) with
        {
            Fields = new() { ["role"] = "member" }, All = NotAllowed, Guest = NotAllowed, Admins = "ok|not_allowed",
        },
        Tenant(Commands.RemoveWorkspaceMember) with
        {
            Target = "stranger", All = NotAllowed, Guest = NotAllowed, Admins = "not_found",
        },
        Tenant(Commands.CreateWorkspaceInvite) with { All = NotAllowed, Guest = NotAllowed, Admins = "ok" },
        Tenant(Commands.ListWorkspaceInvites) with { All = NotAllowed, Guest = NotAllowed, Admins = "ok" },
        Tenant(Commands.RevokeWorkspaceInvite) with
        {
            Fields = new() { ["code"] = "nobodys" }, All = NotAllowed, Guest = NotAllowed, Admins = "not_found",
        },
        new(Commands.LookAtWorkspaceInvite, Scope.Own) { Fields = new() { ["code"] = "nobodys" }, All = "not_found" },
        new(Commands.AcceptWorkspaceInvite, Scope.Own) { Fields = new() { ["code"] = "nobodys" }, All = "not_found" },
    ];

    static MatrixRow[] Push =>
    [
        new(Commands.GetPushKey, Scope.Own), new(Commands.ListPushSubscriptions, Scope.Own),
        new(Commands.SubscribePush, Scope.Own) { Fields = World.Subscription },
        new(Commands.UnsubscribePush, Scope.Own) { Fields = new() { ["session_id"] = Ids.New() }, All = "not_found" },
        new(Commands.TestPush, Scope.Own) { All = "ok|not_found" },
    ];

    static MatrixRow Change(Command command) => new(command, Scope.Conversation) { Archived = "archived", Gone = "gone" };

    // Who is around the channel may all the same be a member of its workspace.
    static MatrixRow Tenant(Command command) => new(command, Scope.Workspace) { Outsiders = "not_found" };
}

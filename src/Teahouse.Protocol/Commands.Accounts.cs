namespace Teahouse.Protocol;

/// <content>Accounts and devices.</content>
public static partial class Commands
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

    public static readonly Command<FindUsers, UserList> FindUsers = new("find_users", 200, "Find a person by their username, or by part of a name as far as they allow it.",
        Wire.Json.FindUsers, Wire.Json.UserList, new Route("GET", "/users"));

    public static readonly Command<Deactivate, Nothing> Deactivate = new("deactivate", 204,
        "Close one's account: every session ends, and nobody can find it or write to it any more.",
        Wire.Json.Deactivate, Wire.Json.Nothing, new Route("POST", "/me/deactivation"))
    {
        Refused = [Refusals.BadCredentials, Refusals.LogInLimited],
    };

    public static readonly Command<BeginPairing, Pairing> BeginPairing = new("begin_pairing", 201,
        "Ask to be let in by a device that is logged in.",
        Wire.Json.BeginPairing, Wire.Json.Pairing, new Route("POST", "/pairings")) { Anonymous = true, OnSocket = false };

    public static readonly Command<LookAtPairing, PairingPreview> LookAtPairing = new("look_at_pairing", 200,
        "Which device asks to be let in.",
        Wire.Json.LookAtPairing, Wire.Json.PairingPreview, new Route("GET", "/pairings/{code}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<AnswerPairing, Nothing> AnswerPairing = new("answer_pairing", 204,
        "Let the device in, or not.",
        Wire.Json.AnswerPairing, Wire.Json.Nothing, new Route("PUT", "/pairings/{code}")) { Refused = [Refusals.NotFound] };

    public static readonly Command<FinishPairing, LoggedIn> FinishPairing = new("finish_pairing", 201,
        "Log in once one has been let in: a new session for the device.",
        Wire.Json.FinishPairing, Wire.Json.LoggedIn, new Route("POST", "/pairings/{code}/session"))
    {
        Anonymous = true, OnSocket = false, Refused = [Refusals.NotFound, Refusals.NotApproved, Refusals.Closed],
    };

    static IReadOnlyList<Command> OfAccounts =>
    [
        Register, LogIn, LogOut, ListSessions, RevokeSession, GetMe, UpdateMe, ChangePassword, Deactivate, GetUser, FindUsers,
        BeginPairing, LookAtPairing, AnswerPairing, FinishPairing,
    ];
}

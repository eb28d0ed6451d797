namespace Teahouse.Protocol;

/// <content>News for devices that are not connected.</content>
public static partial class Commands
{
    public static readonly Command<Nothing, PushKey> GetPushKey = new("get_push_key", 200,
        "The server's key, to which a browser binds its push subscription.",
        Wire.Json.Nothing, Wire.Json.PushKey, new Route("GET", "/push/key"));

    public static readonly Command<SubscribePush, PushSubscription> SubscribePush = new("subscribe_push", 200,
        "Have this device pushed to, or change how.",
        Wire.Json.SubscribePush, Wire.Json.PushSubscription, new Route("PUT", "/push/subscription")) { Refused = [Refusals.TooMany] };

    public static readonly Command<UnsubscribePush, Nothing> UnsubscribePush = new("unsubscribe_push", 204,
        "Push no longer to a device of one's own.",
        Wire.Json.UnsubscribePush, Wire.Json.Nothing, new Route("DELETE", "/push/subscriptions/{session_id}"))
    {
        Refused = [Refusals.NotFound],
    };

    public static readonly Command<Nothing, PushSubscriptionList> ListPushSubscriptions = new("list_push_subscriptions", 200,
        "One's devices that are pushed to.",
        Wire.Json.Nothing, Wire.Json.PushSubscriptionList, new Route("GET", "/push/subscriptions"));

    public static readonly Command<Nothing, Nothing> TestPush = new("test_push", 204,
        "Push a test to this device.",
        Wire.Json.Nothing, Wire.Json.Nothing, new Route("POST", "/push/test")) { Refused = [Refusals.NotFound] };

    static IReadOnlyList<Command> OfPush => [GetPushKey, SubscribePush, UnsubscribePush, ListPushSubscriptions, TestPush];
}

using Teahouse.Protocol;
using Teahouse.Tests.Media;

namespace Teahouse.Tests.Gateway;

/// <content>Groups, messages and workspaces, call by call.</content>
public sealed partial class ApiDocumentTests
{
    static readonly int[] First = [0];
    static readonly int[] Second = [1];

    async Task<Guid> AskOfMembersAsync(Talk talk, Teahouse.Testing.Person ann, Teahouse.Testing.Person bob)
    {
        var eve = await server.PersonAsync("Eve");
        var made = await talk.AskAsync("POST", "/conversations", "", 201, new { kind = "group", name = "tea", member_ids = new[] { bob.Id } });
        var group = Guid.Parse(made!["id"]!.ToString());
        Task<System.Text.Json.Nodes.JsonNode?> Ask(string method, string path, string url, int status, object? body = null) =>
            talk.AskAsync(method, "/conversations/{conversation_id}" + path, $"/conversations/{group}{url}", status, body);

        await Ask("PATCH", "", "", 200, new { topic = "oolong", inviting = "approval", retention = new { mode = "days", days = 30 } });
        await Ask("GET", "/members", "/members?limit=1", 200);
        await Ask("PATCH", "/members/{user_id}", $"/members/{bob.Id}", 200, new { role = "admin" });
        var invite = await Ask("POST", "/invites", "/invites", 201, new { max_uses = 3 });
        await Ask("GET", "/invites", "/invites", 200);
        await talk.AskAsync("GET", "/invites/{code}", $"/invites/{invite!["code"]}", 200);
        await talk.AskAsync("POST", "/invites/{code}", $"/invites/{invite["code"]}", 200);
        await eve.Api.CallAsync(Commands.AcceptInvite, new(invite["code"]!.ToString()));
        await Ask("GET", "/requests", "/requests", 200);
        await Ask("PUT", "/requests/{user_id}", $"/requests/{eve.Id}", 204, new { accept = true });
        await Ask("POST", "/members", "/members", 200, new { user_ids = new[] { eve.Id } });
        await Ask("DELETE", "/invites/{code}", $"/invites/{invite["code"]}", 204);
        await Ask("DELETE", "/members/{user_id}", $"/members/{eve.Id}", 204);
        await Ask("DELETE", "/members/{user_id}", $"/members/{ann.Id}", 409);
        await Ask("PATCH", "/preferences", "/preferences", 200, new { pinned = true, draft = "tomorrow" });
        var channel = new { kind = "channel", name = $"c{group:N}", @public = true, member_ids = Array.Empty<Guid>() };
        var id = (await talk.AskAsync("POST", "/conversations", "", 201, channel))!["id"];
        await talk.AskAsync("POST", "/conversations/{conversation_id}/join", $"/conversations/{id}/join", 200);
        return group;
    }

    static async Task AskOfMessagesAsync(Talk talk, Guid group)
    {
        async Task<string> Say(object content) => (await talk.AskAsync("POST", "/messages", "", 200, new { conversation_id = group, content }))!["seq"]!.ToString();
        Task<System.Text.Json.Nodes.JsonNode?> Ask(string method, string path, string seq, string url, int status, object? body = null) =>
            talk.AskAsync(method, "/conversations/{conversation_id}/messages/{seq}" + path, $"/conversations/{group}/messages/{seq}{url}", status, body);

        var text = await Say(new { type = "text", text = "tea" });
        await Ask("PATCH", "", text, "", 200, new { content = new { type = "text", text = "more tea" } });
        await Ask("GET", "/edits", text, "/edits", 200);
        await Ask("PUT", "/reactions/{emoji}", text, "/reactions/🍵", 200);
        await Ask("GET", "/reactions", text, "/reactions", 200);
        await Ask("DELETE", "/reactions/{emoji}", text, "/reactions/🍵", 200);
        await Ask("PUT", "/pin", text, "/pin", 200);
        await talk.AskAsync("GET", "/conversations/{conversation_id}/pins", $"/conversations/{group}/pins", 200);
        await Ask("DELETE", "/pin", text, "/pin", 200);
        await Ask("DELETE", "/preview", text, "/preview", 200);
        await Ask("GET", "/receipts", text, "/receipts", 200);
        List<string> teas = ["green", "black"];
        var poll = await Say(new { type = "poll", question = "which?", options = teas });
        await Ask("PUT", "/vote", poll, "/vote", 200, new { options = Second });
        await Ask("GET", "/ballots", poll, "/ballots", 200);
        await Ask("POST", "/close", poll, "/close", 200);
        await Ask("PUT", "/vote", poll, "/vote", 409, new { options = First });
        var place = await Say(new { type = "location", latitude = 30.2, longitude = 120.1, live_for_s = 900 });
        await Ask("PUT", "/location", place, "/location", 200, new { latitude = 30.3, longitude = 120.2 });
        await talk.AskAsync("POST", "/messages", "", 200,
            new { conversation_id = group, thread = long.Parse(text, System.Globalization.CultureInfo.InvariantCulture), content = new { type = "text", text = "and cake" } });
        await talk.AskAsync("GET", "/threads", "", 200);
        var thread = $"/conversations/{group}/threads/{text}";
        await talk.AskAsync("GET", "/conversations/{conversation_id}/threads/{seq}", thread, 200);
        await talk.AskAsync("PUT", "/conversations/{conversation_id}/threads/{seq}", thread, 200, new { following = true });
        await talk.AskAsync("PUT", "/conversations/{conversation_id}/threads/{seq}/receipt", thread + "/receipt", 200, new { read_n = 1 });
        await talk.AskAsync("POST", "/conversations/{conversation_id}/forward", $"/conversations/{group}/forward", 200,
            new { from_conversation_id = group, seqs = new[] { long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) } });
        await Ask("DELETE", "", poll, "", 200);
        await Ask("DELETE", "", "1", "", 403);
    }

    async Task AskOfFilesAsync(Talk talk, Teahouse.Testing.Person ann, Guid group)
    {
        var upload = await Shelf.StageAsync(server.Address, ann.Token, Pictures.New());
        var made = await talk.AskAsync("POST", "/media", "", 201, new { upload_id = upload, kind = "image" });
        await talk.AskAsync("POST", "/media", "", 404, new { upload_id = Ids.New(), kind = "image" });
        var sha256 = made!["item"]!["sha256"]!.ToString();
        await talk.AskAsync("GET", "/media/{sha256}", $"/media/{sha256}?wait_s=1", 200);
        var content = new { type = "media", text = "tea", items = new[] { new { sha256, kind = "image" } } };
        var sent = await talk.AskAsync("POST", "/messages", "", 200, new { conversation_id = group, content });
        var place = new { conversation_id = group, seq = (long)sent!["seq"]! };
        await talk.AskAsync("POST", "/media/grants", "", 200, new { messages = new[] { place } });
        await talk.AskAsync("GET", "/conversations/{conversation_id}/media", $"/conversations/{group}/media?kind=visual", 200);
        await talk.AskAsync("GET", "/conversations/{conversation_id}/messages", $"/conversations/{group}/messages", 200);
        await talk.AskAsync("DELETE", "/media/{sha256}", $"/media/{sha256}", 204);
        await talk.AskAsync("DELETE", "/media/{sha256}", $"/media/{sha256}", 404);
        await talk.AskAsync("GET", "/me/media", "", 200);
    }

    static async Task AskOfOneselfAsync(Talk talk, Guid group)
    {
        var there = $"/conversations/{group}";
        const string Conversation = "/conversations/{conversation_id}";
        var said = await talk.AskAsync("POST", "/messages", "", 200,
            new { conversation_id = group, content = new { type = "text", text = "keep this" } });
        var place = $"{there}/messages/{said!["seq"]}";
        await talk.AskAsync("PUT", Conversation + "/messages/{seq}/star", place + "/star", 204);
        await talk.AskAsync("GET", "/starred", "", 200);
        await talk.AskAsync("DELETE", Conversation + "/messages/{seq}/star", place + "/star", 204);
        await talk.AskAsync("GET", "/mentions", "", 200);
        await talk.AskAsync("POST", Conversation + "/messages/{seq}/hide", place + "/hide", 204);
        await talk.AskAsync("POST", Conversation + "/clear", there + "/clear", 204, new { until_seq = 1 });
        var later = await talk.AskAsync("POST", Conversation + "/scheduled", there + "/scheduled", 201, new
        {
            content = new { type = "text", text = "good morning" },
            send_at = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        });
        await talk.AskAsync("GET", "/scheduled", "", 200);
        await talk.AskAsync("DELETE", "/scheduled/{scheduled_id}", $"/scheduled/{later!["id"]}", 204);
    }

    static async Task AskOfDevicesAsync(Talk talk)
    {
        var challenge = new { challenge = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg", device = "tablet" };
        var code = (await talk.AskAsync("POST", "/pairings", "", 201, challenge))!["code"];
        await talk.AskAsync("GET", "/pairings/{code}", $"/pairings/{code}", 200);
        await talk.AskAsync("POST", "/pairings/{code}/session", $"/pairings/{code}/session", 409, new { secret = "dGVzdA" });
        await talk.AskAsync("PUT", "/pairings/{code}", $"/pairings/{code}", 204, new { accept = true });
        await talk.AskAsync("GET", "/pairings/{code}", $"/pairings/{code}", 404);
        await talk.AskAsync("POST", "/pairings/{code}/session", $"/pairings/{code}/session", 201, new { secret = "dGVzdA" });

        await talk.AskAsync("GET", "/push/key", "", 200);
        await talk.AskAsync("POST", "/push/test", "", 404);
        var subscription = Contracts.World.Subscription;
        var session = (await talk.AskAsync("PUT", "/push/subscription", "", 200, new
        {
            endpoint = subscription["endpoint"]!.ToString(), p256dh = subscription["p256dh"]!.ToString(), auth = subscription["auth"]!.ToString(),
        }))!["session_id"];
        await talk.AskAsync("GET", "/push/subscriptions", "", 200);
        await talk.AskAsync("POST", "/push/test", "", 204);
        await talk.AskAsync("DELETE", "/push/subscriptions/{session_id}", $"/push/subscriptions/{session}", 204);
    }
}

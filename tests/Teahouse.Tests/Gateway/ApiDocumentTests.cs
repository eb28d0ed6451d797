using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed partial class ApiDocumentTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_valid_and_has_every_route_of_the_table_and_no_other()
    {
        using var http = server.Http();
        var text = await http.GetStringAsync("/api/openapi.json", Patience);
        var (document, diagnostic) = OpenApiDocument.Parse(text, "json");
        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.Equal(
            Commands.All.SelectMany(command => command.Routes).Select(route => $"{route.Method} {route.Path}").Order(),
            document!.Paths.SelectMany(path => path.Value.Operations!.Select(operation => $"{operation.Key} {path.Key}")).Order());
        foreach (var reference in text.Split("\"$ref\":\"#/components/schemas/")[1..].Select(rest => rest.Split('"')[0]))
        {
            Assert.Contains(reference, document.Components!.Schemas!.Keys);
        }
    }

    [Fact]
    public async Task What_the_server_answers_to_every_call_is_what_the_document_says()
    {
        var ann = await server.PersonAsync("Ann");
        var bob = await server.PersonAsync("Bob");
        await ann.SaysAsync(bob, "hello");
        await bob.SaysAsync(ann, "hi");
        using var http = server.Http();
        http.DefaultRequestHeaders.Authorization = new("Bearer", ann.Token);
        var talk = new Talk(new(http, new(http.BaseAddress!, "/api/v1")), await ReadAsync(http));
        var conversation = ann.With(bob);

        var dora = new { username = "dora", password = "a good password", display_name = "Dora" };
        var registered = await talk.AskAsync("POST", "/accounts", "", 201, dora);
        await talk.AskAsync("POST", "/accounts", "", 409, dora);
        await talk.AskAsync("POST", "/sessions", "", 401, new { username = "dora", password = "a bad password" });
        var session = await talk.AskAsync("POST", "/sessions", "", 201, new { username = ann.Username, password = ann.Password });
        await talk.AskAsync("GET", "/sessions", "", 200);
        await talk.AskAsync("DELETE", "/sessions/{session_id}", $"/sessions/{session!["session"]!["id"]}", 204);
        await talk.AskAsync("DELETE", "/sessions/{session_id}", $"/sessions/{Ids.New()}", 404);
        await talk.AskAsync("GET", "/me", "", 200);
        await talk.AskAsync("PATCH", "/me", "", 200, new { about = "茶" });
        await talk.AskAsync("PUT", "/me/password", "", 204, new { current_password = ann.Password, new_password = "another password" });
        await talk.AskAsync("GET", "/users/{user_id}", $"/users/{bob.Id}", 200);
        await talk.AskAsync("GET", "/users", $"/users?query={bob.Username}", 200);
        var other = new { kind = "direct", member_ids = new[] { registered!["user"]!["id"]!.ToString() } };
        await talk.AskAsync("POST", "/conversations", "", 201, other);
        await talk.AskAsync("POST", "/conversations", "", 200, other);
        await talk.AskAsync("POST", "/conversations", "", 201, new { kind = "group", member_ids = new[] { bob.Id } });
        await talk.AskAsync("GET", "/conversations", "/conversations?limit=1", 200);
        await talk.AskAsync("GET", "/conversations/{conversation_id}", $"/conversations/{conversation}", 200);
        await talk.AskAsync("GET", "/conversations/{conversation_id}/messages", $"/conversations/{conversation}/messages", 200);
        await talk.AskAsync("PUT", "/conversations/{conversation_id}/receipt", $"/conversations/{conversation}/receipt", 200,
            new { delivered_seq = 2 });
        await talk.AskAsync("POST", "/conversations/{conversation_id}/typing", $"/conversations/{conversation}/typing", 204);
        var unread = await talk.AskAsync("GET", "/messages", "", 200);
        var message = $"/messages/{unread![0]!["id"]}";
        await talk.AskAsync("GET", "/messages/{message_id}", message, 200);
        await talk.AskAsync("PATCH", "/messages/{message_id}", message, 200, new { read = true });
        await talk.AskAsync("PUT", "/messages/{message_id}", message, 200, new { read = true });
        await talk.AskAsync("GET", "/messages", "", 204);
        await talk.AskAsync("POST", "/messages", "", 200, new { recipient_id = bob.Id, content = new { type = "text", text = "bye" } });
        await talk.AskAsync("POST", "/messages", "", 400, new { recipient_id = bob.Id, content = new { type = "smell" } });
        await talk.AskAsync("GET", "/sync", "/sync?limit=2", 200);
        await AskOfContactsAsync(talk, bob);
        var group = await AskOfMembersAsync(talk, ann, bob);
        await AskOfMessagesAsync(talk, group);
        await AskOfOneselfAsync(talk, group);
        await AskOfFilesAsync(talk, ann, group);
        await AskOfWorkspacesAsync(talk, bob);
        await AskOfDevicesAsync(talk);
        await talk.AskAsync("DELETE", "/sessions/current", "", 204);
        await talk.AskAsync("GET", "/me", "", 401);

        Assert.Empty(Commands.All.SelectMany(command => command.Routes).Select(route => $"{route.Method} {route.Path}").Except(talk.Asked));
    }

    static async Task AskOfWorkspacesAsync(Talk talk, Teahouse.Testing.Person bob)
    {
        await talk.AskAsync("GET", "/workspaces", "", 200);
        var id = (await talk.AskAsync("POST", "/workspaces", "", 201, new { name = "The house", about = "Tea.", avatar = "🍵" }))!["id"];
        var other = (await talk.AskAsync("POST", "/workspaces", "", 201, new { name = "The garden" }))!["id"];
        await talk.AskAsync("GET", "/workspaces/{workspace_id}", $"/workspaces/{id}", 200);
        await talk.AskAsync("PATCH", "/workspaces/{workspace_id}", $"/workspaces/{id}", 200, new { inviting = "members" });
        var invite = new { expires_in_s = 3600, max_uses = 2 };
        var code = (await talk.AskAsync("POST", "/workspaces/{workspace_id}/invites", $"/workspaces/{id}/invites", 201, invite))!["code"];
        await talk.AskAsync("GET", "/workspaces/{workspace_id}/invites", $"/workspaces/{id}/invites", 200);
        await talk.AskAsync("GET", "/workspace_invites/{code}", $"/workspace_invites/{code}", 200);
        await talk.AskAsync("POST", "/workspace_invites/{code}", $"/workspace_invites/{code}", 200);
        await talk.AskAsync("POST", "/workspace_invites/{code}", "/workspace_invites/nonsense", 404);
        await bob.Api.CallAsync(Commands.AcceptWorkspaceInvite, new(code!.ToString()));
        await talk.AskAsync("DELETE", "/workspaces/{workspace_id}/invites/{code}", $"/workspaces/{id}/invites/{code}", 204);
        await talk.AskAsync("GET", "/workspaces/{workspace_id}/members", $"/workspaces/{id}/members?query=b&limit=1", 200);
        var member = $"/workspaces/{id}/members/{bob.Id}";
        await talk.AskAsync("PATCH", "/workspaces/{workspace_id}/members/{user_id}", member, 200, new { role = "admin" });

        var channel = new { kind = "channel", name = "Kitchen", workspace_id = id!.ToString(), @public = true, member_ids = Array.Empty<Guid>() };
        var made = await talk.AskAsync("POST", "/conversations", "", 201, channel);
        await talk.AskAsync("POST", "/conversations", "", 409, channel);
        await talk.AskAsync("GET", "/workspaces/{workspace_id}/channels", $"/workspaces/{id}/channels?archived=true", 200);
        var there = $"/conversations/{made!["id"]}/workspaces/{other}";
        await talk.AskAsync("PUT", "/conversations/{conversation_id}/workspaces/{workspace_id}", there, 200);
        await talk.AskAsync("DELETE", "/conversations/{conversation_id}/workspaces/{workspace_id}", there, 200);
        await talk.AskAsync("DELETE", "/workspaces/{workspace_id}/members/{user_id}", member, 204);
    }

    async Task AskOfContactsAsync(Talk talk, Teahouse.Testing.Person bob)
    {
        var carol = await server.PersonAsync("Carol");
        var dora = await server.PersonAsync("Dora");
        await talk.AskAsync("GET", "/me/settings", "", 200);
        await talk.AskAsync("PATCH", "/me/settings", "", 200, new { theme = "dark", findable = "name" });
        await talk.AskAsync("POST", "/me/deactivation", "", 401, new { password = "not it" });
        var me = await talk.AskAsync("PATCH", "/me", "", 200, new { status = new { emoji = "🍵", text = "tea" } });
        await carol.Api.CallAsync(Commands.RequestContact, new(Guid.Parse(me!["id"]!.ToString()), "tea?"));
        await dora.Api.CallAsync(Commands.RequestContact, new(Guid.Parse(me["id"]!.ToString())));

        await talk.AskAsync("POST", "/contacts/requests", "", 200, new { user_id = bob.Id, greeting = "tea?" });
        await talk.AskAsync("GET", "/contacts/requests", "", 200);
        await talk.AskAsync("DELETE", "/contacts/requests/{user_id}", $"/contacts/requests/{bob.Id}", 204);
        await talk.AskAsync("PUT", "/contacts/requests/{user_id}", $"/contacts/requests/{dora.Id}", 204, new { accept = false });
        await talk.AskAsync("PUT", "/contacts/requests/{user_id}", $"/contacts/requests/{carol.Id}", 204, new { accept = true });
        await talk.AskAsync("POST", "/contacts/requests", "", 409, new { user_id = carol.Id });
        await talk.AskAsync("GET", "/contacts", "", 200);
        await talk.AskAsync("PATCH", "/contacts/{user_id}", $"/contacts/{carol.Id}", 200, new { remark = "C", tags = new List<string> { "tea" } });
        await talk.AskAsync("DELETE", "/contacts/{user_id}", $"/contacts/{carol.Id}", 204);
        await talk.AskAsync("PUT", "/blocks/{user_id}", $"/blocks/{dora.Id}", 204);
        await talk.AskAsync("POST", "/contacts/requests", "", 403, new { user_id = dora.Id });
        await talk.AskAsync("GET", "/blocks", "", 200);
        await talk.AskAsync("DELETE", "/blocks/{user_id}", $"/blocks/{dora.Id}", 204);
        await talk.AskAsync("GET", "/me/code", "", 200);
        var code = await talk.AskAsync("POST", "/me/code", "", 200);
        await talk.AskAsync("GET", "/codes/{code}", $"/codes/{code!["code"]}", 200);
        await talk.AskAsync("GET", "/codes/{code}", "/codes/nonsense", 404);
    }

    [Fact]
    public async Task The_page_for_people_is_whole_and_asks_for_nothing_from_elsewhere()
    {
        using var http = server.Http();
        using var page = await http.GetAsync(new Uri("/api/docs", UriKind.Relative), Patience);
        var text = await page.Content.ReadAsStringAsync(Patience);
        Assert.DoesNotContain("://", text);
        Assert.StartsWith("default-src 'none'; script-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single());
        var parts = text.Split(["src=\"", "href=\""], StringSplitOptions.None)[1..].Select(rest => rest.Split('"')[0]).ToList();
        Assert.Contains("./swagger-ui-bundle.js", parts);
        foreach (var part in parts)
        {
            using var answer = await http.GetAsync(new Uri(page.RequestMessage!.RequestUri!, part), Patience);
            Assert.True(answer.IsSuccessStatusCode, part);
        }

        using var missing = await http.GetAsync(new Uri("/api/docs/nothing.js", UriKind.Relative), Patience);
        Assert.Equal("not_found", await missing.CodeAsync());
    }

    static async Task<JsonNode> ReadAsync(HttpClient http) =>
        JsonNode.Parse(await http.GetStringAsync("/api/openapi.json", Patience))!;

    /// <summary>Asks and holds each answer against the document.</summary>
    sealed class Talk((HttpClient Http, Uri Base) server, JsonNode document)
    {
        readonly JsonSchema _schemas = new(document);

        public HashSet<string> Asked { get; } = [];

        public async Task<JsonNode?> AskAsync(string method, string path, string url, int status, object? body = null)
        {
            Asked.Add($"{method} {path}");
            var operation = document["paths"]![path]![method.ToLowerInvariant()]!;
            if (body is not null && status < 300)
            {
                var schema = operation["requestBody"]!["content"]!["application/json"]!["schema"]!;
                _schemas.Check(schema, JsonSerializer.SerializeToNode(body));
            }

            using var request = new HttpRequestMessage(new(method), server.Base + (url.Length > 0 ? url : path));
            request.Content = body is null ? null : JsonContent.Create(body);
            using var answer = await server.Http.SendAsync(request, Patience);
            var text = await answer.Content.ReadAsStringAsync(Patience);
            Assert.True((int)answer.StatusCode == status, $"{method} {path}: {answer.StatusCode} {text}");
            var response = operation["responses"]![$"{status}"];
            Assert.True(response is not null, $"{method} {path}: {status} is not in the document.");
            if (response["content"] is not { } content)
            {
                Assert.Empty(text);
                return null;
            }

            var value = JsonNode.Parse(text);
            _schemas.Check(content[answer.Content.Headers.ContentType!.MediaType!]!["schema"]!, value);
            return value;
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Contracts;

/// <summary>What is no use of the contract is refused by name over HTTP, does nothing, and disturbs nobody.</summary>
public sealed class BadInputTests(TestServer server) : IClassFixture<TestServer>
{
    static readonly string[] Malformed = ["malformed", "unknown_field", "missing_field", "invalid_field"];

    public static TheoryData<string, string> Bodies
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var route in Commands.All.SelectMany(command => command.Routes).Where(HasBody))
            {
                data.Add(route.Method, route.Path);
            }

            return data;
        }
    }

    public static TheoryData<string> Names => [.. Commands.All.Where(command => command.Routes.Length > 0).Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Every_call_refuses_what_is_not_its_JSON(string method, string path)
    {
        var world = await World.CreateAsync(server);
        path = Filled(world, path);
        foreach (var (body, codes) in new (byte[], string[])[]
        {
            ("{"u8.ToArray(), ["malformed"]),
            ("}"u8.ToArray(), ["malformed"]),
            ("nonsense"u8.ToArray(), ["malformed"]),
            ("{}{}"u8.ToArray(), ["malformed", "missing_field"]),
            ("{'a':1}"u8.ToArray(), ["malformed"]),
            ("{\"a\":1,}"u8.ToArray(), Malformed),
            ("/* */{}"u8.ToArray(), ["malformed"]),
            ("null"u8.ToArray(), ["malformed"]),
            ("[]"u8.ToArray(), ["malformed", "invalid_field"]),
            ("\"text\""u8.ToArray(), ["malformed", "invalid_field"]),
            ("17"u8.ToArray(), ["malformed", "invalid_field"]),
            ([0xFF, 0xFE, 0x7B, 0x00], ["malformed"]),
            ("{\"never_heard_of\":1}"u8.ToArray(), ["unknown_field"]),
            ("{\"never_heard_of\":NaN}"u8.ToArray(), Malformed),
            ("{\"\\ud800\":1}"u8.ToArray(), Malformed),
            ("{\"conversation_id\":\"\\ud800\"}"u8.ToArray(), Malformed),
            ("{\"conversation_id\":\"00000000-0000-0000-0000-00000000\\udc00\"}"u8.ToArray(), Malformed),
            (Encoding.UTF8.GetBytes(Nested(17)), Malformed),
            (Encoding.UTF8.GetBytes(Nested(10_000)), Malformed),
        })
        {
            var answered = await Asking.HttpAsync(server, method, path, body, world.Alice.Bearer);
            Assert.True(answered.Status == 400 && codes.Contains(answered.Outcome), $"{Encoding.Latin1.GetString(body)}: {answered}");
        }

        await StillServes(world);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_field_of_every_call_refuses_another_type_and_being_given_twice(string name)
    {
        var command = Commands.All.Single(c => c.Name == name);
        var route = command.Routes[0];
        var world = await World.CreateAsync(server);
        var taken = command.Request.Properties.Where(field => !route.Path.Contains($"{{{field.Name}}}", StringComparison.Ordinal));
        foreach (var field in taken)
        {
            foreach (var value in Wrong(field.PropertyType))
            {
                var answered = await AskAsync(world, route, (field.Name, value));
                Assert.True(answered.Status == 400 && Malformed.Contains(answered.Outcome), $"{name} {field.Name} {value}: {answered}");
            }

            var twice = await AskAsync(world, route, (field.Name, "null"), (field.Name, "null"));
            Assert.True(twice.Status == 400, $"{name} {field.Name} twice: {twice}");
        }

        await StillServes(world);
    }

    [Theory]
    [InlineData("GET", "/conversations?limit=0")]
    [InlineData("GET", "/conversations?limit=201")]
    [InlineData("GET", "/conversations?limit=-1")]
    [InlineData("GET", "/conversations?limit=1e2")]
    [InlineData("GET", "/conversations?limit=99999999999999999999")]
    [InlineData("GET", "/conversations?cursor=nonsense")]
    [InlineData("GET", "/conversations?unheard=1")]
    [InlineData("GET", "/conversations/{conversation_id}?limit=1")]
    [InlineData("GET", "/conversations/{conversation_id}/messages?limit=0")]
    [InlineData("GET", "/conversations/{conversation_id}/messages?limit=201")]
    [InlineData("GET", "/conversations/{conversation_id}/messages?before_seq=-1")]
    [InlineData("GET", "/conversations/{conversation_id}/messages?before_seq=NaN")]
    [InlineData("GET", "/conversations/{conversation_id}/messages?before_seq=5&after_seq=1")]
    [InlineData("GET", "/conversations/nonsense")]
    [InlineData("GET", "/conversations/00000000-0000-0000-0000-00000000000")]
    [InlineData("GET", "/messages?limit=201")]
    [InlineData("GET", "/messages/nonsense")]
    [InlineData("GET", "/users/..%2fme")]
    [InlineData("GET", "/users")]
    [InlineData("GET", "/contacts?cursor=nonsense")]
    [InlineData("GET", "/contacts?limit=1")]
    [InlineData("GET", "/contacts/requests?cursor=x")]
    [InlineData("GET", "/sync?since=nonsense")]
    [InlineData("GET", "/sync?limit=0")]
    [InlineData("GET", "/sync?limit=201")]
    [InlineData("DELETE", "/sessions/nonsense")]
    public async Task A_query_or_a_path_outside_the_contract_is_refused(string method, string path)
    {
        var world = await World.CreateAsync(server);
        var answered = await Asking.HttpAsync(server, method, Filled(world, path), null, world.Alice.Bearer);
        Assert.Equal(400, answered.Status);
        Assert.Contains(answered.Outcome, Malformed.Append("bad_cursor"));
        await StillServes(world);
    }

    [Theory]
    [InlineData("{\"type\":\"text\",\"text\":\"\"}", "invalid_field")]
    [InlineData("{\"type\":\"text\"}", "missing_field")]
    [InlineData("{\"text\":\"no type\"}", "missing_field")]
    [InlineData("{\"type\":\"telegram\",\"text\":\"x\"}", "invalid_field")]
    [InlineData("{\"type\":\"text\",\"text\":\"x\",\"bold\":true}", "unknown_field")]
    [InlineData("{\"type\":\"text\",\"text\":NaN}", "malformed")]
    [InlineData("{\"type\":\"text\",\"text\":null}", "invalid_field")]
    [InlineData("{\"type\":\"text\",\"text\":\"\\ud800\"}", "malformed,invalid_field")]
    [InlineData("{\"type\":\"text\",\"text\":\"\\udc00\\ud800\"}", "malformed,invalid_field")]
    [InlineData("{\"type\":\"text\",\"text\":\"a\\u0000b\"}", "ok,invalid_field")]
    [InlineData("null", "invalid_field,missing_field")]
    public async Task Content_that_is_none_is_refused_and_not_stored(string content, string codes)
    {
        var world = await World.CreateAsync(server);
        var body = Encoding.UTF8.GetBytes($"{{\"conversation_id\":\"{world.Conversation}\",\"content\":{content}}}");
        var answered = await Asking.HttpAsync(server, "POST", "/messages", body, world.Alice.Bearer);
        Assert.Contains(answered.Outcome, codes.Split(','));
        await StillServes(world, answered.Outcome == "ok" ? 2 : 1);
    }

    [Fact]
    public async Task The_largest_text_is_taken_and_a_byte_more_is_refused_with_the_limit()
    {
        var world = await World.CreateAsync(server);
        Task<Answered> Send(string text) => Asking.HttpAsync(server, Commands.Send.Routes[0], new()
        {
            ["conversation_id"] = world.Conversation, ["content"] = new JsonObject { ["type"] = "text", ["text"] = text },
        }, world.Alice.Bearer);

        Assert.Equal("ok", (await Send(new string('x', 65_536))).Outcome);
        Assert.Equal("ok", (await Send(new string('茶', 21_845))).Outcome);
        foreach (var text in new[] { new string('x', 65_537), new string('茶', 21_846) })
        {
            var refused = await Send(text);
            Assert.Equal(("too_large", 413), (refused.Outcome, refused.Status));
            Assert.Contains("65536", refused.Body);
        }

        await StillServes(world, 3);
    }

    [Fact]
    public async Task A_megabyte_is_refused_with_the_limit_whether_its_length_is_told_or_not()
    {
        var world = await World.CreateAsync(server);
        var megabyte = new byte[1024 * 1024];
        Array.Fill(megabyte, (byte)' ');
        var refused = await Asking.HttpAsync(server, "POST", "/messages", megabyte, world.Alice.Bearer);
        Assert.Equal(("too_large", 413), (refused.Outcome, refused.Status));
        Assert.Contains($"{Limits.FrameBytes}", refused.Body);

        refused = await Asking.HttpAsync(
            server, "POST", "/messages", megabyte, world.Alice.Bearer, ("Transfer-Encoding", "chunked"));
        Assert.Equal(("too_large", 413), (refused.Outcome, refused.Status));
        await StillServes(world);
    }

    [Fact]
    public async Task A_message_id_used_for_anything_else_is_a_conflict()
    {
        var world = await World.CreateAsync(server);
        var other = await world.Eve.AskAsync(Commands.Send, new(new TextContent("hello"), Ids.New(), RecipientId: world.Alice.Id));
        var id = world.Message.Id;
        var again = new SendMessage(new TextContent(World.Secret), id, world.Conversation);
        Assert.Equal(world.Message, await world.Alice.AskAsync(Commands.Send, again));
        Task<Answered> Send(Someone who, SendMessage message) => Asking.HttpAsync(
            server, Commands.Send.Routes[0], JsonSerializer.SerializeToNode(message, Wire.Default.SendMessage)!.AsObject(), who.Bearer);

        Assert.Equal("id_conflict", (await Send(world.Alice, again with { Content = new TextContent("something else") })).Outcome);
        Assert.Equal("id_conflict", (await Send(world.Alice, again with { ConversationId = other.ConversationId })).Outcome);
        var foreign = await Send(world.Bob, again);
        Assert.Equal("id_conflict", foreign.Outcome);
        await StillServes(world);
    }

    [Fact]
    public async Task An_idempotency_key_that_is_none_is_refused()
    {
        foreach (var key in new[] { "", new string('k', 65), "tea\u007f" })
        {
            var body = Encoding.UTF8.GetBytes("""{"username":"keyless","password":"correct horse","display_name":"Keyless"}""");
            var refused = await Asking.HttpAsync(server, "POST", "/accounts", body, null, ("Idempotency-Key", key));
            Assert.Equal("invalid_field", refused.Outcome);
        }
    }

    static bool HasBody(Route route) => route.Method is "POST" or "PUT" or "PATCH";

    /// <summary>Asks with these fields, given as name and raw JSON.</summary>
    Task<Answered> AskAsync(World world, Route route, params (string Name, string Value)[] fields)
    {
        var path = Filled(world, route.Path);
        if (!HasBody(route))
        {
            var query = string.Join('&', fields.Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
            return Asking.HttpAsync(server, route.Method, $"{path}?{query}", null, world.Alice.Bearer);
        }

        var body = string.Join(',', fields.Select(field => $"\"{field.Name}\":{field.Value}"));
        return Asking.HttpAsync(server, route.Method, path, Encoding.UTF8.GetBytes($"{{{body}}}"), world.Alice.Bearer);
    }

    /// <summary>Alice's conversation has what she wrote and no more, and she can write on.</summary>
    static async Task StillServes(World world, long messages = 1)
    {
        var sent = await world.Alice.AskAsync(Commands.Send, new(new TextContent("and now?"), Ids.New(), world.Conversation));
        Assert.Equal(messages + 1, sent.Seq);
        var page = await world.Bob.AskAsync(Commands.ListMessages, new(world.Conversation));
        Assert.Equal(Enumerable.Range(1, (int)messages + 1), page.Messages.Select(message => (int)message.Seq));
        Assert.Equal(new TextContent(World.Secret), page.Messages[0].Content);
    }

    static string Filled(World world, string path) => path
        .Replace("{conversation_id}", world.Conversation.ToString()).Replace("{message_id}", world.Message.Id.ToString())
        .Replace("{session_id}", world.OtherDevice.Session.Id.ToString()).Replace("{user_id}", world.Bob.Id.ToString())
        .Replace("{code}", world.Code).Replace("{workspace_id}", world.Workspace.ToString()).Replace("{emoji}", "🍵")
        .Replace("{seq}", world.Message.Seq.ToString(CultureInfo.InvariantCulture)).Replace("{scheduled_id}", world.Scheduled.ToString())
        .Replace("{sha256}", world.File);

    static string Nested(int depth) => $"{{\"never_heard_of\":{new string('[', depth)}{new string(']', depth)}}}";

    // In a query everything is text, so a text cannot be of another type there.
    static IEnumerable<string> Wrong(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? []
            : type == typeof(Guid) ? ["17", "\"nonsense\"", "\"\\ud800\"", "true", "{}", "[]", "NaN"]
            : type == typeof(bool) ? ["1", "\"yes\"", "\"true\"", "NaN"]
            : type.IsPrimitive ? ["\"1\"", "1.5", "NaN", "1e400", "99999999999999999999", "true", "{}"]
            : ["17", "\"text\"", "true", "NaN"];
    }
}

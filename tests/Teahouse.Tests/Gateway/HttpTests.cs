using System.Net;
using System.Text;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class HttpTests
{
    static readonly Door Chat = new("chat") { Owned = new Dictionary<string, Func<Call, int?>> { ["send"] = _ => 7 } };
    static readonly string Anything = "00000000-0000-4000-8000-000000000001";

    [Fact]
    public async Task What_Ann_writes_in_path_query_and_body_reaches_the_core_as_one_object()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        await ann.GetAsync($"conversations/{Anything}/messages?before_seq=5&limit=20");
        await ann.SendAsync(HttpMethod.Put, $"conversations/{Anything}/receipt", Person.Body(""" { "read_seq": 7 } """));
        await ann.SendAsync(HttpMethod.Put, $"conversations/{Anything}/receipt", Person.Body("{ }"));
        await ann.SendAsync(HttpMethod.Post, $"conversations/{Anything}/typing");
        await ann.GetAsync("users?query=b%22ob");
        await ann.SendAsync(HttpMethod.Post, "messages", Person.Body("""{"content":1}"""));

        Assert.Equal(
        [
            $$"""list_messages {"conversation_id":"{{Anything}}","before_seq":5,"limit":20}""",
            $$"""receipt {"conversation_id":"{{Anything}}", "read_seq": 7 } """,
            $$"""receipt {"conversation_id":"{{Anything}}" }""",
            $$"""typing {"conversation_id":"{{Anything}}"}""",
            """find_users {"query":"b\u0022ob"}""",
            """send {"content":1}""",
        ],
        edge.Calls.Select(call => $"{call.Name} {Encoding.UTF8.GetString(call.Body.Span)}"));
        Assert.All(edge.Calls, call => Assert.Equal((ann.User.Id, ann.Session), (call.User, call.Session)));
        Assert.All(edge.Calls, call => Assert.Equal("127.0.0.1", call.Address));
    }

    [Theory]
    [InlineData("GET", "users?query=bob&size=3", null, "unknown_field")]
    [InlineData("GET", "users?query=bob&query=ann", null, "malformed")]
    [InlineData("GET", "messages?limit=many", null, "invalid_field")]
    [InlineData("GET", "messages?limit=1e3", null, "invalid_field")]
    [InlineData("GET", "messages", "{}", "malformed")]
    [InlineData("PATCH", "messages/1?read=true", """{"read":true}""", "unknown_field")]
    [InlineData("PATCH", "messages/1", """{"message_id":"1","read":true}""", "unknown_field")]
    [InlineData("PATCH", "messages/1", """{"m\u0065ssage_id":"1","read":true}""", "unknown_field")]
    [InlineData("PATCH", "messages/1", "[]", "malformed")]
    [InlineData("PATCH", "messages/1", """{"read":true}{}""", "malformed")]
    [InlineData("PATCH", "messages/1", """{"read":tru""", "malformed")]
    [InlineData("PATCH", "messages/1", """{"a":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}""", "malformed")]
    public async Task What_Ann_writes_wrongly_is_refused_by_name(string method, string path, string? body, string code)
    {
        await using var edge = await Edge.StartAsync();
        var answer = await edge.Person("ann").SendAsync(new(method), path, body is null ? null : Person.Body(body));
        Assert.Equal(code, await answer.CodeAsync());
        Assert.Empty(edge.Calls);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_or_of_another_type_is_refused()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        var large = new string(' ', Limits.FrameBytes - 1) + "{}";
        Assert.Equal("too_large", await (await ann.SendAsync(HttpMethod.Post, "messages", Person.Body(large))).CodeAsync());
        var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(large)));
        chunked.Headers.ContentType = new("application/json");
        using (var request = new HttpRequestMessage(HttpMethod.Post, "messages") { Content = chunked })
        {
            request.Headers.Authorization = new("Bearer", ann.Token);
            request.Headers.TransferEncodingChunked = true;
            Assert.Equal("too_large", await (await edge.Http.SendAsync(request, TestContext.Current.CancellationToken)).CodeAsync());
        }

        var fits = await ann.SendAsync(HttpMethod.Post, "messages", Person.Body(large[1..]));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        var form = await ann.SendAsync(HttpMethod.Post, "messages", new FormUrlEncodedContent([new("a", "b")]));
        Assert.Equal("wrong_media_type", await form.CodeAsync());
        var latin = await ann.SendAsync(HttpMethod.Post, "messages", new StringContent("{}", Encoding.Latin1, "application/json"));
        Assert.Equal("wrong_media_type", await latin.CodeAsync());
    }

    [Fact]
    public async Task Unknown_addresses_and_verbs_are_refused_by_name()
    {
        await using var edge = await Edge.StartAsync();
        Assert.Equal("not_found", await (await edge.Person("ann").GetAsync("teapots")).CodeAsync());
        Assert.Equal("not_found", await (await edge.Person("ann").GetAsync("/api/v9/me")).CodeAsync());
        var answer = await edge.Person("ann").SendAsync(HttpMethod.Delete, "me");
        Assert.Equal("wrong_verb", await answer.CodeAsync());
        Assert.Equal(["GET", "PATCH"], answer.Content.Headers.Allow);
        Assert.Equal("wrong_verb", await (await edge.Person("ann").SendAsync(HttpMethod.Post, "socket")).CodeAsync());
        Assert.Equal("malformed", await (await edge.Person("ann").GetAsync("socket")).CodeAsync());
    }

    [Fact]
    public async Task Without_a_session_only_anonymous_commands_are_carried_out()
    {
        await using var edge = await Edge.StartAsync(new() { AddressCallsBurst = 1_000 });
        var stranger = edge.Person("eve") with { Token = "not-a-token" };
        foreach (var command in Commands.All)
        {
            foreach (var route in command.Routes)
            {
                var path = route.Path[1..].Replace("{", "").Replace("}", "");
                var body = route.Method is "GET" or "DELETE" ? null : Person.Body("{}");
                using var request = new HttpRequestMessage(new(route.Method), path) { Content = body };
                var bare = await edge.Http.SendAsync(request, TestContext.Current.CancellationToken);
                if (command.Anonymous)
                {
                    Assert.Equal(HttpStatusCode.OK, bare.StatusCode);
                    continue;
                }

                Assert.Equal("no_session", await bare.CodeAsync());
                Assert.Equal("Bearer", bare.Headers.WwwAuthenticate.Single().Scheme);
                var strange = await stranger.SendAsync(new(route.Method), path, body is null ? null : Person.Body("{}"));
                Assert.Equal("bad_token", await strange.CodeAsync());
            }
        }

        Assert.All(edge.Calls, call => Assert.Equal(Guid.Empty, call.User));
        Assert.Equal(["register", "log_in", "begin_pairing", "finish_pairing"], edge.Calls.Select(call => call.Name));
    }

    [Fact]
    public async Task No_unread_messages_are_no_content()
    {
        await using var edge = await Edge.StartAsync();
        edge.On("list_unread", _ => Edge.Ok("[]"));
        var answer = await edge.Person("ann").GetAsync("messages");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pages_of_allowed_origins_may_read_answers_and_those_of_others_may_not()
    {
        await using var edge = await Edge.StartAsync(new() { AllowedOrigins = ["https://tea.example"] });
        foreach (var (origin, allowed) in new[] { ("https://tea.example", true), ("https://evil.example", false) })
        {
            using var question = new HttpRequestMessage(HttpMethod.Options, "me");
            question.Headers.Add("Origin", origin);
            question.Headers.Add("Access-Control-Request-Method", "PATCH");
            var answer = await edge.Http.SendAsync(question, TestContext.Current.CancellationToken);
            Assert.Equal(allowed ? HttpStatusCode.NoContent : HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Headers"));

            using var call = new HttpRequestMessage(HttpMethod.Get, "me");
            call.Headers.Add("Origin", origin);
            call.Headers.Authorization = new("Bearer", edge.Person("ann").Token);
            answer = await edge.Http.SendAsync(call, TestContext.Current.CancellationToken);
            Assert.Equal(allowed ? [origin] : [], answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values : []);
            Assert.Equal("Origin", answer.Headers.Vary.Single());
        }
    }

    [Fact]
    public async Task The_trace_that_Ann_began_is_the_id_of_the_request()
    {
        await using var edge = await Edge.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "me");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Authorization = new("Bearer", edge.Person("ann").Token);
        var answer = await edge.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", answer.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", edge.Calls.Single().RequestId);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Ann_who_asks_too_often_is_told_when_to_come_back_and_Bob_is_not_held_up()
    {
        await using var edge = await Edge.StartAsync(new() { UserCommandsPerS = 0.5, UserCommandsBurst = 3 });
        var ann = edge.Person("ann");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("me")).StatusCode);
        }

        var answer = await ann.GetAsync("me");
        Assert.Equal("rate_limited", await answer.CodeAsync());
        Assert.Equal("2", answer.Headers.GetValues("Retry-After").Single());
        Assert.Equal("\"user\";r=0;t=2", answer.Headers.GetValues("RateLimit").Single());
        Assert.Equal("\"user\";q=3;w=6", answer.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal(2, (await answer.JsonAsync()).GetProperty("retry_after").GetDouble());
        Assert.Equal(HttpStatusCode.OK, (await edge.Person("bob").GetAsync("me")).StatusCode);

        edge.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("me")).StatusCode);
        Assert.Equal("rate_limited", await (await ann.GetAsync("me")).CodeAsync());
    }

    [Fact]
    public async Task Eve_who_guesses_tokens_is_stopped_and_those_who_log_in_beside_her_are_not_charged()
    {
        await using var edge = await Edge.StartAsync(new() { AddressCallsPerS = 1, AddressCallsBurst = 3 });
        var eve = edge.Person("eve") with { Token = "guess" };
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await edge.Person($"ann{i}").GetAsync("me")).StatusCode);
            Assert.Equal("bad_token", await (await eve.GetAsync("me")).CodeAsync());
        }

        Assert.Equal("rate_limited", await (await eve.GetAsync("me")).CodeAsync());
        var register = await edge.Http.PostAsync("accounts", Person.Body("{}"), TestContext.Current.CancellationToken);
        Assert.Equal("rate_limited", await register.CodeAsync());
        Assert.Contains("address", register.Headers.GetValues("RateLimit").Single());
    }

    [Fact]
    public async Task A_core_that_is_away_or_fails_is_a_named_refusal()
    {
        await using var edge = await Edge.StartAsync(doors: [Chat]);
        var ann = edge.Person("ann");
        var away = await ann.SendAsync(HttpMethod.Post, "messages", Person.Body("{}"));
        Assert.Equal("overloaded", await away.CodeAsync());
        Assert.Equal("1", away.Headers.GetValues("Retry-After").Single());

        edge.On("get_me", _ => Reply.TimedOut);
        Assert.Equal("unavailable", await (await ann.GetAsync("me")).CodeAsync());
        edge.On("get_me", _ => throw new InvalidOperationException("a secret"));
        Assert.Equal("internal", await (await ann.GetAsync("me")).CodeAsync());
        edge.OnAsync("get_me", async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("a secret");
        });
        var failed = await ann.GetAsync("me");
        Assert.Equal("internal", await failed.CodeAsync());
        Assert.DoesNotContain("secret", (await failed.JsonAsync()).ToString());
    }

    [Fact]
    public async Task A_command_with_an_owner_goes_to_its_partition()
    {
        await using var edge = await Edge.StartAsync(doors: [Chat]);
        edge.Bus.Serve(Platform.Bus.Address.Partition(7), (_, _) => new(Edge.Ok("""{"partition":7}""")));
        var answer = await edge.Person("ann").SendAsync(HttpMethod.Post, "messages", Person.Body("{}"));
        Assert.Equal(7, (await answer.JsonAsync()).GetProperty("partition").GetInt32());
        Assert.Empty(edge.Calls);
    }

    [Fact]
    public async Task Anns_key_is_passed_on_and_a_key_that_is_none_is_refused()
    {
        await using var edge = await Edge.StartAsync();
        foreach (var (key, outcome) in new[]
        {
            ("k 1~", "ok"), (new string('k', 64), "ok"), (new string('k', 65), "invalid_field"), ("kä", "invalid_field"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "sessions") { Content = Person.Body("{}") };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });
            http.BaseAddress = edge.Http.BaseAddress;
            var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(outcome, answer.IsSuccessStatusCode ? "ok" : await answer.CodeAsync());
        }

        Assert.Equal(["k 1~", new string('k', 64)], edge.Calls.Select(call => call.IdempotencyKey));
    }

    [Fact]
    public async Task A_revoked_session_is_refused_at_once_although_it_was_remembered()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        var asked = 0;
        edge.On("authenticate", call =>
        {
            asked++;
            return edge.Authenticate(call);
        });
        await ann.GetAsync("me");
        await ann.GetAsync("me");
        Assert.Equal(1, asked);
        edge.Revoke(ann);
        Assert.Equal("bad_token", await (await ann.GetAsync("me")).CodeAsync());
    }

    [Fact]
    public async Task A_session_that_is_revoked_while_it_is_looked_up_is_not_remembered()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        edge.On("authenticate", call =>
        {
            // The core has read the session, then it ends, then the answer arrives.
            var alive = edge.Authenticate(call);
            edge.Revoke(ann);
            return alive;
        });
        await ann.GetAsync("me");
        Assert.Equal("bad_token", await (await ann.GetAsync("me")).CodeAsync());
    }

    [Fact]
    public async Task A_session_is_remembered_for_a_minute_at_most()
    {
        await using var edge = await Edge.StartAsync();
        var ann = edge.Person("ann");
        var asked = 0;
        edge.On("authenticate", call =>
        {
            asked++;
            return edge.Authenticate(call);
        });
        await ann.GetAsync("me");
        edge.Time.Advance(TimeSpan.FromSeconds(29));
        await ann.GetAsync("me");
        Assert.Equal(1, asked);
        edge.Time.Advance(TimeSpan.FromSeconds(31));
        await ann.GetAsync("me");
        Assert.Equal(2, asked);
    }
}

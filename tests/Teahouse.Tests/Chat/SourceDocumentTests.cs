using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>The four calls of the source documents, status codes and all, spoken by hand as a stranger would.</summary>
public sealed class SourceDocumentTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Bob_posts_a_message_and_is_answered_its_id()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var answer = await PostAsync(bob, new { recipient_id = alice.Id, content = new { type = "text", text = "tea?" } });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.NotEqual(Guid.Empty, answer.Json!["id"]!.GetValue<Guid>());
        Assert.Equal(1, answer.Json["seq"]!.GetValue<int>());
        await server.LawAsync();
    }

    [Theory]
    [InlineData("""{"content":{"type":"text","text":"to nobody"}}""")]
    [InlineData("""{"recipient_id":"01890a5d-ac96-774b-bcce-b302099a8057"}""")]
    [InlineData("""{"recipient_id":7,"content":{"type":"text","text":"x"}}""")]
    [InlineData("""{"recipient_id":""")]
    public async Task A_message_without_what_it_needs_is_400(string body)
    {
        await using var bob = await server.PersonAsync("Bob");
        var answer = await SendAsync(bob, HttpMethod.Post, "/api/v1/messages", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotNull(answer.Json!["code"]);
    }

    [Fact]
    public async Task Alice_is_answered_204_while_there_is_nothing_and_200_with_what_is_unread()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var none = await SendAsync(alice, HttpMethod.Get, "/api/v1/messages");
        Assert.Equal((HttpStatusCode.NoContent, true), (none.Status, none.Json is null));
        await bob.SaysAsync(alice, "one");
        await bob.SaysAsync(alice, "two");
        var unread = await SendAsync(alice, HttpMethod.Get, "/api/v1/messages");
        Assert.Equal(HttpStatusCode.OK, unread.Status);
        Assert.Equal(["one", "two"], unread.Json!.AsArray().Select(message => message!["content"]!["text"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_message_is_200_for_those_who_have_it_and_404_for_others()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await using var eve = await server.PersonAsync("Eve");
        var sent = await bob.SaysAsync(alice, "for Alice");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(alice, HttpMethod.Get, $"/api/v1/messages/{sent.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(eve, HttpMethod.Get, $"/api/v1/messages/{sent.Id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(alice, HttpMethod.Get, $"/api/v1/messages/{Guid.CreateVersion7()}")).Status);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task Marking_a_message_as_read_is_200_and_one_that_is_not_there_404(string method)
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await bob.SaysAsync(alice, "one");
        var second = await bob.SaysAsync(alice, "two");
        await bob.SaysAsync(alice, "three");
        var read = await SendAsync(alice, new HttpMethod(method), $"/api/v1/messages/{second.Id}", JsonContent.Create(new { read = true }));
        Assert.Equal(HttpStatusCode.OK, read.Status);
        await server.LawAsync();
        var unread = await SendAsync(alice, HttpMethod.Get, "/api/v1/messages");
        Assert.Equal(["three"], unread.Json!.AsArray().Select(message => message!["content"]!["text"]!.GetValue<string>()));
        var missing = await SendAsync(alice, new HttpMethod(method), $"/api/v1/messages/{Guid.CreateVersion7()}", JsonContent.Create(new { read = true }));
        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
    }

    Task<(HttpStatusCode Status, JsonNode? Json)> PostAsync(Person person, object body) =>
        SendAsync(person, HttpMethod.Post, "/api/v1/messages", JsonContent.Create(body));

    async Task<(HttpStatusCode Status, JsonNode? Json)> SendAsync(Person person, HttpMethod method, string path, HttpContent? content = null)
    {
        using var http = server.Http();
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new("Bearer", person.Token);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, body.Length == 0 ? null : JsonSerializer.Deserialize<JsonNode>(body));
    }
}

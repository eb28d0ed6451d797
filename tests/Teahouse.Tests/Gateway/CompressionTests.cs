using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class CompressionTests
{
    static readonly string Users = $$"""{"users":[{{string.Join(',', Enumerable.Range(0, 200).Select(i => $"{{\"username\":\"user{i}\"}}"))}}]}""";

    [Theory]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip;q=0.5, br;q=0", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("deflate, zstd", null)]
    [InlineData("identity, br;q=0", null)]
    public async Task A_large_answer_comes_as_small_as_the_caller_takes_it(string accepted, string? coding)
    {
        await using var edge = await Edge.StartAsync();
        edge.On("find_users", _ => Edge.Ok(Users));
        using var answer = await AskAsync(edge, "users?query=x", accepted);
        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal(["Origin", "Accept-Encoding"], answer.Headers.Vary);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(body.Length, answer.Content.Headers.ContentLength);
        Assert.True(coding is null || body.Length < Users.Length / 4, $"{body.Length} of {Users.Length} bytes");
        Assert.Equal(Users, Unpacked(body, coding));
    }

    [Fact]
    public async Task Small_answers_and_refusals_and_whatever_holds_a_token_stay_as_they_are()
    {
        await using var edge = await Edge.StartAsync();
        edge.On("find_users", _ => Edge.Ok("""{"users":[]}"""));
        using var small = await AskAsync(edge, "users?query=x", "br");
        Assert.Empty(small.Content.Headers.ContentEncoding);

        var large = new string('x', 5000);
        edge.On("find_users", call => new(404, Encoding.UTF8.GetBytes($$"""{"status":404,"code":"not_found","detail":"{{large}}"}""")));
        using var refused = await AskAsync(edge, "users?query=x", "br");
        Assert.Empty(refused.Content.Headers.ContentEncoding);

        edge.On("log_in", _ => Edge.Ok($$"""{"token":"{{large}}"}"""));
        using var token = await AskAsync(edge, "sessions", "br", """{"username":"alice","password":"a good password"}""");
        Assert.Empty(token.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_socket_that_offers_compression_carries_large_frames_small_both_ways()
    {
        await using var edge = await Edge.StartAsync();
        var alice = edge.Person("alice");
        await using var socket = await edge.ConnectAsync(deflate: true);
        await socket.SendAsync(alice.Hello());
        await socket.ReceiveAsync("ready");
        foreach (var length in new[] { 0, 1, 700, 1023, 1024, 5000, 60_000, 200_000 })
        {
            var text = new string('茶', length / 3) + new string('x', length % 3);
            edge.Tell($$"""{"op":"user","user":"{{text}}"}""", alice);
            Assert.Equal(text, (await socket.ReceiveAsync("user")).GetProperty("user").GetString());
            await socket.SendAsync($$"""{"op":"get_me","ref":1,"text":"{{text}}"}""");
            Assert.Equal(text, (await socket.ReceiveAsync("ok")).GetProperty("text").GetString());
        }

        // A frame that is small on the line and large when unpacked is as large as it is.
        await socket.SendAsync($$"""{"op":"get_me","ref":1,"text":"{{new string('x', Limits.FrameBytes)}}"}""");
        Assert.Equal(CloseCode.FrameTooLarge, await socket.ClosedAsync());
    }

    static async Task<HttpResponseMessage> AskAsync(Edge edge, string path, string accepted, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Content = body is null ? null : Person.Body(body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", edge.Person("alice").Token);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        return await edge.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    static string Unpacked(byte[] body, string? coding)
    {
        using var packed = new MemoryStream(body);
        using Stream stream = coding switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

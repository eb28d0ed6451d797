using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Load;
using Teahouse.Platform.Blobs;
using Teahouse.Protocol;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>The protocol of uploads: tus 1.0.0.</summary>
public sealed class UploadTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alice_uploads_in_three_pieces_and_what_is_staged_is_her_file()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var file = NoiseStream.Bytes(100_000);
        var upload = await tus.CreateAsync(file.Length);
        Assert.Equal(0, await tus.OffsetAsync(upload));

        foreach (var (from, to) in new[] { (0, 1), (1, 70_000), (70_000, 100_000) })
        {
            var answer = await tus.PatchAsync(upload, from, file[from..to]);
            Assert.Equal((204, to), (answer.Status, answer.Offset));
            var expires = DateTimeOffset.ParseExact(answer.Header("Upload-Expires")!, "R", CultureInfo.InvariantCulture);
            Assert.InRange(expires - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(47), TimeSpan.FromHours(49));
        }

        var head = await tus.SendAsync("HEAD", upload);
        Assert.Equal((200, 100_000, "100000"), (head.Status, head.Offset, head.Header("Upload-Length")));
        Assert.Equal(SHA256.HashData(file), await HashAsync(upload, file.Length));
    }

    [Fact]
    public async Task Anybody_may_ask_what_the_server_can()
    {
        using var tus = new Tus(server.Address, token: null);
        foreach (var path in new[] { "uploads", $"uploads/{Ids.New()}" })
        {
            var answer = await tus.SendAsync("OPTIONS", path, ("Tus-Resumable", null));
            Assert.Equal(204, answer.Status);
            Assert.Equal("1.0.0", answer.Header("Tus-Version"));
            Assert.Equal("creation,creation-with-upload,checksum,termination,expiration", answer.Header("Tus-Extension"));
            Assert.Equal($"{4L << 30}", answer.Header("Tus-Max-Size"));
            Assert.Equal("sha1,sha256", answer.Header("Tus-Checksum-Algorithm"));
        }
    }

    [Fact]
    public async Task A_small_file_comes_with_its_creation()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var file = NoiseStream.Bytes(1_000);
        var created = await CreateAsync(500);
        Assert.Equal((201, 500), (created.Status, created.Offset));
        var upload = created.Header("Location")!["/api/v1/".Length..];
        Assert.Equal(204, (await tus.PatchAsync(upload, 500, file[500..])).Status);

        // The answer was lost, and all is asked for again.
        created = await CreateAsync(500);
        Assert.Equal((201, 1_000), (created.Status, created.Offset));
        Assert.Equal(SHA256.HashData(file), await HashAsync(upload, file.Length));

        Task<Tussed> CreateAsync(int count) =>
            tus.SendAsync("POST", "uploads", new ByteArrayContent(file[..count]), ("Upload-Length", "1000"), ("Idempotency-Key", "small"));
    }

    [Fact]
    public async Task Under_one_key_there_is_one_upload_of_each()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        using var tus = Tus.Of(server, alice);
        using var his = Tus.Of(server, bob);
        var upload = await tus.CreateAsync(1_000, key: "again");
        Assert.Equal(upload, await tus.CreateAsync(1_000, key: "again"));
        Assert.NotEqual(upload, await tus.CreateAsync(1_000, key: "another"));
        Assert.NotEqual(upload, await his.CreateAsync(1_000, key: "again"));
        Assert.Equal("key_conflict", (await CreateAsync(tus, ("Upload-Length", "1001"), ("Idempotency-Key", "again"))).Code);
        Assert.Equal("invalid_field", (await CreateAsync(tus, ("Upload-Length", "1001"), ("Idempotency-Key", new string('k', 65)))).Code);
    }

    [Fact]
    public async Task An_empty_file_is_whole_at_once()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var upload = await tus.CreateAsync(0);
        Assert.Equal(0, await tus.OffsetAsync(upload));
        Assert.Equal((204, 0), (await tus.PatchAsync(upload, 0, [])) is var answer ? (answer.Status, answer.Offset) : default);
        Assert.Equal("too_large", (await tus.PatchAsync(upload, 0, [1])).Code);
    }

    [Theory]
    [InlineData(400, "missing_field", null)]
    [InlineData(400, "invalid_field", "-1")]
    [InlineData(400, "invalid_field", "1e3")]
    [InlineData(400, "invalid_field", "99999999999999999999")]
    [InlineData(413, "too_large", "4294967297")]
    public async Task A_length_that_cannot_be_is_refused(int status, string code, string? length)
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var answer = await CreateAsync(tus, ("Upload-Length", length));
        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task What_breaks_the_protocol_is_refused_by_name_and_changes_nothing()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var upload = await tus.CreateAsync(10);
        await tus.PatchAsync(upload, 0, [1, 2, 3]);
        var text = new ByteArrayContent([4]) { Headers = { ContentType = new("text/plain") } };
        var other = new ByteArrayContent([4]) { Headers = { ContentType = new("application/json") } };

        Assert.Equal("not_supported", (await CreateAsync(tus, ("Upload-Defer-Length", "1"))).Code);
        Assert.Equal("wrong_media_type", (await tus.SendAsync("POST", "uploads", other, ("Upload-Length", "1"))).Code);
        Assert.Equal("wrong_media_type", (await tus.PatchAsync(upload, 3, text)).Code);
        Assert.Equal("wrong_media_type", (await tus.SendAsync("PATCH", upload, ("Upload-Offset", "3"))).Code);
        Assert.Equal("missing_field", (await tus.SendAsync("PATCH", upload, new ByteArrayContent([4]))).Code);
        Assert.Equal("invalid_field", (await tus.SendAsync("PATCH", upload, new ByteArrayContent([4]), ("Upload-Offset", "three"))).Code);
        Assert.Equal("wrong_verb", (await tus.SendAsync("PUT", upload)).Code);
        Assert.Equal("POST, OPTIONS", (await tus.SendAsync("GET", "uploads")).Response.Content.Headers.Allow is var allow ? string.Join(", ", allow) : "");
        foreach (var offset in new[] { 0, 2, 4, 10, 11 })
        {
            var answer = await tus.PatchAsync(upload, offset, [9]);
            Assert.Equal((409, "wrong_offset", 3), (answer.Status, answer.Code, answer.Offset));
        }

        Assert.Equal((413, "too_large", 3), (await tus.PatchAsync(upload, 3, new byte[8])) is var large ? (large.Status, large.Code, large.Offset) : default);
        Assert.Equal(3, await tus.OffsetAsync(upload));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0.2.2")]
    [InlineData("1.0.1")]
    public async Task Another_version_of_the_protocol_is_not_spoken(string? version)
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        foreach (var (method, path) in new[] { ("POST", "uploads"), ("PATCH", $"uploads/{Ids.New()}"), ("DELETE", $"uploads/{Ids.New()}") })
        {
            var answer = await tus.SendAsync(method, path, ("Tus-Resumable", version), ("Upload-Length", "1"));
            Assert.Equal((412, "wrong_version", "1.0.0"), (answer.Status, answer.Code, answer.Header("Tus-Version")));
        }
    }

    [Fact]
    public async Task Where_only_POST_passes_the_method_stands_in_a_header()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var upload = await tus.CreateAsync(2);
        var answer = await tus.SendAsync(
            "POST", upload, new ByteArrayContent([1, 2]), ("X-HTTP-Method-Override", "PATCH"), ("Upload-Offset", "0"));
        Assert.Equal((204, 2), (answer.Status, answer.Offset));
        Assert.Equal(204, (await tus.SendAsync("POST", upload, ("X-HTTP-Method-Override", "DELETE"))).Status);
        Assert.Equal(404, (await tus.SendAsync("HEAD", upload)).Status);
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task Bytes_with_a_wrong_checksum_do_not_count(string algorithm)
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var file = NoiseStream.Bytes(200_000);
        var upload = await tus.CreateAsync(file.Length);
        Assert.Equal(204, (await tus.PatchAsync(upload, 0, file[..100_000], Checksum(file[..100_000]))).Status);

        var wrong = await tus.PatchAsync(upload, 100_000, file[..100_000], Checksum(file[100_000..]));
        Assert.Equal((460, "checksum_mismatch", 100_000), (wrong.Status, wrong.Code, wrong.Offset));
        Assert.Equal(100_000, await tus.OffsetAsync(upload));

        Assert.Equal(204, (await tus.PatchAsync(upload, 100_000, file[100_000..], Checksum(file[100_000..]))).Status);
        Assert.Equal(SHA256.HashData(file), await HashAsync(upload, file.Length));

        string Checksum(byte[] bytes) =>
            $"{algorithm} {Convert.ToBase64String(CryptographicOperations.HashData(new(algorithm.ToUpperInvariant()), bytes))}";
    }

    [Theory]
    [InlineData("md5 1B2M2Y8AsgTpgAmY7PhCfg==")]
    [InlineData("sha1")]
    [InlineData("sha1 1B2M2Y8AsgTpgAmY7PhCfg==")]
    [InlineData("sha256 *")]
    [InlineData("")]
    public async Task A_checksum_that_is_none_is_refused(string checksum)
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var upload = await tus.CreateAsync(1);
        var answer = await tus.PatchAsync(upload, 0, [1], checksum);
        Assert.Equal((400, "invalid_field"), (answer.Status, answer.Code));
        Assert.Equal(0, await tus.OffsetAsync(upload));
    }

    [Fact]
    public async Task A_body_without_a_length_is_taken_up_to_the_length_of_the_upload()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var upload = await tus.CreateAsync(1_000_000);
        Assert.Equal((204, 400_000), (await tus.PatchAsync(upload, 0, Chunked(400_000))) is var part ? (part.Status, part.Offset) : default);
        var more = await tus.PatchAsync(upload, 400_000, Chunked(600_001));
        Assert.Equal((413, "too_large", 1_000_000), (more.Status, more.Code, more.Offset));

        static StreamContent Chunked(int length) => new(new NoiseStream(length)) { Headers = { ContentLength = null } };
    }

    [Fact]
    public async Task Of_two_calls_that_bring_bytes_at_once_one_waits_its_turn()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var file = NoiseStream.Bytes(1_000);
        var upload = await tus.CreateAsync(file.Length);
        var held = new HeldContent(file[..500], file[500..]);
        var first = tus.PatchAsync(upload, 0, held);

        // An offset that is wrong either way, so that the second writes nothing should it be the first to come.
        await Eventually.True("the first has its turn", async () => (await tus.PatchAsync(upload, 5, [1])).Code == "locked");
        held.LetGo();

        Assert.Equal((204, 1_000), (await first) is var answer ? (answer.Status, answer.Offset) : default);
        Assert.Equal(SHA256.HashData(file), await HashAsync(upload, file.Length));
    }

    [Fact]
    public async Task Whoever_asks_where_it_stands_ends_the_call_that_hangs_and_goes_on()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var file = NoiseStream.Bytes(1_000);
        var upload = await tus.CreateAsync(file.Length);
        var held = new HeldContent(file[..500], file[500..]);
        var first = tus.PatchAsync(upload, 0, held);
        await Eventually.True("half of it has come", () => StagedLength(upload) == 500);

        Assert.Equal(500, await tus.OffsetAsync(upload));
        Assert.Equal(204, (await tus.PatchAsync(upload, 500, file[500..])).Status);
        held.LetGo();
        Assert.Equal("locked", (await first).Code);
        Assert.Equal(SHA256.HashData(file), await HashAsync(upload, file.Length));
    }

    [Fact]
    public async Task What_Alice_lets_go_of_is_gone()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var upload = await tus.CreateAsync(1_000);
        await tus.PatchAsync(upload, 0, new byte[500]);
        Assert.Equal(204, (await tus.SendAsync("DELETE", upload)).Status);
        Assert.Equal("not_found", (await tus.SendAsync("DELETE", upload)).Code);
        Assert.Equal("not_found", (await tus.PatchAsync(upload, 500, new byte[500])).Code);
        Assert.Empty(await Blobs.ListAsync(StageOf(upload), Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task When_a_stage_was_lost_Alice_is_told_to_begin_again()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var upload = await tus.CreateAsync(1_000);
        await tus.PatchAsync(upload, 0, new byte[500]);
        await Blobs.DiscardAsync(StageOf(upload), Stop);
        Assert.Equal("not_found", (await tus.PatchAsync(upload, 500, new byte[500])).Code);
        Assert.Null(await tus.OffsetAsync(upload));
    }

    [Fact]
    public async Task Alice_has_so_many_uploads_under_way_and_no_more()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var tus = Tus.Of(server, alice);
        var uploads = new List<string>();
        for (var i = 0; i < Limits.UploadsPerUser; i++)
        {
            uploads.Add(await tus.CreateAsync(1));
        }

        Assert.Equal("too_many", (await CreateAsync(tus, ("Upload-Length", "1"))).Code);
        await tus.SendAsync("DELETE", uploads[0]);
        await tus.CreateAsync(1);
    }

    [Fact]
    public async Task Files_and_uploads_together_have_room_for_so_much()
    {
        await using var narrow = await TestServer.StartAsync(("media.user_bytes", "10000"), ("media.file_bytes", "8000"));
        await using var alice = await narrow.PersonAsync("Alice");
        await using var bob = await narrow.PersonAsync("Bob");
        using var tus = Tus.Of(narrow, alice);
        using var his = Tus.Of(narrow, bob);
        await narrow.Database.ExecuteAsync(
            $"""
            INSERT INTO media.file (sha256, size, media_type, original, created_at) VALUES ('\x01', 3000, 'text/plain', true, now());
            INSERT INTO media.possession (user_id, sha256, kind, size, original, kept_until) VALUES ('{alice.Id}', '\x01', 'file', 3000, true, now())
            """);
        Assert.Equal("too_large", (await CreateAsync(tus, ("Upload-Length", "8001"))).Code);
        var upload = await tus.CreateAsync(5_000);
        await tus.PatchAsync(upload, 0, new byte[4_000]);
        var refused = await CreateAsync(tus, ("Upload-Length", "2001"));
        Assert.Equal((413, "quota_exceeded"), (refused.Status, refused.Code));
        await his.CreateAsync(8_000);
        await tus.CreateAsync(2_000);
        await tus.SendAsync("DELETE", upload);
        await tus.CreateAsync(5_000);
    }

    [Fact]
    public async Task Those_who_begin_many_uploads_at_once_find_no_more_room_than_there_is()
    {
        await using var narrow = await TestServer.StartAsync(("media.user_bytes", "10000"));
        await using var alice = await narrow.PersonAsync("Alice");
        using var tus = Tus.Of(narrow, alice);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CreateAsync(tus, ("Upload-Length", "1000"))));
        Assert.Equal(10, answers.Count(answer => answer.Status == 201));
        Assert.Equal(10, answers.Count(answer => answer.Code == "quota_exceeded"));
    }

    [Fact]
    public async Task Many_upload_at_a_time_and_each_gets_their_own()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        await Task.WhenAll(Enumerable.Range(1, 12).Select(async seed =>
        {
            using var tus = Tus.Of(server, seed % 2 == 0 ? alice : bob);
            var file = NoiseStream.Bytes(700_000 + seed, (ulong)seed);
            var upload = await tus.CreateAsync(file.Length);
            for (var from = 0; from < file.Length; from += 100_000)
            {
                Assert.Equal(204, (await tus.PatchAsync(upload, from, file[from..Math.Min(file.Length, from + 100_000)])).Status);
            }

            Assert.Equal(SHA256.HashData(file), await HashAsync(upload, file.Length));
        }));
    }

    [Fact]
    public async Task Pages_of_allowed_origins_may_upload()
    {
        await using var shared = await TestServer.StartAsync(("gateway.allowed_origins", "https://tea.example"));
        using var http = shared.Http();
        using var question = new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads");
        question.Headers.Add("Origin", "https://tea.example");
        question.Headers.Add("Access-Control-Request-Method", "PATCH");
        var answer = await http.SendAsync(question, Stop);
        var (methods, headers, shown) = (Listed("Access-Control-Allow-Methods"), Listed("Access-Control-Allow-Headers"), Listed("Access-Control-Expose-Headers"));
        Assert.Subset(methods, new HashSet<string> { "HEAD", "POST", "PATCH", "DELETE" });
        Assert.Subset(headers, new HashSet<string>
        {
            "Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum", "X-HTTP-Method-Override",
        });
        Assert.Subset(shown, new HashSet<string> { "Location", "Tus-Resumable", "Tus-Version", "Upload-Offset", "Upload-Length", "Upload-Expires" });

        HashSet<string> Listed(string header) => [.. answer.Headers.GetValues(header).Single().Split(", ")];
    }

    IBlobStore Blobs => server.Services.GetRequiredService<IBlobStore>();

    static string StageOf(string upload) => $"upload/{Guid.Parse(upload["uploads/".Length..]):N}";

    static Task<Tussed> CreateAsync(Tus tus, params (string Name, string? Value)[] headers) => tus.SendAsync("POST", "uploads", headers);

    long StagedLength(string upload) =>
        Directory.GetFiles(server.Data, StageOf(upload)[^32..], SearchOption.AllDirectories) is [var file] ? new FileInfo(file).Length : 0;

    async Task<byte[]> HashAsync(string upload, long length)
    {
        await using var staged = await Blobs.OpenStagedAsync(StageOf(upload), length, Stop);
        return await SHA256.HashDataAsync(staged, Stop);
    }
}

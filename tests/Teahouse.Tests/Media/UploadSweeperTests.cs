using System.Text.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Load;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;
using Teahouse.Testing;
using Teahouse.Tests.Postgres;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>What becomes of uploads that do not go on.</summary>
public sealed class UploadSweeperTests : IClassFixture<TestDatabase>, IAsyncDisposable
{
    readonly DataFolder _data = new();
    readonly CallTable _calls = new();
    readonly ServiceProvider _services;
    readonly FileBlobs _blobs;

    // Files bear the time of the real clock: in the eyes of this one they are three hours old.
    readonly ManualTime _time = new(TimeProvider.System.GetUtcNow().AddHours(3));
    readonly Guid _alice = Ids.New();

    public UploadSweeperTests(TestDatabase database)
    {
        _blobs = new FileBlobs(_data.Path, TimeProvider.System);
        _services = new ServiceCollection().AddSingleton(database.DataSource).AddSingleton<IBlobStore>(_blobs).AddSingleton<TimeProvider>(_time)
            .AddSingleton(new MediaOptions { UnsentHours = 48 }).AddLogging().AddSingleton<Uploads>().AddSingleton<UploadSweeper>().BuildServiceProvider();
        _services.GetRequiredService<Uploads>().Bind(new Core(_services, _calls));
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    UploadSweeper Sweeper => _services.GetRequiredService<UploadSweeper>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task An_upload_that_does_not_go_on_for_two_days_is_deleted_with_its_bytes()
    {
        await _blobs.PrepareAsync(Stop);
        var (idle, busy) = (await CreateAsync(), await CreateAsync());
        await BringAsync(idle, 0, 10);
        _time.Advance(TimeSpan.FromHours(40));
        await BringAsync(busy, 0, 10);
        _time.Advance(TimeSpan.FromHours(9));

        Assert.Equal("not_found", (await AskAsync("media.upload_find", new { id = idle })).Code);
        await Sweeper.SweepAsync(Stop);
        Assert.Equal([$"upload/{busy:N}"], await StagesAsync());
        Assert.Equal(10, (await AskAsync("media.upload_find", new { id = busy })).Received);
    }

    [Fact]
    public async Task The_clock_alone_sets_it_going()
    {
        await _blobs.PrepareAsync(Stop);
        await BringAsync(await CreateAsync(), 0, 10);
        Sweeper.Start();
        await Eventually.True("nothing is left", async () =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return (await StagesAsync()).Count == 0;
        });
    }

    [Fact]
    public async Task Stages_of_which_nobody_knows_an_upload_are_deleted_once_they_are_old()
    {
        await _blobs.PrepareAsync(Stop);
        var known = await CreateAsync();
        await BringAsync(known, 0, 10);
        for (var i = 0; i < 500; i++)
        {
            await _blobs.AppendAsync($"upload/{Ids.New():N}", 0, new NoiseStream(1), _ => default, Stop);
        }

        await _blobs.AppendAsync("upload/not-an-id", 0, new NoiseStream(1), _ => default, Stop);
        await _blobs.AppendAsync("other/stage", 0, new NoiseStream(1), _ => default, Stop);
        await _blobs.PutAsync("upload/blob", new NoiseStream(1), Stop);
        var young = $"upload/{Ids.New():N}";
        await _blobs.AppendAsync(young, 0, new NoiseStream(1), _ => default, Stop);
        File.SetLastWriteTimeUtc(Directory.GetFiles(_data.Path, young[^32..], SearchOption.AllDirectories).Single(), _time.GetUtcNow().UtcDateTime);

        await Sweeper.SweepAsync(Stop);
        Assert.Equal(new[] { "other/stage", $"upload/{known:N}", young }.Order(StringComparer.Ordinal), await StagesAsync());
        Assert.NotNull(await _blobs.LengthAsync("upload/blob", Stop));
    }

    [Fact]
    public async Task A_key_of_an_upload_that_has_expired_begins_another()
    {
        await _blobs.PrepareAsync(Stop);
        var upload = await CreateAsync(key: "again");
        await BringAsync(upload, 0, 10);
        _time.Advance(TimeSpan.FromHours(49));
        Assert.Equal(upload, await CreateAsync(key: "again"));
        Assert.Equal(0, (await AskAsync("media.upload_find", new { id = upload })).Received);
    }

    [Fact]
    public async Task Of_two_nodes_that_have_both_kept_bytes_from_one_offset_one_is_told_no()
    {
        var upload = await CreateAsync();
        Assert.Equal(10, (await AskAsync("media.upload_advance", new { id = upload, from = 0, to = 10 })).Received);
        Assert.Equal("wrong_offset", (await AskAsync("media.upload_advance", new { id = upload, from = 0, to = 20 })).Code);
        Assert.Equal("wrong_offset", (await AskAsync("media.upload_advance", new { id = upload, from = 10, to = 101 })).Code);
        Assert.Equal("not_found", (await AskAsync("media.upload_advance", new { id = Ids.New(), from = 0, to = 10 })).Code);
        Assert.Equal(10, (await AskAsync("media.upload_find", new { id = upload })).Received);
    }

    async Task<Guid> CreateAsync(string? key = null) => (await AskAsync("media.upload_create", new { length = 100 }, key)).Id;

    async Task BringAsync(Guid upload, long from, long to)
    {
        await _blobs.AppendAsync($"upload/{upload:N}", from, new NoiseStream(to - from), _ => default, Stop);
        await AskAsync("media.upload_advance", new { id = upload, from, to });
    }

    async Task<(Guid Id, long Received, string? Code)> AskAsync(string name, object request, string? key = null)
    {
        var call = new Call(name, JsonSerializer.SerializeToUtf8Bytes(request)) { User = _alice, IdempotencyKey = key, RequestId = "test" };
        var reply = await _calls.CarryOutAsync(call, Stop);
        var json = JsonDocument.Parse(Encoding.UTF8.GetString(reply.Body.Span)).RootElement;
        return reply.Status < 400 ? (json.GetProperty("id").GetGuid(), json.GetProperty("received").GetInt64(), null)
            : (default, 0, json.GetProperty("code").GetString());
    }

    async Task<List<string>> StagesAsync() =>
        [.. (await _blobs.ListAsync("", Stop).Where(entry => entry.Staged).Select(entry => entry.Name).ToListAsync(Stop)).Order(StringComparer.Ordinal)];
}

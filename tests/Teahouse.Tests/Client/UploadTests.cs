using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Client;
using Teahouse.Load;
using Teahouse.Platform.Blobs;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Client;

/// <summary>Uploads by the .NET SDK.</summary>
public sealed class UploadTests(TestServer server) : IClassFixture<TestServer>
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Over_a_line_that_is_cut_again_and_again_Alices_file_comes_whole()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var line = new FaultProxy(() => server.Address) { Delay = TimeSpan.FromMilliseconds(2) };
        var told = new Told();
        var options = new UploadOptions { ChunkBytes = 3_000_000, Patience = 0.01, Progress = told };
        var uploading = Api(alice, line.Address).UploadAsync(new NoiseStream(20_000_000), options, Stop);
        for (var cuts = 0; !uploading.IsCompleted; cuts++)
        {
            var from = told.Last;
            await Eventually.True("more has come", () => uploading.IsCompleted || told.Last > from);
            if (cuts % 2 == 0)
            {
                line.Cut();
            }
            else
            {
                line.Reset();
            }
        }

        Assert.Equal(NoiseStream.Sha256(20_000_000), await HashAsync(await uploading, 20_000_000));
        Assert.InRange(line.Broken, 3, int.MaxValue);
        Assert.Equal(told.All.Order(), told.All);
        Assert.Equal(20_000_000, told.Last);
    }

    [Fact]
    public async Task Alice_goes_on_with_an_upload_that_another_run_of_her_program_began()
    {
        await using var alice = await server.PersonAsync("Alice");
        using var over = new CancellationTokenSource();
        var told = new Told { Hears = offset => _ = offset >= 2_000_000 ? over.CancelAsync() : null };
        var options = new UploadOptions { ChunkBytes = 1_000_000, Key = "her film", Progress = told };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alice.Api.UploadAsync(new NoiseStream(5_000_000), options, over.Token));

        var again = new Told();
        var upload = await alice.Api.UploadAsync(new NoiseStream(5_000_000), options with { Progress = again }, Stop);
        Assert.InRange(again.All[0], 2_000_000, 5_000_000);
        Assert.Equal(NoiseStream.Sha256(5_000_000), await HashAsync(upload, 5_000_000));
        await alice.Api.GoOnAsync(upload, new NoiseStream(5_000_000), options, Stop);
    }

    [Fact]
    public async Task What_will_not_pass_ends_at_once_and_what_may_ends_after_so_many_attempts()
    {
        await using var alice = await server.PersonAsync("Alice");
        await using var bob = await server.PersonAsync("Bob");
        var options = new UploadOptions { Attempts = 3, Patience = 0.01 };
        var large = await Assert.ThrowsAsync<RefusedException>(() => alice.Api.UploadAsync(new NoiseStream(5L << 30), options, Stop));
        Assert.Equal("too_large", large.Code);
        var upload = await bob.Api.UploadAsync(new NoiseStream(10), options, Stop);
        var foreign = await Assert.ThrowsAsync<RefusedException>(() => alice.Api.GoOnAsync(upload, new NoiseStream(10), options, Stop));
        Assert.Equal(404, foreign.Status);

        await using var line = new FaultProxy(() => server.Address) { Refuse = true };
        await Assert.ThrowsAsync<DisconnectedException>(() => Api(alice, line.Address).UploadAsync(new NoiseStream(10), options, Stop));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_no_bad_line()
    {
        await using var alice = await server.PersonAsync("Alice");
        var failed = await Assert.ThrowsAsync<IOException>(() => alice.Api.UploadAsync(new Short(), cancellationToken: Stop));
        Assert.IsType<EndOfStreamException>(failed.InnerException);
    }

    static TeahouseApi Api(Person person, Uri via) => new(new HttpClient { BaseAddress = via }) { Token = person.Token };

    async Task<byte[]> HashAsync(Guid upload, long length)
    {
        await using var staged = await server.Services.GetRequiredService<IBlobStore>().OpenStagedAsync($"upload/{upload:N}", length, Stop);
        return await SHA256.HashDataAsync(staged, Stop);
    }

    /// <summary>Longer than it is.</summary>
    sealed class Short : MemoryStream
    {
        public override long Length => 10;
    }

    sealed class Told : IProgress<long>
    {
        readonly Lock _lock = new();
        readonly List<long> _all = [];

        public Action<long> Hears { get; init; } = _ => { };

        public long Last => All is [.., var last] ? last : 0;

        public IReadOnlyList<long> All
        {
            get
            {
                lock (_lock)
                {
                    return [.. _all];
                }
            }
        }

        public void Report(long value)
        {
            lock (_lock)
            {
                _all.Add(value);
            }

            Hears(value);
        }
    }
}

using Teahouse.Load;
using Teahouse.Platform.Blobs;
using Xunit;

namespace Teahouse.Tests.Blobs;

public sealed class S3BlobsTests(S3Server server) : BlobsContract, IClassFixture<S3Server>
{
    readonly BlobOptions _bucket = server.Bucket();
    readonly List<S3Blobs> _opened = [];

    protected override IBlobStore Open()
    {
        var blobs = new S3Blobs(_bucket);
        _opened.Add(blobs);
        return blobs;
    }

    public override ValueTask DisposeAsync()
    {
        _opened.ForEach(blobs => blobs.Dispose());
        return base.DisposeAsync();
    }

    [Fact]
    public async Task Pieces_that_were_cut_short_are_filled_up_and_joined_by_the_service()
    {
        long[] cuts = [1, 5_000_000, 8_388_608, 8_388_609, 20_000_000];
        var at = 0L;
        foreach (var cut in cuts)
        {
            await AppendAsync("upload/a", at, new NoiseStream(cut) { Position = at });
            at = cut;
        }

        Assert.Equal(NoiseStream.Sha256(at), await HashStagedAsync("upload/a", at));
        await Blobs.CommitAsync("upload/a", at, "file/a", Stop);
        Assert.Equal(NoiseStream.Sha256(at), await HashAsync("file/a"));
        Assert.Equal(["file/a"], await ListAsync(""));
    }

    [Fact]
    public async Task A_service_that_does_not_let_one_in_is_named_at_the_start()
    {
        using var locked = new S3Blobs(_bucket with { S3Secret = "guessed" });
        var refused = await Assert.ThrowsAsync<IOException>(() => locked.PrepareAsync(Stop));
        Assert.Contains(_bucket.S3Bucket, refused.Message, StringComparison.Ordinal);
        using var nowhere = new S3Blobs(_bucket with { S3Endpoint = "http://127.0.0.1:9" });
        await Assert.ThrowsAsync<IOException>(() => nowhere.PrepareAsync(Stop));
    }
}

using System.Security.Cryptography;
using Teahouse.Load;
using Teahouse.Platform.Blobs;
using Xunit;

namespace Teahouse.Tests.Blobs;

/// <summary>What every blob store promises. One class for each implementation inherits it.</summary>
public abstract class BlobsContract : IAsyncLifetime
{
    const int Mega = 1024 * 1024;

    protected IBlobStore Blobs { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The store of this test, empty at first; asked again, another on the same place, as after a restart.</summary>
    protected abstract IBlobStore Open();

    public virtual async ValueTask InitializeAsync()
    {
        Blobs = Open();
        await Blobs.PrepareAsync(Stop);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Alice_goes_on_where_she_stopped_and_her_file_is_whole()
    {
        Assert.Equal([3 * Mega], await AppendAsync("upload/a", 0, new NoiseStream(3 * Mega)));
        var rest = new NoiseStream(7 * Mega + 1) { Position = 3 * Mega };
        Blobs = Open();
        Assert.Equal(7 * Mega + 1, (await AppendAsync("upload/a", 3 * Mega, rest))[^1]);

        Assert.Equal(NoiseStream.Sha256(7 * Mega + 1), await HashStagedAsync("upload/a", 7 * Mega + 1));
        await Blobs.CommitAsync("upload/a", 7 * Mega + 1, "file/a", Stop);
        Assert.Equal(NoiseStream.Sha256(7 * Mega + 1), await HashAsync("file/a"));
        Assert.Equal(["file/a"], await ListAsync(""));
    }

    [Fact]
    public async Task When_the_line_breaks_all_that_has_come_is_kept()
    {
        var kept = new List<long>();
        var broken = new Cut(new NoiseStream(2 * Mega), 1_234_567);
        await Assert.ThrowsAsync<IOException>(() => Blobs.AppendAsync("upload/a", 0, broken, Into(kept), Stop));
        Assert.Equal([1_234_567], kept);

        Blobs = Open();
        await AppendAsync("upload/a", 1_234_567, new NoiseStream(2 * Mega) { Position = 1_234_567 });
        Assert.Equal(NoiseStream.Sha256(2 * Mega), await HashStagedAsync("upload/a", 2 * Mega));
    }

    [Fact]
    public async Task When_Alice_gives_up_all_that_has_come_is_kept()
    {
        var kept = new List<long>();
        using var patience = new CancellationTokenSource();
        var content = new Cut(new NoiseStream(Mega), 100_000, patience.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Blobs.AppendAsync("upload/a", 0, content, Into(kept), patience.Token));
        Assert.Equal([100_000], kept);
        Assert.Equal(NoiseStream.Sha256(100_000), await HashStagedAsync("upload/a", 100_000));
    }

    [Fact]
    public async Task When_whoever_is_told_refuses_the_writing_ends_and_nothing_more_is_told()
    {
        var told = 0;
        var refusing = Blobs.AppendAsync("upload/a", 0, new NoiseStream(40 * Mega), _ =>
        {
            told++;
            throw new InvalidOperationException("It belongs to somebody else.");
        }, Stop);
        await Assert.ThrowsAsync<InvalidOperationException>(() => refusing);
        Assert.Equal(1, told);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_stood_beyond_the_offset_is_gone(int which)
    {
        List<long> told = [0, .. await AppendAsync("upload/a", 0, new NoiseStream(Mega))];
        told.AddRange(await AppendAsync("upload/a", Mega, new NoiseStream(20 * Mega) { Position = Mega }));
        var offset = (int)told[which];
        await AppendAsync("upload/a", offset, new NoiseStream(500, seed: 2));

        byte[] whole = [.. NoiseStream.Bytes(offset), .. NoiseStream.Bytes(500, seed: 2)];
        Assert.Equal(SHA256.HashData(whole), await HashStagedAsync("upload/a", whole.Length));
        await Assert.ThrowsAsync<EndOfStreamException>(() => HashStagedAsync("upload/a", whole.Length + 1));
    }

    [Fact]
    public async Task The_beginning_of_a_stage_can_be_read()
    {
        await AppendAsync("upload/a", 0, new NoiseStream(9 * Mega));
        foreach (var length in new[] { 0, 1, 100_000, 8 * Mega, 8 * Mega + 1, 9 * Mega })
        {
            Assert.Equal(NoiseStream.Sha256(length), await HashStagedAsync("upload/a", length));
        }
    }

    [Fact]
    public async Task Little_is_held_back_and_what_is_told_goes_up()
    {
        var told = 0L;
        var content = new Cut(new NoiseStream(50 * Mega), long.MaxValue);
        await Blobs.AppendAsync("upload/a", 0, content, kept =>
        {
            Assert.InRange(kept, told + 1, told + 16 * Mega + Mega);
            // What was read and is not told is in memory, or on its way.
            Assert.InRange(content.Given, kept, kept + Mega);
            told = kept;
            return default;
        }, Stop);
        Assert.Equal(50 * Mega, told);
    }

    [Fact]
    public async Task A_commit_may_be_asked_for_again_and_a_file_that_is_there_stays_as_it_is()
    {
        await AppendAsync("upload/a", 0, new NoiseStream(1_000));
        await Blobs.CommitAsync("upload/a", 1_000, "file/a", Stop);
        await Blobs.CommitAsync("upload/a", 1_000, "file/a", Stop);
        await AppendAsync("upload/b", 0, new NoiseStream(10, seed: 2));
        await Blobs.CommitAsync("upload/b", 10, "file/a", Stop);

        Assert.Equal(NoiseStream.Sha256(1_000), await HashAsync("file/a"));
        Assert.Equal(["file/a"], await ListAsync(""));
    }

    [Fact]
    public async Task Only_as_much_of_a_stage_is_committed_as_was_asked_for()
    {
        await AppendAsync("upload/a", 0, new NoiseStream(5));
        await AppendAsync("upload/a", 5, new NoiseStream(17 * Mega));
        await Blobs.CommitAsync("upload/a", 5, "file/a", Stop);
        Assert.Equal(NoiseStream.Sha256(5), await HashAsync("file/a"));
        Assert.Equal(5, await Blobs.LengthAsync("file/a", Stop));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_committed()
    {
        await AppendAsync("upload/a", 0, new NoiseStream(10));
        await Assert.ThrowsAsync<EndOfStreamException>(() => Blobs.CommitAsync("upload/a", 11, "file/a", Stop));
        await Assert.ThrowsAsync<EndOfStreamException>(() => Blobs.CommitAsync("upload/b", 1, "file/a", Stop));
        await Assert.ThrowsAsync<EndOfStreamException>(() => AppendAsync("upload/a", 11, new NoiseStream(1)));
        await Assert.ThrowsAsync<EndOfStreamException>(() => AppendAsync("upload/b", 1, new NoiseStream(1)));
        Assert.Null(await Blobs.LengthAsync("file/a", Stop));
        Assert.Equal(["upload/a*"], await ListAsync(""));
    }

    [Fact]
    public async Task Of_two_who_commit_one_name_at_once_one_wins_and_the_file_is_whole()
    {
        var sizes = Enumerable.Range(1, 4).Select(i => i * 100_000).ToArray();
        foreach (var size in sizes)
        {
            await AppendAsync($"upload/{size}", 0, new NoiseStream(size));
        }

        await Task.WhenAll(sizes.Select(size => Task.Run(() => Blobs.CommitAsync($"upload/{size}", size, "file/a", Stop))));

        var length = (int)(await Blobs.LengthAsync("file/a", Stop))!;
        Assert.Contains(length, sizes);
        Assert.Equal(NoiseStream.Sha256(length), await HashAsync("file/a"));
        Assert.Equal(["file/a"], await ListAsync(""));
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        await AppendAsync("upload/a", 0, Stream.Null);
        Assert.Equal(SHA256.HashData([]), await HashStagedAsync("upload/a", 0));
        await Blobs.CommitAsync("upload/a", 0, "file/a", Stop);
        await Blobs.CommitAsync("upload/never", 0, "file/b", Stop);
        Assert.Equal(0, await Blobs.LengthAsync("file/a", Stop));
        Assert.Equal(SHA256.HashData([]), await HashAsync("file/b"));
    }

    [Theory]
    [InlineData(0, 10, 0, 10)]
    [InlineData(3, 4, 3, 4)]
    [InlineData(0, long.MaxValue, 0, 1_000)]
    [InlineData(990, 100, 990, 10)]
    [InlineData(1_000, 1, 1_000, 0)]
    [InlineData(2_000, 5, 1_000, 0)]
    [InlineData(5, 0, 5, 0)]
    public async Task Bob_reads_a_part(long offset, long length, int from, int count)
    {
        await Blobs.PutAsync("made/a/small", new NoiseStream(1_000), Stop);
        await using var part = await Blobs.OpenAsync("made/a/small", offset, length, Stop);
        Assert.Equal(NoiseStream.Bytes(1_000)[from..(from + count)], await ReadAsync(part!));
    }

    [Fact]
    public async Task What_is_not_there_is_told_by_null()
    {
        Assert.Null(await Blobs.OpenAsync("file/a", 0, 1, Stop));
        Assert.Null(await Blobs.OpenAsync("file/a", 0, 0, Stop));
        Assert.Null(await Blobs.LengthAsync("file/a", Stop));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(21 * Mega)]
    public async Task What_is_put_again_is_replaced(int length)
    {
        await Blobs.PutAsync("made/a/small", new NoiseStream(1_000), Stop);
        await Blobs.PutAsync("made/a/small", new Cut(new NoiseStream(length, seed: 2), long.MaxValue), Stop);
        Assert.Equal(NoiseStream.Sha256(length, seed: 2), await HashAsync("made/a/small"));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(18 * Mega)]
    public async Task What_breaks_while_it_is_put_leaves_what_was_there(int length)
    {
        await Blobs.PutAsync("made/a/small", new NoiseStream(10), Stop);
        await Assert.ThrowsAsync<IOException>(() => Blobs.PutAsync("made/a/small", new Cut(new NoiseStream(2L * length), length), Stop));
        Assert.Equal(NoiseStream.Sha256(10), await HashAsync("made/a/small"));
        Assert.Equal(["made/a/small"], await ListAsync(""));
    }

    [Fact]
    public async Task What_is_deleted_or_discarded_is_gone_and_may_be_so_twice()
    {
        await Blobs.PutAsync("made/a/small", new NoiseStream(10), Stop);
        await AppendAsync("upload/a", 0, new NoiseStream(10));
        for (var i = 0; i < 2; i++)
        {
            await Blobs.DeleteAsync("made/a/small", Stop);
            await Blobs.DiscardAsync("upload/a", Stop);
        }

        Assert.Empty(await ListAsync(""));
        await Assert.ThrowsAsync<EndOfStreamException>(() => HashStagedAsync("upload/a", 1));
    }

    [Fact]
    public async Task The_list_names_blobs_and_stages_by_the_beginning_of_their_names()
    {
        foreach (var name in new[] { "file/abc", "file/abd", "file/b", "made/abc/small", "made/abc/video" })
        {
            await Blobs.PutAsync(name, new NoiseStream(10), Stop);
        }

        await AppendAsync("upload/abc", 0, new NoiseStream(10));
        await AppendAsync("upload/abc", 10, new NoiseStream(10));
        await AppendAsync("upload/b", 0, new NoiseStream(10));

        Assert.Equal(["file/abc", "file/abd", "file/b"], await ListAsync("file/"));
        Assert.Equal(["file/abc", "file/abd"], await ListAsync("file/ab"));
        Assert.Equal(["file/abc"], await ListAsync("file/abc"));
        Assert.Equal(["made/abc/small", "made/abc/video"], await ListAsync("made/abc/"));
        Assert.Equal(["upload/abc*", "upload/b*"], await ListAsync("upload/"));
        Assert.Equal(8 - 1, (await ListAsync("")).Count);
        Assert.Empty(await ListAsync("other/"));
        var now = TimeProvider.System.GetUtcNow();
        await foreach (var entry in Blobs.ListAsync("", Stop))
        {
            Assert.InRange(entry.WrittenAt, now.AddMinutes(-5), now.AddMinutes(1));
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/")]
    [InlineData("/file/a")]
    [InlineData("file//a")]
    [InlineData("file/../a")]
    [InlineData("../file/a")]
    [InlineData("file/..a")]
    [InlineData("file/a/.")]
    [InlineData("file/A")]
    [InlineData("file/a+b")]
    [InlineData("file/a\n")]
    [InlineData("file/a\\b")]
    [InlineData("stage/a")]
    [InlineData("new/a")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.PutAsync(name, Stream.Null, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.OpenAsync(name, 0, 1, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.LengthAsync(name, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.DeleteAsync(name, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.DiscardAsync(name, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.OpenStagedAsync(name, 1, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(name, 0, Stream.Null));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.CommitAsync("upload/a", 0, name, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => Blobs.CommitAsync(name, 0, "file/a", Stop));
    }

    /// <summary>Appends, and answers what was told.</summary>
    protected async Task<List<long>> AppendAsync(string staged, long offset, Stream content)
    {
        var kept = new List<long>();
        await Blobs.AppendAsync(staged, offset, content, Into(kept), Stop);
        return kept;
    }

    protected async Task<byte[]> HashStagedAsync(string staged, long length)
    {
        await using var content = await Blobs.OpenStagedAsync(staged, length, Stop);
        return await SHA256.HashDataAsync(content, Stop);
    }

    protected async Task<byte[]> HashAsync(string name, IBlobStore? blobs = null)
    {
        await using var content = await (blobs ?? Blobs).OpenAsync(name, 0, long.MaxValue, Stop);
        return await SHA256.HashDataAsync(content!, Stop);
    }

    /// <summary>The names in order, those of stages with a star.</summary>
    protected async Task<List<string>> ListAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var entry in Blobs.ListAsync(prefix, Stop))
        {
            names.Add(entry.Name + (entry.Staged ? "*" : ""));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    static Func<long, ValueTask> Into(List<long> kept) => offset =>
    {
        kept.Add(offset);
        return default;
    };

    static async Task<byte[]> ReadAsync(Stream content)
    {
        var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, Stop);
        return bytes.ToArray();
    }

    /// <summary>A line that ends at a place: it breaks there, or does what is given.</summary>
    sealed class Cut(Stream whole, long at, Action? then = null) : ReadStream
    {
        public long Given { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Given == at)
            {
                (then ?? throw new IOException("The line is cut."))();
                cancellationToken.ThrowIfCancellationRequested();
            }

            var count = await whole.ReadAsync(buffer[..(int)Math.Min(buffer.Length, at - Given)], cancellationToken);
            Given += count;
            return count;
        }
    }
}

using Teahouse.Server.Media;
using Teahouse.Tests.Chat;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>What a grant says, for how long, and that nobody else can write one.</summary>
public sealed class GrantTests
{
    static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    static readonly DateTimeOffset Now = new(2026, 5, 1, 8, 7, 6, TimeSpan.Zero);

    static readonly Grant One = new(
        [.. Enumerable.Repeat((byte)7, 32)], Grants.ExpiresAt(Now, TimeSpan.FromHours(12)), "茶.pdf",
        [new("original", "application/pdf"), .. Enumerable.Range(1, 20).Select(i => new GrantedVariant($"page{i}", "image/webp"))]);

    [Fact]
    public void What_was_signed_is_read_as_it_was_and_an_address_is_short()
    {
        var signed = One.Sign(Key);
        var read = Grant.Read(signed, Key)!;
        Assert.Equal((Convert.ToHexString(One.Sha256), One.ExpiresAt, One.Name), (Convert.ToHexString(read.Sha256), read.ExpiresAt, read.Name));
        Assert.Equal(One.Variants, read.Variants);
        Assert.InRange((One with { Name = new string('茶', 85) }).Sign(Key).Length, 100, 1200);
        Assert.Null(Grant.Read((One with { Name = null }).Sign(Key), [.. Key.Reverse()]));
        Assert.Null(Grant.Read((One with { Name = null }).Sign(Key), Key)!.Name);
    }

    [Fact]
    public void A_grant_that_was_changed_anywhere_or_is_none_opens_nothing()
    {
        var signed = One.Sign(Key);
        for (var i = 0; i < signed.Length; i++)
        {
            var other = signed[i] == 'A' ? 'B' : 'A';
            Assert.Null(Grant.Read($"{signed[..i]}{other}{signed[(i + 1)..]}", Key));
            Assert.Null(Grant.Read(signed[..i], Key));
        }

        Assert.All(["", "AAAA", "%", "../..", signed + "AAAA", new string('A', 4000)], other => Assert.Null(Grant.Read(other, Key)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(168)]
    public void An_address_stays_the_same_for_half_of_its_time_and_opens_for_no_longer_than_that_time(int hours)
    {
        var (span, ends) = (TimeSpan.FromHours(hours), new List<DateTimeOffset>());
        for (var at = Now; at < Now + span + span; at += TimeSpan.FromMinutes(1))
        {
            var end = Grants.ExpiresAt(at, span);
            Assert.InRange(end - at, span / 2, span);
            ends.Add(end);
        }

        Assert.InRange(ends.Distinct().Count(), 4, 5);
        Assert.Equal(ends, ends.Order());
    }

    [Theory]
    [InlineData("text/plain", "text/plain; charset=utf-8")]
    [InlineData("image/png", "image/png")]
    [InlineData("video/mp4", "video/mp4")]
    [InlineData("audio/mpeg", "audio/mpeg")]
    [InlineData("application/pdf", "application/pdf")]
    [InlineData("image/svg+xml", "application/octet-stream")]
    [InlineData("text/html", "application/octet-stream")]
    [InlineData("text/xml", "application/octet-stream")]
    [InlineData("application/xhtml+xml", "application/octet-stream")]
    [InlineData("application/javascript", "application/octet-stream")]
    [InlineData("application/zip", "application/octet-stream")]
    public void What_could_act_in_a_browser_is_only_bytes(string found, string served) => Assert.Equal(served, Grants.Harmless(found));

    [Fact]
    public async Task The_same_file_has_the_same_address_for_everybody_and_after_a_restart()
    {
        await using var town = await Town.BuildAsync();
        var file = "a list of teas"u8.ToArray();
        await town.UploadAsync(town.Alice, file, "file");
        var group = await town.GroupAsync(town.Alice, town.Bob);
        var sent = await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(file, "file", "teas.txt")));
        var before = (await town.OpenAsync(town.Alice, group.Id, sent.Seq)).Single().Url;
        Assert.Equal(before, (await town.OpenAsync(town.Bob, group.Id, sent.Seq)).Single().Url);
        Assert.InRange(before.Length, 50, 500);
        await town.RestartAsync();
        var after = (await town.OpenAsync(town.Bob, group.Id, sent.Seq)).Single();
        Assert.Equal(before.Split('/').Take(2), after.Url.Split('/').Take(2));
        Assert.Equal(1, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.secret"));
    }
}

using Teahouse.Protocol;
using Teahouse.Server.Media;
using Teahouse.Tests.Chat;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>Uploads become files: once for all who have the bytes, and for nobody else.</summary>
public sealed class FilesTests
{
    static readonly string NoHash = new('0', 64);

    [Fact]
    public async Task Alice_makes_a_picture_of_her_upload_and_asking_again_answers_the_same()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        var upload = await town.StageAsync(town.Alice, picture);
        var made = await town.Node.AskAsync(Commands.CompleteUpload, new(upload, "image", "tea.png"), town.Alice);
        Assert.Equal(("ready", "image", "image/png", picture.Length, Shelf.HashOf(picture)),
            (made.State, made.Item.Kind, made.Item.MediaType!, (int)made.Item.Size!, made.Item.Sha256));
        Assert.DoesNotContain(made.Grant!.Variants, v => v.Name == "original");
        Assert.Contains(made.Grant.Variants, v => v.Name == "small");

        var again = await town.Node.AskAsync(Commands.CompleteUpload, new(upload, "image", "tea.png"), town.Alice);
        var own = await town.Node.AskAsync(Commands.GetMedia, new(made.Item.Sha256), town.Alice);
        Assert.All([again, own], file => Assert.Equal((made.Item, made.State, made.KeptUntil), (file.Item, file.State, file.KeptUntil)));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.CompleteUpload, new(upload, "image"), town.Bob));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.CompleteUpload, new(Ids.New(), "image"), town.Alice));
    }

    [Fact]
    public async Task A_hash_alone_is_nothing_to_Mallory()
    {
        await using var town = await Town.BuildAsync();
        var (picture, mallory) = (Pictures.New(), town.Dave);
        await town.UploadAsync(town.Alice, picture);
        var own = await town.GroupAsync(mallory);
        var hash = Shelf.HashOf(picture);
        Assert.Equal("not_found", await town.RefusedAsync(Commands.GetMedia, new(hash), mallory));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.GetMedia, new(NoHash), mallory));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.GetMedia, new("nonsense"), mallory));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.DiscardMedia, new(hash), mallory));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.Send, new(Shelf.With(Shelf.Item(picture)), Ids.New(), own.Id), mallory));
        Assert.Equal("not_found", await town.RefusedAsync(
            Commands.ScheduleMessage, new(own.Id, Shelf.With(Shelf.Item(picture)), TimeProvider.System.GetUtcNow().AddDays(1)), mallory));
        Assert.Equal("ready", (await town.Node.AskAsync(Commands.GetMedia, new(hash), town.Alice)).State);
    }

    [Fact]
    public async Task An_upload_that_is_not_whole_or_empty_or_not_what_it_should_be_becomes_nothing()
    {
        await using var town = await Town.BuildAsync();
        var half = await town.StageAsync(town.Alice, Pictures.New(), missing: 5);
        var empty = await town.StageAsync(town.Alice, []);
        var words = await town.StageAsync(town.Alice, "only words"u8.ToArray());
        Assert.Equal("wrong_offset", await town.RefusedAsync(Commands.CompleteUpload, new(half, "image"), town.Alice));
        Assert.Equal("bad_media", await town.RefusedAsync(Commands.CompleteUpload, new(empty, "file"), town.Alice));
        Assert.Equal("invalid_field", await town.RefusedAsync(Commands.CompleteUpload, new(words, "film"), town.Alice));
        foreach (var kind in new[] { "image", "video", "voice", "audio" })
        {
            Assert.Equal("bad_media", await town.RefusedAsync(Commands.CompleteUpload, new(words, kind), town.Alice));
        }

        Assert.Equal(0, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.file"));

        // It is a file all the same.
        var file = await town.Node.AskAsync(Commands.CompleteUpload, new(words, "file", "words.txt"), town.Alice);
        Assert.Equal(("ready", "text/plain", "words.txt"), (file.State, file.Item.MediaType!, file.Item.Name!));
        Assert.Equal("original", Assert.Single(file.Grant!.Variants).Name);
    }

    [Fact]
    public async Task A_picture_that_is_broken_is_refused_as_a_picture_and_is_still_a_file()
    {
        await using var town = await Town.BuildAsync();
        var broken = Pictures.New()[..50];
        var asPicture = await town.UploadAsync(town.Alice, broken);
        Assert.Equal(("refused", true, null), (asPicture.State, asPicture.Reason is not null, asPicture.Grant));
        var group = await town.GroupAsync(town.Alice, town.Bob);
        Assert.Equal("bad_media",
            await town.RefusedAsync(Commands.Send, new(Shelf.With(Shelf.Item(broken)), Ids.New(), group.Id), town.Alice));
        await town.SweepAsync();
        Assert.DoesNotContain(town.Stored(), file => file.StartsWith("file", StringComparison.Ordinal));

        var asFile = await town.UploadAsync(town.Alice, broken, "file", "broken.png");
        Assert.Equal("ready", asFile.State);
        await town.SendAsync(town.Alice, group.Id, Shelf.With(Shelf.Item(broken, "file")));
        Assert.Single(town.Stored(), file => file.StartsWith("file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_bytes_of_two_people_are_stored_and_prepared_once_and_each_lets_go_of_their_own()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        var (one, two) = (await town.StageAsync(town.Alice, picture), await town.StageAsync(town.Bob, picture));
        await Task.WhenAll(
            town.Node.AskAsync(Commands.CompleteUpload, new(one, "image"), town.Alice),
            town.Node.AskAsync(Commands.CompleteUpload, new(two, "image"), town.Bob));
        Assert.Equal(1, await town.Database.ScalarAsync<int>("SELECT attempts FROM media.file"));
        Assert.Equal(2, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.possession"));
        var third = await town.UploadAsync(town.Carol, picture);
        Assert.Equal("ready", third.State);
        Assert.Equal(1, await town.Database.ScalarAsync<int>("SELECT attempts FROM media.file"));
        await town.SweepAsync();
        Assert.All(town.Stored(), file => Assert.StartsWith("made", file));

        await town.Node.AskAsync(Commands.DiscardMedia, new(third.Item.Sha256), town.Carol);
        await town.Node.AskAsync(Commands.DiscardMedia, new(third.Item.Sha256), town.Alice);
        await town.SweepAsync();
        Assert.Equal("not_found", await town.RefusedAsync(Commands.GetMedia, new(third.Item.Sha256), town.Alice));
        Assert.Equal("ready", (await town.Node.AskAsync(Commands.GetMedia, new(third.Item.Sha256), town.Bob)).State);
        await town.Node.AskAsync(Commands.DiscardMedia, new(third.Item.Sha256), town.Bob);
        await town.SweepAsync();
        Assert.Empty(town.Stored());
        Assert.Equal(0, await town.Database.ScalarAsync<long>("SELECT count(*) FROM media.file"));
    }

    [Fact]
    public async Task What_Alice_sends_as_a_file_is_kept_byte_for_byte_although_its_original_was_deleted_before()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New(words: "taken at the well");
        await town.UploadAsync(town.Bob, picture);
        await town.SweepAsync();
        Assert.Empty(town.Holding("taken at the well"));
        var group = await town.GroupAsync(town.Bob, town.Alice);
        Assert.Equal("bad_media",
            await town.RefusedAsync(Commands.Send, new(Shelf.With(Shelf.Item(picture, "file")), Ids.New(), group.Id), town.Bob));

        var file = await town.UploadAsync(town.Alice, picture, "file", "well.png");
        Assert.Contains(file.Grant!.Variants, v => v is { Name: "original", MediaType: "image/png" });
        Assert.Contains(file.Grant.Variants, v => v.Name == "small");
        Assert.Single(town.Holding("taken at the well"));

        // Bob has shown that he has it as a picture; that does not make Alice's original his.
        Assert.DoesNotContain(
            (await town.Node.AskAsync(Commands.GetMedia, new(file.Item.Sha256), town.Bob)).Grant!.Variants, v => v.Name == "original");
        await town.Node.AskAsync(Commands.DiscardMedia, new(file.Item.Sha256), town.Alice);
        await town.SweepAsync();
        Assert.Empty(town.Holding("taken at the well"));
        Assert.Equal("ready", (await town.Node.AskAsync(Commands.GetMedia, new(file.Item.Sha256), town.Bob)).State);
    }

    [Fact]
    public async Task Alices_files_have_room_for_so_many_bytes_and_what_she_lets_go_of_makes_room()
    {
        var (one, two) = ("first file"u8.ToArray(), "second file"u8.ToArray());
        await using var town = await Town.BuildAsync(media: new() { UserBytes = one.Length + two.Length - 1 });
        await town.UploadAsync(town.Alice, one, "file");
        var upload = await town.StageAsync(town.Alice, two);
        Assert.Equal("quota_exceeded", await town.RefusedAsync(Commands.CompleteUpload, new(upload, "file"), town.Alice));
        Assert.Equal("ready", (await town.UploadAsync(town.Alice, one, "file")).State);
        Assert.Equal(new(one.Length, one.Length + two.Length - 1, new MediaOptions().FileBytes),
            await town.Node.AskAsync(Commands.GetMediaUsage, Nothing.Value, town.Alice));
        await town.Node.AskAsync(Commands.DiscardMedia, new(Shelf.HashOf(one)), town.Alice);
        Assert.Equal("ready", (await town.Node.AskAsync(Commands.CompleteUpload, new(upload, "file"), town.Alice)).State);
        Assert.Equal(two.Length, (await town.Node.AskAsync(Commands.GetMediaUsage, Nothing.Value, town.Alice)).Used);
    }

    [Fact]
    public async Task A_completion_that_was_cut_off_anywhere_is_taken_up_again()
    {
        await using var town = await Town.BuildAsync();
        var picture = Pictures.New();
        var upload = await town.StageAsync(town.Alice, picture);
        var blobs = town.Node.Service<Platform.Blobs.IBlobStore>();

        // The hash was noted, and the bytes have moved; the rows were never written.
        await town.Database.ExecuteAsync($"UPDATE media.upload SET sha256 = decode('{Shelf.HashOf(picture)}', 'hex')");
        await blobs.CommitAsync($"upload/{upload:N}", picture.Length, $"file/{Shelf.HashOf(picture)}", Shelf.Patience);
        Assert.Equal("ready", (await town.Node.AskAsync(Commands.CompleteUpload, new(upload, "image"), town.Alice)).State);

        // What was let go of meanwhile does not come back from nothing.
        await town.Node.AskAsync(Commands.DiscardMedia, new(Shelf.HashOf(picture)), town.Alice);
        await town.SweepAsync();
        Assert.Equal("not_found", await town.RefusedAsync(Commands.CompleteUpload, new(upload, "image"), town.Alice));
        Assert.Equal("not_found", await town.RefusedAsync(Commands.GetMedia, new(Shelf.HashOf(picture)), town.Alice));
    }

    [Theory]
    [InlineData("tea.txt", "tea.txt")]
    [InlineData("茶 🍵.txt", "茶 🍵.txt")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..\\..\\windows\\win.ini", "win.ini")]
    [InlineData("C:\\fake\\tea.txt", "tea.txt")]
    [InlineData("..", null)]
    [InlineData("/", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData(".profile", "profile")]
    [InlineData("tea\u202Etxt.exe", "teatxt.exe")]
    [InlineData("tea\u2066\u200F.txt", "tea.txt")]
    [InlineData("\u001B[31mred\u001B[0m.txt", "[31mred[0m.txt")]
    [InlineData("tea.txt\r\nSet-Cookie: a=b", "tea.txtSet-Cookie: a=b")]
    [InlineData("tea\0.txt", "tea.txt")]
    [InlineData("tea\u2028.txt", "tea.txt")]
    [InlineData("tea\uD800.txt", "tea.txt")]
    [InlineData("  tea.txt . ", "tea.txt")]
    public void Names_lose_what_could_fool_a_reader_or_lead_elsewhere(string? name, string? clean) => Assert.Equal(clean, FileNames.Clean(name));

    [Fact]
    public void A_long_name_is_cut_between_characters_and_keeps_its_ending()
    {
        var clean = FileNames.Clean(new string('茶', 300) + ".tar.gz")!;
        Assert.Equal(new string('茶', 84) + ".gz", clean);
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(clean) <= Limits.FileNameBytes);
        Assert.Equal(Limits.FileNameBytes, FileNames.Clean("a." + new string('x', 300))!.Length);
    }
}

using System.Security.Cryptography;
using System.Text;
using Teahouse.Platform.Blobs;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Media;
using Teahouse.Testing;
using Teahouse.Tests.Chat;
using Xunit;

namespace Teahouse.Tests.Media;

/// <summary>What people of a town do with files.</summary>
static class Shelf
{
    public static CancellationToken Patience => TestContext.Current.CancellationToken;

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Uploads, as far as the missing bytes, and answers the id of the upload.</summary>
    public static async Task<Guid> StageAsync(this Town town, Guid user, byte[] bytes, int missing = 0)
    {
        var id = Ids.New();
        await town.Node.Service<IBlobStore>().AppendAsync(
            $"upload/{id:N}", 0, new MemoryStream(bytes, 0, bytes.Length - missing), _ => default, Patience);
        var now = town.Node.Service<TimeProvider>().GetUtcNow();
        await town.Database.DataSource.Command(
            "INSERT INTO media.upload (id, user_id, length, received, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
            id, user, (long)bytes.Length, (long)(bytes.Length - missing), now, now.AddDays(2)).RunAsync(Patience);
        return id;
    }

    /// <summary>Uploads by tus, and answers the id of the upload.</summary>
    public static async Task<Guid> StageAsync(Uri server, string token, byte[] bytes)
    {
        using var tus = new Tus(server, token);
        var upload = await tus.CreateAsync(bytes.Length);
        Assert.Equal(bytes.Length, (await tus.PatchAsync(upload, 0, bytes)).Offset);
        return Guid.Parse(upload.Split('/')[^1]);
    }

    /// <summary>Uploads, and makes a file of it.</summary>
    public static async Task<MediaFile> UploadAsync(
        this Person person, TestServer server, byte[] bytes, string kind = "image", string? name = null)
    {
        var upload = await StageAsync(server.Address, person.Token, bytes);
        return await person.Api.CallAsync(Commands.CompleteUpload, new(upload, kind, name), Patience);
    }

    public static async Task<MediaFile> UploadAsync(this Town town, Guid user, byte[] bytes, string kind = "image", string? name = null) =>
        await town.Node.AskAsync(Commands.CompleteUpload, new(await town.StageAsync(user, bytes), kind, name), user);

    public static MediaContent With(params IReadOnlyList<MediaItem> items) => new(items);

    public static MediaItem Item(byte[] bytes, string kind = "image", string? name = null) => new(HashOf(bytes), kind, name);

    public static Task<Sent> SendAsync(this Town town, Guid sender, Guid conversation, Content content, Guid? id = null) =>
        town.Node.AskAsync(Commands.Send, new(content, id ?? Ids.New(), conversation), sender);

    /// <summary>The grants that somebody gets for messages of a conversation.</summary>
    public static async Task<IReadOnlyList<MediaGrant>> OpenAsync(this Town town, Guid user, Guid conversation, params IEnumerable<long> seqs) =>
        (await town.Node.AskAsync(Commands.OpenMedia, new([.. seqs.Select(seq => new MessagePlace(conversation, seq))]), user)).Grants;

    /// <summary>All that is loose is swept as it will be once the time of grace is over.</summary>
    public static async Task SweepAsync(this Town town)
    {
        await town.Database.ExecuteAsync("UPDATE media.loose SET at = '1970-01-01'");
        await town.Node.Service<Sweeper>().SweepAsync(Patience);
    }

    /// <summary>The files of the folder in which there are these words.</summary>
    public static IReadOnlyList<string> Holding(this Town town, string words) =>
        [.. town.Stored().Where(file => Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(town.Files, file))).Contains(words))];

    /// <summary>Every file of the folder.</summary>
    public static IReadOnlyList<string> Stored(this Town town) =>
        [.. Directory.EnumerateFiles(town.Files, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(town.Files, f)).Order()];
}

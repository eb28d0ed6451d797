using System.Text;
using System.Text.RegularExpressions;
using Teahouse.Platform.Fetch;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Chat;
using Teahouse.Server.Media;
using Teahouse.Testing;
using Teahouse.Tests.Postgres;
using Xunit;

namespace Teahouse.Tests.Chat;

/// <summary>A node, and four people who know of each other.</summary>
sealed partial class Town(
    TestDatabase database, bool owned, ChatNode node, TimeProvider? time, MediaOptions? media, DataFolder files, FetchOptions? fetch)
    : IAsyncDisposable
{
    public static DateTimeOffset Later { get; } = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ChatNode Node { get; private set; } = node;
    public Guid Alice { get; private set; }
    public Guid Bob { get; private set; }
    public Guid Carol { get; private set; }
    public Guid Dave { get; private set; }
    public TestDatabase Database => database;

    /// <summary>The folder of the files.</summary>
    public string Files => files.Path;

    public static async Task<Town> BuildAsync(
        ChatOptions? options = null, TestDatabase? shared = null, TimeProvider? time = null, MediaOptions? media = null,
        FetchOptions? fetch = null)
    {
        var database = shared ?? await TestDatabase.CreateAsync();
        var files = new DataFolder();
        var node = await ChatNode.StartAsync(database, options, time, media, files, fetch);
        return new(database, shared is null, node, time, media, files, fetch)
        {
            Alice = await node.PersonAsync("alice"), Bob = await node.PersonAsync("bob"),
            Carol = await node.PersonAsync("carol"), Dave = await node.PersonAsync("dave"),
        };
    }

    /// <summary>The node ends, and another one goes on with what is stored.</summary>
    public async Task RestartAsync(ChatOptions? options = null)
    {
        await Node.DisposeAsync();
        Node = await ChatNode.StartAsync(database, options, time, media, files, fetch);
    }

    public Task<Conversation> GroupAsync(Guid owner, params Guid[] others) =>
        Node.AskAsync(Commands.CreateConversation, new("group", others, "tea"), owner);

    /// <summary>All entries of a conversation, as a device gets them that has none.</summary>
    public async Task<IReadOnlyList<Message>> LogAsync(Guid reader, Guid conversation, long after = 0) =>
        (await Node.AskAsync(Commands.ListMessages, new(conversation, AfterSeq: after, Limit: Limits.PageSize), reader)).Messages;

    /// <summary>One message, as the history of the conversation shows it.</summary>
    public async Task<Message> SeenAsync(Guid reader, Guid conversation, long seq) =>
        (await Node.AskAsync(Commands.ListMessages, new(conversation, Limit: Limits.PageSize), reader)).Messages.Single(m => m.Seq == seq);

    /// <summary>The code with which a command is refused.</summary>
    public async Task<string> RefusedAsync<TRequest, TAnswer>(Command<TRequest, TAnswer> command, TRequest request, Guid user) =>
        (await Node.RefusedAsync(command, request, user)).Code;

    /// <summary>A message was sent so much earlier.</summary>
    public async Task AgeAsync(Guid message, TimeSpan age) =>
        await database.DataSource.Command("UPDATE chat.message SET sent_at = sent_at - $2 WHERE id = $1", message, age)
            .RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Every row of every table, with the text in its bytes.</summary>
    public async Task<string> DumpAsync()
    {
        var tables = await database.DataSource.Command(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
            .ListAsync(row => row.GetString(0), TestContext.Current.CancellationToken);
        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            foreach (var row in await database.DataSource.Command($"SELECT r::text FROM {table} AS r")
                .ListAsync(row => row.GetString(0), TestContext.Current.CancellationToken))
            {
                dump.AppendLine(Bytes().Replace(row, bytes => Encoding.UTF8.GetString(Convert.FromHexString(bytes.Groups[1].Value))));
            }
        }

        return dump.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        if (owned)
        {
            await database.DisposeAsync();
        }

        files.Dispose();
    }

    [GeneratedRegex(@"\\x([0-9a-f]+)")]
    private static partial Regex Bytes();
}

using System.Text;
using System.Text.Json.Serialization;
using Npgsql;
using Teahouse.Platform.Facts;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Facts;

public sealed partial class OutboxTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly FactType<Brewed> BrewedFact = new("tea.brewed", TeaJson.Default.Brewed);

    [Fact]
    public async Task A_fact_is_there_if_and_only_if_its_transaction_is()
    {
        await AppendAsync(commit: true, Outbox.Append(BrewedFact, new Brewed("oolong")));
        await AppendAsync(commit: false, Outbox.Append(BrewedFact, new Brewed("sencha")));
        await AppendAsync(commit: true, Outbox.Append("tea.poured", Encoding.UTF8.GetBytes("1")));
        await AppendAsync(commit: true, Outbox.Append("tea.drunk", [Encoding.UTF8.GetBytes("2"), Encoding.UTF8.GetBytes("3")]));

        var told = await database.ScalarAsync<string>(
            "SELECT string_agg(topic || convert_from(payload, 'UTF8'), ' ' ORDER BY xid, position) FROM platform.outbox");
        Assert.Equal("""tea.brewed{"Kind":"oolong"} tea.poured1 tea.drunk2 tea.drunk3""", told);
    }

    async Task AppendAsync(bool commit, NpgsqlBatchCommand append)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { append } };
        await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
    }

    public sealed record Brewed(string Kind);

    [JsonSerializable(typeof(Brewed))]
    sealed partial class TeaJson : JsonSerializerContext;
}

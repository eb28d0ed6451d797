using Teahouse.Protocol;
using Xunit;

namespace Teahouse.Tests.Protocol;

/// <summary>Vectors that every implementation must meet: the database, the broker and clients of other languages count on them.</summary>
public sealed class IdsTests
{
    static readonly Guid Alice = Guid.Parse("0199a0b0-0000-7000-8000-00000000000a");
    static readonly Guid Bob = Guid.Parse("0199a0b0-0000-7000-8000-00000000000b");

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", 144)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", 34)]
    [InlineData("0199a0b0-0000-7000-8000-00000000000a", 79)]
    public void A_conversation_belongs_to_the_same_partition_for_ever(string id, int partition) =>
        Assert.Equal(partition, Ids.Partition(Guid.Parse(id)));

    [Fact]
    public void Partitions_get_even_shares()
    {
        var shares = Enumerable.Range(0, 64_000).Select(_ => Ids.Partition(Ids.New())).GroupBy(p => p).Select(g => g.Count()).ToList();
        Assert.Equal(Ids.Partitions, shares.Count);
        Assert.InRange(shares.Min(), 150, 250);
        Assert.InRange(shares.Max(), 250, 350);
    }

    [Fact]
    public void Alice_and_Bob_have_one_conversation_whoever_begins()
    {
        Assert.Equal(Ids.Direct(Alice, Bob), Ids.Direct(Bob, Alice));
        Assert.NotEqual(Ids.Direct(Alice, Bob), Ids.Direct(Alice, Alice));
        Assert.Equal(8, Ids.Direct(Alice, Bob).Version);
        Assert.Equal("4e4e1ce4-f09e-883b-b063-38e29db148aa", Ids.Direct(Alice, Bob).ToString());
    }
}

using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Xunit;

namespace Teahouse.Tests.Doors;

public sealed class ParcelsTests
{
    [Fact]
    public void A_parcel_of_an_entry_says_its_place_without_the_update()
    {
        var (alice, room) = (Ids.New(), Ids.New());
        var narrow = Parcels.MessageFor(Parcels.Audience(alice), room, 7, 5, shown: true, "{}"u8.ToArray());
        Assert.Equal([alice], narrow.Ids());
        Assert.Equal(new LogPlace(room, 7, 5, true), narrow.Place());

        var wide = Parcels.ForRoom(room, long.MaxValue, 5, shown: false, "{}"u8.ToArray());
        Assert.Equal(room, wide.RoomOf());
        Assert.Equal(new LogPlace(room, long.MaxValue, 5, false), wide.Place());
        Assert.Null(Parcels.ForRoom(room, "{}"u8.ToArray()).Place());
    }

    [Fact]
    public void Entering_and_leaving_name_the_room_and_the_people()
    {
        var (alice, bob, room) = (Ids.New(), Ids.New(), Ids.New());
        foreach (var parcel in new[] { Parcels.Entered(room, alice, bob), Parcels.Left(room, alice, bob) })
        {
            Assert.Equal([alice, bob], parcel.Ids());
            Assert.Equal(room, parcel.RoomOf());
        }
    }
}

using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Says where its sender is now, as long as a place is live; or that it no longer follows them.</summary>
sealed class MoveWork(MoveLocation request, Guid actor) : ChangeWork(request.ConversationId, request.Seq, actor)
{
    /// <summary>What is wrong with a request by itself.</summary>
    public static Refused? Check(MoveLocation request)
    {
        if (request is { Latitude: { } latitude, Longitude: { } longitude })
        {
            return Contents.CheckPlace(latitude, longitude, request.Accuracy);
        }

        return request is { Stop: true, Latitude: null, Longitude: null } ? null
            : new(Refusals.MissingField, "Name a latitude and a longitude, or stop.");
    }

    protected override Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row)
    {
        if (row.SenderId != Actor || row.ReadContent() is not LocationContent { LiveUntil: { } until } place)
        {
            return new(Refusals.NotAllowed, "Only one's own live place moves.");
        }

        var stops = request.Stop == true;
        if ((stops ? Rights.MayTakeBack(state) : Rights.MayWrite(state, member, batch.Now)) is { } refused)
        {
            return refused;
        }

        if (until <= batch.Now)
        {
            return stops ? null : new(Refusals.Closed, "The place is live no longer.");
        }

        place = stops ? place with { LiveUntil = batch.Now } : place;
        place = request is { Latitude: { } latitude, Longitude: { } longitude }
            ? place with { Latitude = latitude, Longitude = longitude, Accuracy = request.Accuracy, MovedAt = batch.Now }
            : place;
        Put(batch, state, row with { Content = Contents.Write(place) });
        return null;
    }
}

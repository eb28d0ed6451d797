using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Lets people know when somebody they talk with changes their profile.</summary>
sealed class Profiles(IBus bus, Writers writers, Membership membership, People people)
{
    /// <summary>The internal command by which the owners of a person's conversations are asked to tell.</summary>
    public static string Command => "tell_profile";

    public async Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        foreach (var user in facts.Select(f => AccountsFacts.UserChanged.Read(f).UserId).Distinct())
        {
            foreach (var ids in (await membership.AllOfAsync(user, cancellationToken)).GroupBy(Ids.Partition))
            {
                var body = JsonSerializer.SerializeToUtf8Bytes(new([.. ids]), ChatJson.Default.ConversationIds);
                var reply = await bus.CallAsync(Address.Partition(ids.Key), new Call(Command, body) { User = user }, cancellationToken);
                if (reply.Status != 204)
                {
                    throw new InvalidOperationException($"The owner of partition {ids.Key} did not tell: {reply.Status} {reply.Fault}.");
                }
            }
        }
    }

    public async ValueTask<Reply> TellAsync(Call call, CancellationToken cancellationToken)
    {
        var users = await people.SeenByAsync(call.User, [call.User], cancellationToken);
        foreach (var id in users.Count == 0 ? [] : JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.ConversationIds)!.Ids)
        {
            var work = new ProfileWork(id, users[0]);
            writers.Add(work);
            if ((await work.Answered).Refused is { } refused)
            {
                return Json.Write(refused, call.RequestId);
            }
        }

        return new(204, default);
    }
}

/// <summary>The conversation counts as changed, so that sync shows the person again, and its members are told.</summary>
sealed class ProfileWork : Work<bool>
{
    readonly User _user;
    ConversationState? _state;

    public ProfileWork(Guid conversation, User user) => (Conversation, _user) = (conversation, user);

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        _state = state;
        if (state is not null)
        {
            batch.Settle(state);
        }

        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(true);
        if (_state is not null)
        {
            delivery.Renamed(_state, _user);
        }
    }
}

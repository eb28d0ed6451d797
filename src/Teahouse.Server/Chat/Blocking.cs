using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// Has owners forget what they know of what people let others do. A block is answered only then: nothing that is sent after it arrives.
/// Friendships and settings change a moment later, when their facts are heard.
/// </summary>
sealed class Blocking(Blocks blocks, Membership membership, Writers writers, IBus bus)
{
    /// <summary>The internal command by which owners of conversations are asked to forget.</summary>
    public static string Command => "forget_relations";

    public async ValueTask<Answer<Nothing>> BlockAsync(PersonId request, Call call, CancellationToken cancellationToken) =>
        await EndAsync(await blocks.BlockAsync(request, call, cancellationToken), request, call, cancellationToken);

    public async ValueTask<Answer<Nothing>> UnblockAsync(PersonId request, Call call, CancellationToken cancellationToken) =>
        await EndAsync(await blocks.UnblockAsync(request, call, cancellationToken), request, call, cancellationToken);

    public Task HearRelationsAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken) =>
        ForgetAllAsync(facts.Select(ContactsFacts.RelationsChanged.Read).Select(f => Ids.Direct(f.One, f.Other)), cancellationToken);

    public async Task HearPrivacyAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        foreach (var user in facts.Select(UserOf).Distinct())
        {
            await ForgetAllAsync(await membership.AllOfAsync(user, cancellationToken), cancellationToken);
        }
    }

    public async ValueTask<Reply> ForgetAsync(Call call, CancellationToken cancellationToken)
    {
        var ids = JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.ConversationIds)!.Ids;
        var work = new ForgetWork(ids);
        writers.Add(work, Ids.Partition(ids[0]));
        return (await work.Answered).Refused is { } refused ? Json.Write(refused, call.RequestId) : new(204, default);
    }

    static Guid UserOf(Fact fact) => fact.Topic == AccountsFacts.PrivacyChanged.Topic
        ? AccountsFacts.PrivacyChanged.Read(fact).UserId : AccountsFacts.UserDeactivated.Read(fact).UserId;

    // What is committed stays so; who is told that the outcome is not known asks again, and the fact sees to it anyway.
    async ValueTask<Answer<Nothing>> EndAsync(Answer<Nothing> answer, PersonId request, Call call, CancellationToken cancellationToken)
    {
        if (answer.Refused is not null)
        {
            return answer;
        }

        var id = Ids.Direct(call.User, request.UserId);
        return await ForgetAsync(Ids.Partition(id), [id], cancellationToken) ? answer : Conversations.NoOwner;
    }

    async Task ForgetAllAsync(IEnumerable<Guid> conversations, CancellationToken cancellationToken)
    {
        foreach (var ids in conversations.Distinct().GroupBy(Ids.Partition))
        {
            if (!await ForgetAsync(ids.Key, [.. ids], cancellationToken))
            {
                throw new InvalidOperationException($"The owner of partition {ids.Key} did not forget.");
            }
        }
    }

    async Task<bool> ForgetAsync(int partition, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new(ids), ChatJson.Default.ConversationIds);
        return (await bus.CallAsync(Address.Partition(partition), new Call(Command, body), cancellationToken)).Status == 204;
    }
}

/// <summary>
/// What the owner knows of conversations besides the log is read again when it is needed next. Works of the same batch have begun before
/// this is answered, and still go by what was known.
/// </summary>
sealed class ForgetWork(IReadOnlyList<Guid> conversations) : Work<bool>
{
    ConversationCache? _cache;

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        _cache = batch.Cache;
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        foreach (var id in conversations)
        {
            _cache!.Find(id)?.Forget();
        }

        Answer(true);
    }
}

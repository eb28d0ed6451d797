using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// Keeps conversation rows up with the log. A send writes to the log alone; this listener hears where messages were posted and has the
/// owners bring those rows up, each once however many messages it got. Its place is kept with the facts, so a crash leaves nothing behind.
/// </summary>
sealed class Checkpoints(IBus bus, Writers writers)
{
    // Few at a time: messages wait for the transaction that brings rows up.
    const int AtOnce = 4;
    const int InOneCall = 8;

    /// <summary>The internal command by which an owner is asked to bring rows up.</summary>
    public static string Command => "settle";

    public Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        var conversations = facts.SelectMany(f => ChatFacts.Posted.Read(f).Ranges).Select(r => r.ConversationId).Distinct();
        var calls = conversations.GroupBy(Ids.Partition).SelectMany(ids => ids.Chunk(InOneCall), (ids, few) => (Partition: ids.Key, Few: few));
        return Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            (call, stop) => AskAsync(call.Partition, call.Few, stop));
    }

    public async ValueTask<Reply> SettleAsync(Call call, CancellationToken cancellationToken)
    {
        var works = JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.ConversationIds)!.Ids.Select(id => new SettleWork(id)).ToList();
        works.ForEach(writers.Add);
        foreach (var work in works)
        {
            var answer = await work.Answered;
            if (answer.Refused is { } refused)
            {
                return Json.Write(refused, call.RequestId);
            }
        }

        return new(204, default);
    }

    async ValueTask AskAsync(int partition, Guid[] conversations, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new(conversations), ChatJson.Default.ConversationIds);
        var reply = await bus.CallAsync(Address.Partition(partition), new Call(Command, body), cancellationToken);
        if (reply.Status != 204)
        {
            throw new InvalidOperationException($"The owner of partition {partition} did not settle: {reply.Status} {reply.Fault}.");
        }
    }
}

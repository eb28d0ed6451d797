using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>Answers below a message. They stand in the conversation's log, with an ordinal of their own.</summary>
static class Threads
{
    // Some who wrote in a thread, for its line below the message.
    const int MostNames = 5;

    /// <summary>Gives an answer its place in a thread, whose message then says so; null when that message cannot have one.</summary>
    /// <param name="batch">What is being committed.</param>
    /// <param name="state">The conversation.</param>
    /// <param name="thread">The message that is answered.</param>
    /// <param name="answer">The answer, not yet in a thread.</param>
    /// <param name="mentioned">Members whom the answer mentions.</param>
    /// <param name="told">Filled with those who follow the thread from now on, and where they stand in it.</param>
    public static LogRow? Answer(
        Batch batch, ConversationState state, long thread, LogRow answer, IReadOnlyCollection<Guid> mentioned,
        List<(Guid User, ThreadPlace Place)> told)
    {
        if (batch.Message(state, thread) is not { Target: null, Thread: null } root || !Messages.IsLiving(root))
        {
            return null;
        }

        var before = root.State?.Replies;
        IReadOnlyList<Guid> names = before?.UserIds ?? [];
        var replies = new Replies((before?.Count ?? 0) + 1, answer.Seq,
            names.Contains(answer.SenderId) || names.Count == MostNames ? names : [.. names, answer.SenderId]);
        batch.Put(root with { State = (root.State ?? new()) with { Replies = replies } });
        batch.Besides(state, ChatSql.PutThread, state.Id, thread, replies.Count, answer.Seq, batch.Now);
        Follow(batch, state, root, replies, answer.SenderId, mentioned, told);
        return answer with { Thread = thread, ThreadN = replies.Count };
    }

    /// <summary>Who writes in a thread follows it and has read it; so do, unread, whoever began it and whoever is mentioned.</summary>
    static void Follow(
        Batch batch, ConversationState state, LogRow root, Replies replies, Guid writer, IReadOnlyCollection<Guid> mentioned,
        List<(Guid User, ThreadPlace Place)> told)
    {
        var places = mentioned.Where(u => u != root.SenderId || replies.Count > 1)
            .Where(u => u != writer && batch.Marks.Follow(state, root.Seq, u)).ToDictionary(u => u, _ => replies.Count - 1);
        places[writer] = replies.Count;
        batch.Marks.Follow(state, root.Seq, writer);
        if (replies.Count == 1 && (state.Find(root.SenderId) is not null || !state.Knows(root.SenderId)))
        {
            places.TryAdd(root.SenderId, 0);
            batch.Marks.Follow(state, root.Seq, root.SenderId);
        }

        batch.Besides(state, ChatSql.FollowThread, state.Id, root.Seq, places.Keys.ToArray(), places.Values.ToArray());
        told.AddRange(places.Where(p => state.Find(p.Key)?.VisibleFrom <= root.Seq).Select(p =>
            (p.Key, new ThreadPlace(state.Id, root.Seq, p.Value, replies.Count, replies.LastSeq, Following: true))));
    }
}

/// <summary>What can be told of a message by its stored row.</summary>
static class Messages
{
    static ReadOnlySpan<byte> Event => "{\"type\":\"event\""u8;
    static ReadOnlySpan<byte> Deleted => "{\"type\":\"deleted\""u8;

    /// <summary>Somebody wrote it, and it is not deleted: it can be answered, changed and reacted to.</summary>
    public static bool IsLiving(LogRow row) =>
        row.Target is null && !row.Content.AsSpan().StartsWith(Event) && !row.Content.AsSpan().StartsWith(Deleted);

    /// <summary>As retention leaves it.</summary>
    public static LogRow Expired(LogRow row) => row with
    {
        Content = Contents.Write(new DeletedContent("expired")),
        State = new(Replies: row.State?.Replies, Digest: row.State?.Digest ?? SHA256.HashData(row.Content)),
    };

    public static bool IsDeleted(LogRow row) => row.Content.AsSpan().StartsWith(Deleted);
}

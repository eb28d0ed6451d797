using Teahouse.Protocol;

namespace Teahouse.Server.Chat;

/// <summary>Answers below a message. They stand in the conversation's log, with an ordinal of their own.</summary>
static class Threads
{
    // Some who wrote in a thread, for its line below the message.
    const int MostNames = 5;

    /// <summary>Gives an answer its place in a thread, whose message then says so; null when that message cannot have one.</summary>
    public static LogRow? Answer(Batch batch, ConversationState state, long thread, LogRow answer)
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
        return answer with { Thread = thread, ThreadN = replies.Count };
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

    public static bool IsDeleted(LogRow row) => row.Content.AsSpan().StartsWith(Deleted);
}

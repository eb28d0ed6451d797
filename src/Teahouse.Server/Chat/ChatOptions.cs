using System.ComponentModel.DataAnnotations;

namespace Teahouse.Server.Chat;

/// <summary>How conversations are written and read.</summary>
public sealed record ChatOptions : IValidatableObject
{
    /// <summary>Writer loops, each with a connection of its own; partitions are dealt out among them.</summary>
    [Range(1, 16)]
    public int Writers { get; init; } = 2;

    /// <summary>The most commands that one transaction commits.</summary>
    [Range(1, 2000)]
    public int BatchSize { get; init; } = 256;

    /// <summary>Commands that may wait for one writer; more are refused as overloaded.</summary>
    [Range(100, 1_000_000)]
    public int QueueLength { get; init; } = 20_000;

    /// <summary>Conversations that one writer keeps in memory.</summary>
    [Range(100, 10_000_000)]
    public int CachedConversations { get; init; } = 50_000;

    /// <summary>
    /// Message ids that one writer remembers, to answer a repeated send without asking the database; no fewer than <c>batch_size</c>.
    /// </summary>
    [Range(256, 1_000_000)]
    public int RememberedIds { get; init; } = 16_384;

    /// <summary>The most members of a group.</summary>
    [Range(2, 100_000)]
    public int GroupMembers { get; init; } = 500;

    /// <summary>The most members of a channel.</summary>
    [Range(2, 10_000_000)]
    public int ChannelMembers { get; init; } = 1_000_000;

    /// <summary>
    /// Up to so many members a conversation is kept whole: everybody knows everybody, and each message marks each member's row. Beyond, it is
    /// wide for good: the cost of a message no longer grows with its members.
    /// </summary>
    [Range(2, 1_000)]
    public int NarrowMembers { get; init; } = 50;

    /// <summary>For how long senders can take a message back, in minutes; admins always can.</summary>
    [Range(1, 5_256_000)]
    public int RecallMinutes { get; init; } = 60;

    /// <summary>For how long senders can edit a message, in minutes; 0 for ever.</summary>
    [Range(0, 5_256_000)]
    public int EditMinutes { get; init; }

    /// <summary>
    /// How often the rows of conversations are brought up to the log, in milliseconds: each once, however many messages it got meanwhile.
    /// Whoever reads sooner has it done at once.
    /// </summary>
    [Range(0, 60_000)]
    public int SettleMs { get; init; } = 1_000;

    /// <summary>How often edges are told the cursor to resume from, in milliseconds.</summary>
    [Range(50, 60_000)]
    public int HorizonMs { get; init; } = 1_000;

    /// <summary>How often it is looked for scheduled messages whose time has come, in milliseconds.</summary>
    [Range(50, 60_000)]
    public int ScheduleMs { get; init; } = 1_000;

    /// <summary>How often it is looked for messages that are to be deleted because their time is over, in seconds.</summary>
    [Range(1, 86_400)]
    public int RetentionS { get; init; } = 60;

    /// <summary>How long a node owns its partitions without renewing, in seconds; it renews three times as often.</summary>
    [Range(2, 60)]
    public int LeaseS { get; init; } = 6;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RememberedIds < BatchSize)
        {
            yield return new("remembered_ids must be at least batch_size.");
        }
    }
}

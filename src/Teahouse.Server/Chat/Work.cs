using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// Something that the owner of a conversation does in its loop. It is applied to what the owner knows, committed with others in one
/// transaction, and then told and answered; or refused.
/// </summary>
abstract class Work
{
    /// <summary>The conversation it concerns; empty when it concerns the loop itself.</summary>
    public Guid Conversation { get; protected init; }

    /// <summary>Who asks; empty when the server itself does.</summary>
    public Guid Actor { get; protected init; }

    /// <summary>Who the conversation is opened for when there is none yet; null when that would be a refusal.</summary>
    public OpenDirect? Opens { get; protected init; }

    /// <summary>Somebody who must exist.</summary>
    public Guid? Shows { get; protected init; }

    /// <summary>Names what must be read before it can be applied: the actor, if nothing else.</summary>
    public virtual void Need(Needs needs, ConversationState state) => needs.Member(state, Actor);

    /// <summary>Checks and stages; answers a refusal, or null.</summary>
    public abstract Refused? Apply(Batch batch, ConversationState? state);

    /// <summary>The transaction is committed: names what is to be told, and what to answer then.</summary>
    public abstract void Committed(Delivery delivery);

    /// <summary>It has been told: answers.</summary>
    public abstract void Told();

    public abstract void Refuse(Refused refused);
}

/// <inheritdoc />
abstract class Work<TAnswer> : Work
{
    // The answer continues on the loop's thread: what follows only puts bytes into a connection's buffer, in the order of commits.
    readonly TaskCompletionSource<Answer<TAnswer>> _answer = new();

    Answer<TAnswer> _ready;

    public ValueTask<Answer<TAnswer>> Answered => new(_answer.Task);

    public override void Told() => _answer.TrySetResult(_ready);

    public override void Refuse(Refused refused) => _answer.TrySetResult(refused);

    protected void Answer(TAnswer value, int status = 0) => _ready = Doors.Answer.Of(value, status);
}

/// <summary>What works need that the owner does not know yet: members of wide conversations, messages, and marks on them.</summary>
sealed class Needs
{
    readonly HashSet<(ConversationState State, Guid User)> _members = [];
    readonly HashSet<(Guid Conversation, long Seq)> _messages = [];
    readonly HashSet<(Guid Conversation, long Seq, Guid User, string Emoji)> _reactions = [];
    readonly HashSet<(Guid Conversation, long Seq, Guid User)> _ballots = [];
    readonly HashSet<(Guid Conversation, long Seq, Guid User)> _places = [];
    readonly HashSet<Guid> _pins = [];
    readonly HashSet<ConversationState> _directs = [];
    readonly HashSet<(ConversationState State, Guid User)> _readers = [];

    public IReadOnlyCollection<(ConversationState State, Guid User)> Members => _members;
    public IReadOnlyCollection<(Guid Conversation, long Seq)> Messages => _messages;

    /// <summary>Ids of messages that may have been sent before.</summary>
    public List<Guid> Ids { get; } = [];

    public IReadOnlyCollection<(Guid Conversation, long Seq, Guid User, string Emoji)> Reactions => _reactions;
    public IReadOnlyCollection<(Guid Conversation, long Seq, Guid User)> Ballots => _ballots;
    public IReadOnlyCollection<(Guid Conversation, long Seq, Guid User)> Places => _places;
    public IReadOnlyCollection<Guid> Pinned => _pins;

    /// <summary>Direct conversations of which it must be known who takes whose messages.</summary>
    public IReadOnlyCollection<ConversationState> Directs => _directs;

    /// <summary>Those of whom it must be known whether they show how far they have read.</summary>
    public IReadOnlyCollection<(ConversationState State, Guid User)> Readers => _readers;

    public void Member(ConversationState state, Guid user)
    {
        if (user != Guid.Empty && !state.Knows(user))
        {
            _members.Add((state, user));
        }

        if (user != Guid.Empty && state is { IsDirect: true, Accepted: null })
        {
            _directs.Add(state);
        }
    }

    public void Privacy(ConversationState state, Guid user)
    {
        if (state.Find(user) is not { Discreet: not null })
        {
            _readers.Add((state, user));
        }
    }

    public void Message(ConversationState state, long? seq)
    {
        if (seq >= 1 && seq <= state.LastSeq)
        {
            _messages.Add((state.Id, seq.Value));
        }
    }

    public void Ballot(ConversationState state, long seq, Guid user) => _ballots.Add((state.Id, seq, user));

    public void Pins(ConversationState state) => _pins.Add(state.Id);

    public void Place(ConversationState state, long thread, Guid user) => _places.Add((state.Id, thread, user));

    public void Reaction(ConversationState state, long seq, Guid user, string emoji) => _reactions.Add((state.Id, seq, user, emoji));
}

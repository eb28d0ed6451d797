using System.Security.Cryptography;
using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Sends messages.</summary>
sealed class Sending(Writers writers, Attaching attaching)
{
    readonly Turns _turns = new();

    public ValueTask<Answer<Sent>> SendAsync(SendMessage request, Call call, CancellationToken cancellationToken)
    {
        if (Check(request) is { } refused)
        {
            return new(refused);
        }

        var conversation = request.ConversationId ?? Ids.Direct(call.User, request.RecipientId!.Value);
        return request.Content is MediaContent || (_turns.AnyTaken && _turns.IsTaken((call.Session, conversation)))
            ? SendInTurnAsync(conversation, request, call, cancellationToken)
            : writers.DoAsync(new SendWork(conversation, request, call.User));
    }

    /// <summary>The partition of a call that has not been read yet; null when it cannot be told.</summary>
    public static int? PartitionOf(Call call)
    {
        try
        {
            return Find(call);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Any core node refuses it by name: it is not well-formed, or an id in it is half a surrogate pair.
            return null;
        }
    }

    /// <summary>
    /// Files are looked at before their message is queued. What the same device sends to the same conversation meanwhile waits for it: it takes
    /// effect in the order in which it was sent.
    /// </summary>
    async ValueTask<Answer<Sent>> SendInTurnAsync(Guid conversation, SendMessage request, Call call, CancellationToken cancellationToken)
    {
        SendWork work;
        using (var turn = _turns.Take((call.Session, conversation)))
        {
            var claiming = request.Content is MediaContent media
                ? attaching.ClaimAsync(call.User, conversation, media, request.Id, cancellationToken) : null;
            await turn.Before;
            var claimed = claiming is null ? default : await claiming;
            work = new SendWork(conversation, request, call.User) { Files = claimed.Value, NoFiles = claimed.Refused };
            writers.Add(work);
        }

        return await work.Answered;
    }

    static int? Find(Call call)
    {
        var reader = new Utf8JsonReader(call.Body.Span);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var direct = reader.ValueTextEquals("recipient_id"u8);
            if (!direct && !reader.ValueTextEquals("conversation_id"u8))
            {
                continue;
            }

            reader.Read();
            return reader.TokenType != JsonTokenType.String || !reader.TryGetGuid(out var id) ? null
                : Ids.Partition(direct ? Ids.Direct(call.User, id) : id);
        }

        return null;
    }

    static Refused? Check(SendMessage request)
    {
        if (request.ConversationId is null == request.RecipientId is null)
        {
            return request.RecipientId is null
                ? new(Refusals.MissingField, "Name a conversation_id or a recipient_id.")
                : new(Refusals.InvalidField, "Name a conversation_id or a recipient_id, not both.");
        }

        if (request.InChannel is not null && request.Thread is null)
        {
            return new(Refusals.InvalidField, "in_channel is for answers in a thread.");
        }

        return request.Id == Guid.Empty ? new(Refusals.InvalidField, "The id is empty.") : Contents.Check(request.Content);
    }
}

sealed class SendWork : Work<Sent>
{
    readonly Guid _id;
    readonly SendMessage _request;
    readonly byte[] _content;
    readonly bool _links;
    readonly List<(Guid User, ThreadPlace Place)> _followers = [];
    ConversationState? _state;
    LogRow? _row;
    bool _knownSender;
    Reach? _reach;

    public SendWork(Guid conversation, SendMessage request, Guid sender)
    {
        (Conversation, Actor, _request) = (conversation, sender, request);
        Opens = request.RecipientId is { } other ? new(sender, other) : null;
        Shows = request.Content is ContactContent card ? card.UserId : null;
        (_id, _content, _links) = (request.Id ?? Ids.New(), Contents.Write(request.Content), FirstLink.In(request.Content) is not null);
    }

    /// <summary>The content with what the server knows of its files; null when it has none, or they cannot be sent.</summary>
    public MediaContent? Files { get; init; }

    /// <summary>Why its files cannot be sent: unless it was sent already.</summary>
    public Refused? NoFiles { get; init; }

    Mentions Mentions => Mentions.Of(_request.Content);

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Message(state, _request.Thread);
        foreach (var user in Mentions.Users)
        {
            needs.Member(state, user);
            if (_request.Thread is { } thread)
            {
                needs.Place(state, thread, user);
            }
        }

        // What was stored before its sender left, or let go of its files, is still to be acknowledged.
        _knownSender = state.Find(Actor) is not null;
        if (!_knownSender || NoFiles is not null)
        {
            needs.Ids.Add(_id);
        }
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        (_state, _reach) = (state, null);
        _followers.Clear();
        _row = batch.Recent.Find(_id);
        if (_row is not null && IsSame(_row))
        {
            return null;
        }

        if (state?.Find(Actor) is not { } sender)
        {
            return Missing(state);
        }

        if (_row is not null)
        {
            return new(Refusals.IdConflict, "The id is in use for another message.");
        }

        if ((Rights.MayWrite(state, sender, batch.Now) ?? NoFiles) is { } refused)
        {
            return refused;
        }

        if (_request.ReplyTo is { } replied && (replied < sender.VisibleFrom || replied > state.LastSeq))
        {
            return new(Refusals.InvalidField, "reply_to is no seq of this conversation.");
        }

        var mentions = Mentions;
        return mentions.All && !state.IsDirect && !sender.IsAdmin
            ? new(Refusals.NotAllowed, "Only admins mention everybody.")
            : Append(batch, state, mentions);
    }

    public override void Committed(Delivery delivery)
    {
        Answer(_row!.ToSent());
        if (_reach is not null)
        {
            delivery.Posted(_row, _reach);
            _followers.ForEach(follower => delivery.Follows(follower.User, follower.Place));
        }

        // Whoever takes only answers takes them from now on.
        if (_state is { IsDirect: true } state && state.Accepted?.Count < state.MemberCount)
        {
            state.Forget();
        }
    }

    // Who left since this batch was read may have sent it before: the next attempt knows.
    Refused Missing(ConversationState? state) =>
        state is not null && _knownSender ? new(Refusals.Unavailable, "Ask again.", TimeSpan.FromMilliseconds(100))
        : new(Refusals.NotFound, Opens is null ? "There is no such conversation of yours." : "There is no such person.");

    Refused? Append(Batch batch, ConversationState state, Mentions mentions)
    {
        var stored = Files ?? Contents.Complete(_request.Content, batch.Now);
        var completed = !ReferenceEquals(stored, _request.Content);
        var inChannel = _request.InChannel == true;
        var mentioned = mentions.Users.Where(u => u != Actor && state.Find(u) is not null).ToArray();
        var row = batch.Entry(state, _id, Actor, completed ? Contents.Write(stored) : _content, _request.Thread is null || inChannel) with
        {
            ReplyTo = _request.ReplyTo, InChannel = inChannel, State = completed ? new(Digest: Digest()) : null,
        };
        if (_request.Thread is { } thread)
        {
            if (Threads.Answer(batch, state, thread, row, mentioned, _followers) is not { } answer)
            {
                return new(Refusals.NotFound, "There is no message with that seq to answer.");
            }

            row = answer;
        }

        _row = batch.Append(state, row);
        batch.Recent.Add(_row);
        if (mentions.All)
        {
            state.AllSeq = row.Seq;
            batch.Describe(state);
            batch.Mention(state, row.Seq, [Guid.Empty]);
        }

        batch.Mention(state, row.Seq, mentioned);
        if (Files is not null)
        {
            batch.Attach(state, row, Files.Items);
        }

        if (_links)
        {
            batch.Link(state, row.Seq);
        }

        _reach = state.Reach;
        return null;
    }

    // The stored content may be another by now, edited or recalled; then its digest is kept.
    bool IsSame(LogRow row) =>
        row.ConversationId == Conversation && row.SenderId == Actor && row.ReplyTo == _request.ReplyTo && row.Thread == _request.Thread
        && (row.State?.Digest is { } digest ? digest.AsSpan().SequenceEqual(Digest()) : row.Content.AsSpan().SequenceEqual(_content));

    byte[] Digest() => SHA256.HashData(_content);
}

using System.Text;
using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Sends messages.</summary>
sealed class Sending(Writers writers)
{
    public ValueTask<Answer<Sent>> SendAsync(SendMessage request, Call call, CancellationToken cancellationToken)
    {
        if (Check(request) is { } refused)
        {
            return new(refused);
        }

        var conversation = request.ConversationId ?? Ids.Direct(call.User, request.RecipientId!.Value);
        var work = new SendWork(conversation, request.RecipientId, call.User, request.Id ?? Ids.New(), Contents.Write(request.Content));
        writers.Add(work);
        return work.Answered;
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

        return request.Id == Guid.Empty ? new(Refusals.InvalidField, "The id is empty.") : Contents.Check(request.Content);
    }
}

/// <summary>What messages say, checked and written.</summary>
static class Contents
{
    public static Refused? Check(Content content)
    {
        if (content is not TextContent text)
        {
            return new(Refusals.NotSupported, "Only text can be sent.");
        }

        if (string.IsNullOrWhiteSpace(text.Text))
        {
            return new(Refusals.InvalidField, "The text is empty.");
        }

        var bytes = Encoding.UTF8.GetByteCount(text.Text);
        return bytes <= Limits.TextBytes ? null
            : new(Refusals.TooLarge, $"The text has {bytes} bytes of UTF-8; the limit is {Limits.TextBytes}.");
    }

    public static byte[] Write(Content content) => JsonSerializer.SerializeToUtf8Bytes(content, Wire.Json.Content);
}

sealed class SendWork : Work<Sent>
{
    readonly Guid _sender;
    readonly Guid _id;
    readonly byte[] _content;
    LogRow? _row;
    ConversationState? _tell;

    public SendWork(Guid conversation, Guid? recipient, Guid sender, Guid id, byte[] content)
    {
        Conversation = conversation;
        Opens = recipient is { } other ? new(sender, other) : null;
        (_sender, _id, _content) = (sender, id, content);
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        if (state?.Find(_sender) is null)
        {
            return new(Refusals.NotFound, Opens is null ? "There is no such conversation of yours." : "There is no such person.");
        }

        _tell = null;
        _row = batch.Recent.Find(_id);
        if (_row is null)
        {
            _row = batch.Append(state, _id, _sender, _content);
            _tell = state;
            return null;
        }

        return _row.ConversationId == Conversation && _row.SenderId == _sender && _row.Content.AsSpan().SequenceEqual(_content)
            ? null
            : new(Refusals.IdConflict, "The id is in use for another message.");
    }

    public override void Committed(Delivery delivery)
    {
        Answer(_row!.ToSent());
        if (_tell is not null)
        {
            delivery.Posted(_row, _tell);
        }
    }
}

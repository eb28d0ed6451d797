using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Tells edges what one writer has committed: each edge once, whoever and however many are connected there.</summary>
sealed class Delivery : IDisposable
{
    readonly IBus _bus;
    readonly IMessageLog _log;
    readonly ArrayBufferWriter<byte> _buffer = new(1024);
    readonly Utf8JsonWriter _writer;

    public Delivery(IBus bus, IMessageLog log)
    {
        (_bus, _log) = (bus, log);
        _writer = new(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    public void Posted(LogRow row, ConversationState state)
    {
        // Written by hand: the content is stored as the JSON that goes out, and this is the hottest line of the server.
        _writer.WriteStartObject();
        _writer.WriteString("op"u8, "message"u8);
        _writer.WriteStartObject("message"u8);
        _writer.WriteString("id"u8, row.Id);
        _writer.WriteString("conversation_id"u8, row.ConversationId);
        _writer.WriteNumber("generation"u8, row.Generation);
        _writer.WriteNumber("seq"u8, row.Seq);
        _writer.WriteNumber("n"u8, row.N);
        _writer.WriteString("sender_id"u8, row.SenderId);
        _writer.WritePropertyName("content"u8);
        _writer.WriteRawValue(row.Content, skipInputValidation: true);
        _writer.WriteString("sent_at"u8, row.SentAt);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        Tell(state.Audience);
    }

    public void Moved(ConversationState state, MemberState member) =>
        Tell(state.Audience, new ReceiptUpdate(state.Id, member.UserId, member.DeliveredSeq, member.ReadSeq, member.ReadN));

    public void Typing(ConversationState state, Guid user) =>
        Tell(Parcels.Audience([.. state.Members.Select(m => m.UserId).Where(u => u != user)]), new TypingUpdate(state.Id, user));

    /// <summary>A person whom one talks with has another name or picture now.</summary>
    public void Renamed(ConversationState state, User user) => Tell(state.Audience, new UserUpdate(user));

    /// <summary>New conversations, after the people in them.</summary>
    public void Opened(IEnumerable<ConversationState> states)
    {
        foreach (var state in states)
        {
            foreach (var user in state.Users)
            {
                Tell(state.Audience, new UserUpdate(user));
            }

            // Nobody has read or written yet, so every member sees the same.
            Tell(state.Audience, new ConversationUpdate(
                new(state.Id, state.Kind, state.Generation, [.. state.Members.Select(m => new Member(m.UserId, 0, 0, 0))], 0, 0, 0,
                    state.CreatedAt)));
        }
    }

    /// <summary>Conversations whose former owner may have committed messages without telling anybody.</summary>
    public async Task FoundAsync(IReadOnlyCollection<ConversationState> states)
    {
        var untold = states.Where(s => s.Untold).ToArray();
        if (untold.Length == 0)
        {
            return;
        }

        var last = await _log.AtAsync([.. untold.Select(s => s.Id)], [.. untold.Select(s => s.LastSeq)], CancellationToken.None);
        foreach (var state in untold)
        {
            var row = last.Find(r => r.ConversationId == state.Id);
            foreach (var member in state.Members)
            {
                Tell(Parcels.Audience(member.UserId), new ConversationUpdate(state.SeenBy(member.UserId, row?.ToMessage())));
            }

            state.Untold = false;
        }
    }

    public void Dispose() => _writer.Dispose();

    void Tell(byte[] audience, Update update)
    {
        JsonSerializer.Serialize(_writer, update, Wire.Json.Update);
        Tell(audience);
    }

    void Tell(byte[] audience)
    {
        _writer.Flush();
        _bus.Tell(Address.Edges, Parcels.ForUsers(audience, _buffer.WrittenSpan.ToArray()));
        _buffer.ResetWrittenCount();
        _writer.Reset();
    }
}

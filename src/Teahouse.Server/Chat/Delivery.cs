using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// Tells edges what one writer has committed: each edge once, whoever and however many are connected there. What is to be told gathers until
/// <see cref="Send"/>, so that all of one commit is heard at once and each socket gets what it has for it in one frame.
/// </summary>
sealed class Delivery : IDisposable
{
    readonly IBus _bus;
    readonly IMessageLog _log;
    readonly Hiding _hiding;
    readonly ArrayBufferWriter<byte> _buffer = new(1024);
    readonly Utf8JsonWriter _writer;
    readonly List<Parcel> _parcels = [];

    public Delivery(IBus bus, IMessageLog log, Hiding hiding)
    {
        (_bus, _log, _hiding) = (bus, log, hiding);
        _writer = new(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Tells what has gathered.</summary>
    public void Send()
    {
        _bus.Tell(Address.Edges, CollectionsMarshal.AsSpan(_parcels));
        _parcels.Clear();
    }

    /// <summary>An entry, and for a change the message that it changed.</summary>
    public void Posted(LogRow row, Reach reach, LogRow? changed = null)
    {
        // Written by hand: the content is stored as the JSON that goes out, and this is the hottest line of the server.
        _writer.WriteStartObject();
        _writer.WriteString("op"u8, "message"u8);
        if (row.IsPlain)
        {
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
        }
        else
        {
            _writer.WritePropertyName("message"u8);
            JsonSerializer.Serialize(_writer, row.ToMessage(changed), Wire.Json.Message);
        }

        _writer.WriteEndObject();
        Tell(body => reach.Carry(row, body));
    }

    /// <summary>A change, with the message for those who may read it. A room that some of its members may not see learns that it is behind.</summary>
    public void Changed(LogRow entry, LogRow changed, Sight sight)
    {
        if (sight.Seeing is { } seeing)
        {
            Posted(entry, seeing, changed);
        }

        if (sight.Blind is { Users: null } room)
        {
            Tell(room, new ActivityUpdate(entry.ConversationId, entry.Seq, entry.N));
        }
        else if (sight.Blind is { } others)
        {
            Posted(entry, others);
        }
    }

    /// <summary>A receipt, to all who see it: in a wide conversation, or when its member is quiet, that is the member alone.</summary>
    public void Moved(ConversationState state, MemberState member)
    {
        var receipt = new ReceiptUpdate(state.Id, member.UserId, member.DeliveredSeq, member.ReadSeq, member.ReadN);
        if (!state.Wide && !member.Quiet)
        {
            Tell(state.Reach, receipt);
            return;
        }

        Tell(Parcels.Audience(member.UserId), receipt);
        if (!state.Wide)
        {
            Tell(Others(state, member.UserId), receipt with { ReadSeq = 0, ReadN = 0 });
        }
    }

    /// <summary>Where somebody stands in a thread, to their own devices.</summary>
    public void Follows(Guid user, ThreadPlace place) => Tell(Parcels.Audience(user), new ThreadUpdate(place));

    /// <summary>Somebody has deleted something for themselves: their other devices do too.</summary>
    public void Hidden(Guid user, HiddenUpdate update) => Tell(Parcels.Audience(user), update);

    public void Typing(ConversationState state, Guid user) => Tell(Others(state, user), new TypingUpdate(state.Id, user));

    /// <summary>Members or info changed; those who came are shown to the others, unless there are too many to know them all.</summary>
    public void Changed(Reach reach, MembersUpdate update, IReadOnlyCollection<User> users)
    {
        if (reach.Users is { } audience)
        {
            foreach (var user in users)
            {
                Tell(audience, new UserUpdate(user));
            }
        }

        Tell(reach, update);
    }

    /// <summary>Somebody has joined: to them, the conversation and the people in it.</summary>
    public void Joined(ConversationState state, Guid member, Conversation seen, IEnumerable<User> users)
    {
        var own = Parcels.Audience(member);
        foreach (var user in users)
        {
            Tell(own, new UserUpdate(user));
        }

        if (state.Wide)
        {
            _parcels.Add(Parcels.Entered(state.Id, member));
        }

        Tell(own, new ConversationUpdate(seen));
    }

    /// <summary>A wide conversation's members are told by room from now on.</summary>
    public void Widened(ConversationState state) => _parcels.Add(Parcels.Entered(state.Id, [.. state.Members.Select(m => m.UserId)]));

    /// <summary>Somebody is no longer a member: they learn that, and nothing after it.</summary>
    public void Left(Reach reach, Guid user, MembersUpdate update)
    {
        if (reach.Users is null)
        {
            _parcels.Add(Parcels.Left(reach.Conversation, user));
        }

        Tell(reach, update);
        Tell(Parcels.Audience(user), new LeftUpdate(reach.Conversation, update.Rev));
    }

    /// <summary>A person whom one talks with has another name or picture now.</summary>
    public void Renamed(ConversationState state, User user)
    {
        if (!state.Wide)
        {
            Tell(state.Reach, new UserUpdate(user));
        }
    }

    /// <summary>New conversations, after the people in them.</summary>
    public void Opened(IEnumerable<ConversationState> states)
    {
        foreach (var state in states)
        {
            foreach (var user in state.Wide ? [] : state.Users)
            {
                Tell(state.Reach, new UserUpdate(user));
            }

            foreach (var member in state.Members)
            {
                Tell(Parcels.Audience(member.UserId), new ConversationUpdate(Empty(state.SeenBy(member.UserId, null))));
            }

            if (state.Wide)
            {
                Widened(state);
            }
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

        await TellAsync(untold);
        Send();
    }

    /// <summary>Conversations of which nobody knew whether what was done to them is stored: now it can be told how they stand.</summary>
    public async Task FoundAsync((List<ConversationState> States, List<(Guid Conversation, Guid User, long Seq)> Gone) found)
    {
        if (found.States.Count > 0)
        {
            await TellAsync(found.States);
        }

        foreach (var (conversation, user, seq) in found.Gone)
        {
            Tell(Parcels.Audience(user), new LeftUpdate(conversation, seq));
        }

        Send();
    }

    async Task TellAsync(IReadOnlyCollection<ConversationState> untold)
    {
        var last = await _log.AtAsync([.. untold.Select(s => s.Id)], [.. untold.Select(s => s.ShownSeq)], CancellationToken.None);
        foreach (var state in untold)
        {
            if (state.Wide)
            {
                Tell(state.Reach, new ActivityUpdate(state.Id, state.LastSeq, state.LastN));
            }

            var row = last.Find(r => r.ConversationId == state.Id);
            var hidden = row is null ? [] : await _hiding.FromAsync(row, CancellationToken.None);
            foreach (var member in state.Members)
            {
                var line = hidden.Contains(member.UserId) ? null : row?.ToMessage();
                Tell(Parcels.Audience(member.UserId), new ConversationUpdate(state.SeenBy(member.UserId, line)));
            }

            state.Untold = false;
        }
    }

    public void Dispose() => _writer.Dispose();

    // What was written in the transaction that opened it is told after it: nobody need ask for what is on its way.
    static Conversation Empty(Conversation conversation) => conversation with
    {
        LastSeq = 0, LastN = 0, Unread = 0,
        Members = [.. conversation.Members.Select(m => m with { DeliveredSeq = 0, ReadSeq = 0, ReadN = 0 })],
    };

    static byte[] Others(ConversationState state, Guid user) =>
        Parcels.Audience([.. state.Members.Select(m => m.UserId).Where(u => u != user)]);

    void Tell(byte[] audience, Update update)
    {
        JsonSerializer.Serialize(_writer, update, Wire.Json.Update);
        Tell(body => Parcels.ForUsers(audience, body));
    }

    void Tell(Reach reach, Update update)
    {
        JsonSerializer.Serialize(_writer, update, Wire.Json.Update);
        Tell(reach.Carry);
    }

    void Tell(Func<byte[], Parcel> parcel)
    {
        _writer.Flush();
        _parcels.Add(parcel(_buffer.WrittenSpan.ToArray()));
        _buffer.ResetWrittenCount();
        _writer.Reset();
    }
}

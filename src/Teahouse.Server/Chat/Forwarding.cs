using System.Security.Cryptography;
using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Copies messages from one conversation, as far as the actor may read it, into another.</summary>
sealed class Forwarding(Writers writers, IMessageLog log, Membership membership, People people, Attaching attaching)
{
    public async ValueTask<Answer<ForwardedAs>> ForwardAsync(Forward request, Call call, CancellationToken cancellationToken)
    {
        if (Check(ref request) is { } wrong)
        {
            return wrong;
        }

        // What is copied may be another by now; that it is the same call is told by the call.
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request with { Id = null }, Wire.Json.Forward));
        var id = request.Id ?? Ids.New();
        var ids = request.Together == true ? [id] : request.Seqs.Select((_, i) => Keyed(call.User, id, i)).ToArray();
        if (request.Id is not null && await log.FindAsync(ids, cancellationToken) is { Count: > 0 } known)
        {
            return ForwardWork.Repeated(ids, known, request.ConversationId, call.User, digest);
        }

        var copied = await CopyAsync(request, call.User, cancellationToken);
        return copied.Refused is { } refused ? refused
            : Contents.CheckForward(copied.Value!) is { } tooLarge ? tooLarge
            : await attaching.CheckRoomAsync(request.ConversationId, copied.Value!.SelectMany(Contents.FilesOf), cancellationToken) is { } full ? full
            : await writers.DoAsync(new ForwardWork(request.ConversationId, call.User, ids, copied.Value!, digest));
    }

    static Refused? Check(ref Forward request)
    {
        if (request.Seqs.Count is 0 || request.Seqs.Count > Limits.ForwardedPerCall || request.Seqs.Distinct().Count() < request.Seqs.Count)
        {
            return new(Refusals.InvalidField, $"seqs are 1 to {Limits.ForwardedPerCall} different messages.");
        }

        var title = request.Title is null ? "" : PlainText.Clean(request.Title, Limits.NameChars);
        if (request.Id == Guid.Empty || title is null || (title.Length > 0 && request.Together != true))
        {
            return new(Refusals.InvalidField, $"A title has at most {Limits.NameChars} characters, and goes with together; an id is not empty.");
        }

        request = request with { Seqs = [.. request.Seqs.Order()], Title = title.Length == 0 ? null : title };
        return null;
    }

    async Task<Answer<List<ForwardContent>>> CopyAsync(Forward request, Guid actor, CancellationToken cancellationToken)
    {
        var from = await membership.VisibleFromAsync(actor, request.FromConversationId, cancellationToken);
        var rows = from is null ? []
            : await log.AtAsync([.. request.Seqs.Select(_ => request.FromConversationId)], [.. request.Seqs], cancellationToken);
        if (rows.Count < request.Seqs.Count || rows.Any(r => r.Seq < from || r.Target is not null))
        {
            return new Refused(Refusals.NotFound, "There is no such message of yours.");
        }

        if (rows.Any(Messages.IsDeleted))
        {
            return new Refused(Refusals.Gone, "One of the messages was deleted.");
        }

        if (!rows.All(Messages.IsLiving))
        {
            return new Refused(Refusals.NotAllowed, "A line of the system is not forwarded.");
        }

        var senders = await people.SeenByAsync(actor, [.. rows.Select(r => r.SenderId).Distinct()], cancellationToken);
        var names = senders.ToDictionary(u => u.Id, u => u.DisplayName);
        var copies = rows.OrderBy(r => r.Seq).Select(r => Copy(r, names.GetValueOrDefault(r.SenderId, ""))).ToList();
        return request.Together == true
            ? new List<ForwardContent> { new([.. copies.Select(c => c.Alone is { Title: null, Messages: [var one] } ? one : c.Among)], request.Title) }
            : copies.ConvertAll(c => c.Alone);
    }

    /// <summary>A message by itself, and among others. What was forwarded before keeps the name it came with.</summary>
    static (ForwardContent Alone, Forwarded Among) Copy(LogRow row, string sender)
    {
        var content = row.ReadContent();
        content = content is LocationContent place ? place with { LiveUntil = null, MovedAt = null } : content;
        var among = new Forwarded(sender, content, row.SentAt);
        return (content as ForwardContent ?? new([among]), among);
    }

    /// <summary>The same call makes the same messages, however often it is made: UUIDv8 (RFC 9562) over SHA-256.</summary>
    static Guid Keyed(Guid actor, Guid id, int index)
    {
        var hash = SHA256.HashData(
            [.. "teahouse/forward"u8, .. actor.ToByteArray(bigEndian: true), .. id.ToByteArray(bigEndian: true), (byte)index]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}

sealed class ForwardWork : Work<ForwardedAs>
{
    readonly Guid[] _ids;
    readonly List<ForwardContent> _contents;
    readonly byte[] _digest;
    readonly List<LogRow> _rows = [];
    Answer<ForwardedAs> _answer;
    Reach? _reach;

    public ForwardWork(Guid conversation, Guid actor, Guid[] ids, List<ForwardContent> contents, byte[] digest) =>
        (Conversation, Actor, _ids, _contents, _digest) = (conversation, actor, ids, contents, digest);

    /// <summary>The answer to a call whose messages are there already.</summary>
    public static Answer<ForwardedAs> Repeated(Guid[] ids, IReadOnlyList<LogRow> known, Guid conversation, Guid actor, byte[] digest) =>
        known.Count == ids.Length
        && known.All(r => r.ConversationId == conversation && r.SenderId == actor && digest.AsSpan().SequenceEqual(r.State?.Digest))
            ? new ForwardedAs([.. known.OrderBy(r => r.Seq).Select(r => r.ToSent())])
            : new Refused(Refusals.IdConflict, "The id is in use for another message.");

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        _rows.Clear();
        if (state?.Find(Actor) is not { } member)
        {
            return new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        var known = _ids.Select(batch.Recent.Find).OfType<LogRow>().ToList();
        if (known.Count > 0)
        {
            _answer = Repeated(_ids, known, Conversation, Actor, _digest);
            return _answer.Refused;
        }

        if (Rights.MayWrite(state, member, batch.Now) is { } refused)
        {
            return refused;
        }

        foreach (var (id, content) in _ids.Zip(_contents))
        {
            var row = batch.Entry(state, id, Actor, Contents.Write(content), counts: true) with { State = new(Digest: _digest) };
            _rows.Add(batch.Append(state, row));
            batch.Recent.Add(row);
            if (Contents.FilesOf(content).Any())
            {
                batch.Attach(state, row, Contents.FilesOf(content));
            }
        }

        _answer = new ForwardedAs([.. _rows.Select(r => r.ToSent())]);
        _reach = state.Reach;
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(_answer.Value!);
        _rows.ForEach(row => delivery.Posted(row, _reach!));
    }
}

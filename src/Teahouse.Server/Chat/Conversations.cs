using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Opens and lists conversations.</summary>
sealed class Conversations(
    NpgsqlDataSource database, Writers writers, IMessageLog log, Membership membership, People people, Preferring preferring, Hiding hiding,
    IBus bus)
{
    // Who has deleted more than so many of the last lines for themselves is shown none.
    const int LookBack = 50;

    public static readonly Refused NoOwner =
        new(Refusals.Unavailable, "The conversation's owner did not answer; ask again.", TimeSpan.FromMilliseconds(500));

    /// <summary>The internal command by which the owner of a direct conversation opens it.</summary>
    public static string OpenCommand => "open_direct";

    /// <summary>Opens a direct conversation, or finds it.</summary>
    public async ValueTask<Answer<Conversation>> CreateAsync(CreateConversation request, Call call, CancellationToken cancellationToken)
    {
        if ((request.Name ?? request.Topic ?? request.Avatar) is not null || request.WorkspaceId is not null || request.Public == true)
        {
            return new Refused(Refusals.InvalidField, "A direct conversation has nothing but the other person.");
        }

        if (request.MemberIds.Count != 1)
        {
            return new Refused(Refusals.InvalidField, "A direct conversation names the one other person in member_ids.");
        }

        var open = new OpenDirect(call.User, request.MemberIds[0]);
        var reply = await bus.CallAsync(Address.Partition(Ids.Partition(Ids.Direct(open.One, open.Other))),
            call with { Name = OpenCommand, Body = JsonSerializer.SerializeToUtf8Bytes(open, ChatJson.Default.OpenDirect) }, cancellationToken);
        return reply.Status switch
        {
            404 => new Refused(Refusals.NotFound, "There is no such person."),
            403 => Rights.NotTaken,
            200 or 201 => await AnswerAsync(call.User, Ids.Direct(open.One, open.Other), reply.Status, cancellationToken),
            _ => NoOwner,
        };
    }

    public async ValueTask<Reply> OpenAsync(Call call, CancellationToken cancellationToken)
    {
        var work = new OpenWork(JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.OpenDirect)!);
        writers.Add(work);
        var answer = await work.Answered;
        return answer.Refused is { } refused ? Json.Write(refused, call.RequestId) : new(answer.Value ? 201 : 200, default);
    }

    public async ValueTask<Answer<Conversation>> GetAsync(GetConversation request, Call call, CancellationToken cancellationToken) =>
        await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken) is not null
            ? await AnswerAsync(call.User, request.ConversationId, 200, cancellationToken)
            : new Refused(Refusals.NotFound, "There is no such conversation of yours.");

    public async ValueTask<Answer<ConversationList>> ListAsync(ListConversations request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 50;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        if (!Cursors.TryReadPlace(request.Cursor, out var below, out var belowId))
        {
            return new Refused(Refusals.BadCursor, "That cursor does not belong to this list.");
        }

        if (await writers.SettleAsync(call.User) is { } lagging)
        {
            return lagging;
        }

        await using var command = database.Command(ChatSql.Listed, call.User, below, belowId, limit + 1);
        var states = await ConversationRows.ReadAsync(database, command, call.User, null, cancellationToken);
        var more = states.Count > limit;
        var page = await SeenByAsync(call.User, more ? states[..limit] : states, cancellationToken);
        var last = more ? states[limit - 1] : null;
        return new ConversationList(page, await UsersOfAsync(call.User, page, cancellationToken),
            last is null ? null : Cursors.WritePlace(last.ActiveAt, last.Id));
    }

    /// <summary>Conversations as a member sees them, each with its last message.</summary>
    public async Task<List<Conversation>> SeenByAsync(
        Guid viewer, IReadOnlyList<ConversationState> states, CancellationToken cancellationToken)
    {
        if (states.Count == 0)
        {
            return [];
        }

        var ids = states.Select(s => s.Id).ToArray();
        var shown = states.Where(s => s.ShownSeq > 0 && s.ShownSeq >= (s.Find(viewer)?.VisibleFrom ?? 0)).ToArray();
        var rows = await LastAsync(viewer, shown, cancellationToken);
        var last = rows.ToDictionary(r => r.ConversationId, r => r.ToMessage());
        var preferences = await preferring.OfAsync(viewer, ids, cancellationToken);
        var mentions = await MentionsAsync(viewer, states, cancellationToken);
        return
        [
            .. states.Select(s => s.SeenBy(viewer, last.GetValueOrDefault(s.Id)) with
            {
                Mentions = mentions.TryGetValue(s.Id, out var count) ? count : null, Preferences = preferences.GetValueOrDefault(s.Id),
            }),
        ];
    }

    /// <summary>The last line of each that its reader has not deleted for themselves.</summary>
    async Task<List<LogRow>> LastAsync(Guid viewer, ConversationState[] states, CancellationToken cancellationToken)
    {
        var rows = states.Length == 0 ? []
            : await log.AtAsync([.. states.Select(s => s.Id)], [.. states.Select(s => s.ShownSeq)], cancellationToken);
        var last = await hiding.ShownToAsync(viewer, rows, cancellationToken);
        if (last.Count == rows.Count)
        {
            return rows;
        }

        foreach (var row in rows.Except(last).ToList())
        {
            var from = states.First(s => s.Id == row.ConversationId).Find(viewer)!.VisibleFrom;
            var earlier = await log.LinesBeforeAsync(row.ConversationId, row.Seq, from, LookBack, cancellationToken);
            last.AddRange((await hiding.ShownToAsync(viewer, earlier, cancellationToken)).TakeLast(1));
        }

        return last;
    }

    /// <summary>How many unread messages mention somebody: each that names them, and the last that mentions everybody.</summary>
    async Task<Dictionary<Guid, long>> MentionsAsync(
        Guid viewer, IReadOnlyList<ConversationState> states, CancellationToken cancellationToken)
    {
        var unread = states.Where(s => s.Find(viewer) is { } own && own.ReadN < s.LastN).ToArray();
        if (unread.Length == 0)
        {
            return [];
        }

        var counts = (await database.Command(ChatSql.MentionsOf, viewer, unread.Select(s => s.Id).ToArray(),
                unread.Select(s => s.Find(viewer)!.ReadSeq).ToArray())
            .ListAsync(row => (Id: row.GetGuid(0), Count: row.GetInt64(1)), cancellationToken)).ToDictionary(c => c.Id, c => c.Count);
        foreach (var state in unread.Where(s => s.AllSeq > s.Find(viewer)!.ReadSeq))
        {
            counts[state.Id] = counts.GetValueOrDefault(state.Id) + 1;
        }

        return counts;
    }

    /// <summary>The people in these conversations.</summary>
    public ValueTask<IReadOnlyList<User>> UsersOfAsync(
        Guid viewer, IReadOnlyList<Conversation> conversations, CancellationToken cancellationToken) =>
        people.SeenByAsync(viewer, [.. conversations.SelectMany(c => c.Members).Select(m => m.UserId).Distinct()], cancellationToken);

    /// <summary>A conversation as a member sees it, up to the last committed entry.</summary>
    public async Task<Answer<Conversation>> AnswerAsync(Guid viewer, Guid id, int status, CancellationToken cancellationToken)
    {
        if (await writers.SettleAsync(viewer) is { } lagging)
        {
            return lagging;
        }

        var states = await ConversationRows.ReadAsync(database, [id], viewer, null, cancellationToken);
        return Answer.Of((await SeenByAsync(viewer, states, cancellationToken))[0], status);
    }
}

/// <summary>Answers whether the conversation was opened by this.</summary>
sealed class OpenWork : Work<bool>
{
    bool _opened;

    public OpenWork(OpenDirect open)
    {
        Conversation = Ids.Direct(open.One, open.Other);
        Opens = open;
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        _opened = state is not null && batch.Opened.Contains(state);
        return state is null ? new(Refusals.NotFound, "There is no such person.") : null;
    }

    public override void Committed(Delivery delivery) => Answer(_opened);
}

using System.Text;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Answers messages with an emoji.</summary>
sealed class Reacting(NpgsqlDataSource database, Writers writers, History history, People people)
{
    public ValueTask<Answer<Message>> ReactAsync(React request, Call call, CancellationToken cancellationToken) => Do(request, call, true);

    public ValueTask<Answer<Message>> UnreactAsync(React request, Call call, CancellationToken cancellationToken) => Do(request, call, false);

    public async ValueTask<Answer<ReactionList>> ListAsync(ListReactions request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 100;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        if (!TryReadPlace(request.Cursor, out var emoji, out var user))
        {
            return new Refused(Refusals.BadCursor, "That cursor does not belong to this list.");
        }

        if (await history.FindAsync(call.User, request.ConversationId, request.Seq, cancellationToken) is null)
        {
            return new Refused(Refusals.NotFound, "There is no such message of yours.");
        }

        var found = await database.Command(
                ChatSql.Reactions, request.ConversationId, request.Seq, emoji, user, request.Emoji, limit + 1)
            .ListAsync(row => new ReactedBy(row.GetString(0), row.GetGuid(1)), cancellationToken);
        var page = found.Take(limit).ToList();
        var users = await people.SeenByAsync(call.User, [.. page.Select(r => r.UserId).Distinct()], cancellationToken);
        return new ReactionList(page, users, found.Count > limit ? WritePlace(page[^1]) : null);
    }

    ValueTask<Answer<Message>> Do(React request, Call call, bool on) => Emoji.Is(request.Emoji)
        ? writers.DoAsync(new ReactWork(request, call.User, on))
        : new(new Refused(Refusals.InvalidField, "emoji is one emoji."));

    static string WritePlace(ReactedBy last) => $"{last.UserId:N}{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(last.Emoji))}";

    static bool TryReadPlace(string? cursor, out string emoji, out Guid user)
    {
        (emoji, user) = ("", Guid.Empty);
        if (cursor is null)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[Limits.CursorChars];
        if (cursor.Length is < 32 or > 256 || !Guid.TryParseExact(cursor[..32], "N", out user)
            || Convert.FromHexString(cursor.AsSpan(32), bytes, out _, out var count) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        emoji = Encoding.UTF8.GetString(bytes[..count]);
        return !emoji.Contains('\0');
    }
}

/// <summary>Reacts with an emoji, or takes it back.</summary>
sealed class ReactWork(React request, Guid actor, bool on) : ChangeWork(request.ConversationId, request.Seq, actor)
{
    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Reaction(state, Seq, Actor, request.Emoji);
    }

    protected override Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row)
    {
        if ((on ? Rights.MayTakePart(state, member, batch.Now) : Rights.MayTakeBack(state)) is { } refused)
        {
            return refused;
        }

        IReadOnlyList<Reaction> before = row.State?.Reactions ?? [];
        var known = before.FirstOrDefault(r => r.Emoji == request.Emoji);
        if (on && known is null && before.Count == Limits.ReactionsPerMessage)
        {
            return new(Refusals.TooMany, $"A message has at most {Limits.ReactionsPerMessage} different reactions.");
        }

        if (!batch.Marks.React(state, Seq, Actor, request.Emoji, on))
        {
            return null;
        }

        var reaction = on ? With(known) : Without(known);
        IReadOnlyList<Reaction> after = known is null ? [.. before, reaction]
            : [.. before.Select(r => r == known ? reaction : r).Where(r => r.Count > 0)];
        Put(batch, state, row with { State = (row.State ?? new()) with { Reactions = after.Count == 0 ? null : after } });
        batch.Besides(state, on ? ChatSql.AddReaction : ChatSql.EndReaction, state.Id, Seq, Actor, request.Emoji);
        return null;
    }

    Reaction With(Reaction? known) => known is null ? new(request.Emoji, 1, [Actor]) : known with
    {
        Count = known.Count + 1, UserIds = known.UserIds.Count < Limits.ReactionNames ? [.. known.UserIds, Actor] : known.UserIds,
    };

    Reaction Without(Reaction? known) => known is null ? new(request.Emoji, 0, []) : known with
    {
        Count = known.Count - 1, UserIds = [.. known.UserIds.Where(u => u != Actor)],
    };
}

using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Says something else in a message, and tells what it said before.</summary>
sealed class Editing(NpgsqlDataSource database, Writers writers, Membership membership, History history, ChatOptions options)
{
    public ValueTask<Answer<Message>> EditAsync(EditMessage request, Call call, CancellationToken cancellationToken)
    {
        if (request.Content is not TextContent text)
        {
            return new(new Refused(Refusals.InvalidField, "A text becomes another text."));
        }

        return Contents.CheckWords(text.Text) is { } wrong ? new(wrong) : writers.DoAsync(new EditWork(request, text.Text, call.User, options));
    }

    public async ValueTask<Answer<EditList>> ListAsync(MessagePlace request, Call call, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(call.User, request.ConversationId, request.Seq, cancellationToken) is not { } row)
        {
            return new Refused(Refusals.NotFound, "There is no such message of yours.");
        }

        if (row.SenderId != call.User
            && await membership.FindAsync(call.User, request.ConversationId, cancellationToken) is not { IsAdmin: true })
        {
            return new Refused(Refusals.NotAllowed, "Only its sender and admins see what it said before.");
        }

        return new EditList(await database.Command(ChatSql.Edits, request.ConversationId, request.Seq).ListAsync(
            edit => new Edit(JsonSerializer.Deserialize(edit.GetFieldValue<byte[]>(0), Wire.Json.Content)!, edit.GetFieldValue<DateTimeOffset>(1)),
            cancellationToken));
    }
}

sealed class EditWork(EditMessage request, string words, Guid actor, ChatOptions options)
    : ChangeWork(request.ConversationId, request.Seq, actor)
{
    readonly Mentions _mentions = Mentions.In(words);
    readonly string? _link = FirstLink.In(words);

    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        foreach (var user in _mentions.Users)
        {
            needs.Member(state, user);
        }
    }

    protected override Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row)
    {
        var former = row.ReadContent();
        if (row.SenderId != Actor || former is not (TextContent or MediaContent))
        {
            return new(Refusals.NotAllowed, "One edits one's own texts.");
        }

        // The words to files can be taken away; the files stay as they are.
        var none = string.IsNullOrWhiteSpace(words);
        if (none && former is TextContent)
        {
            return new(Refusals.InvalidField, "The text is empty.");
        }

        var content = Contents.Write(former is MediaContent media ? media with { Text = none ? null : words } : request.Content);
        if (row.Content.AsSpan().SequenceEqual(content))
        {
            return null;
        }

        var before = Mentions.Of(former);
        return Check(batch, state, member, row, before) ?? Edit(batch, state, row, content, before, _link == FirstLink.In(former));
    }

    Refused? Check(Batch batch, ConversationState state, MemberState member, LogRow row, Mentions before)
    {
        if (Rights.MayWrite(state, member, batch.Now) is { } refused)
        {
            return refused;
        }

        if (options.EditMinutes > 0 && batch.Now > row.SentAt.AddMinutes(options.EditMinutes))
        {
            return new(Refusals.TooLate, $"A message can be edited for {options.EditMinutes} minutes.");
        }

        return _mentions.All && !before.All && !state.IsDirect && !member.IsAdmin
            ? new(Refusals.NotAllowed, "Only admins mention everybody.") : null;
    }

    Refused? Edit(Batch batch, ConversationState state, LogRow row, byte[] content, Mentions before, bool sameLink)
    {
        var known = row.State ?? new();
        var edited = Put(batch, state, row with
        {
            Content = content, State = known with { EditedAt = batch.Now, Preview = sameLink ? known.Preview : null },
        });
        batch.Besides(state, ChatSql.KeepEdit, state.Id, Seq, edited.Rev!.Value, row.State?.EditedAt ?? row.SentAt, row.Content,
            Limits.EditsKept - 1);
        var ended = before.Users.Except(_mentions.Users).ToArray();
        if (ended.Length > 0)
        {
            batch.Besides(state, ChatSql.EndMentions, state.Id, Seq, ended);
        }

        // Not with the mentions of the batch, which are stored first: an earlier edit in it may have ended one of these.
        var users = _mentions.Users.Except(before.Users).Where(u => u != Actor && state.Find(u) is not null).ToArray();
        if (users.Length > 0)
        {
            batch.Besides(state, ChatSql.AddMentions, Repeat(state.Id, users.Length), Repeat(Seq, users.Length), users);
        }

        if (_mentions.All && !before.All)
        {
            state.AllSeq = Math.Max(state.AllSeq, Seq);
            batch.Describe(state);
        }

        if (!sameLink)
        {
            Relink(batch, state);
        }

        return null;
    }

    void Relink(Batch batch, ConversationState state)
    {
        batch.Unlink(state, Seq);
        if (_link is not null)
        {
            batch.Link(state, Seq);
        }
    }

    static T[] Repeat<T>(T value, int count) => [.. Enumerable.Repeat(value, count)];
}

using System.Text.Json;
using Microsoft.Extensions.Logging;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Facts;
using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>
/// Has messages show what the pages say of themselves that they link to. A preview that gets lost is no message that gets lost: the listener
/// waits a moment, so that a restart forgets none but those of slow pages, and goes on.
/// </summary>
sealed class Previewing(
    IMessageLog log, Links links, Writers writers, IBus bus, TimeProvider time, ILogger<Previewing> logger)
{
    const int MostTries = 3;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The internal command by which the owner of a conversation is asked to put a preview on a message.</summary>
    public static string Command => "put_preview";

    public async Task HearAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        var places = facts.Select(ChatFacts.LinkPosted.Read).Distinct().ToList();
        var rows = await log.AtAsync([.. places.Select(p => p.ConversationId)], [.. places.Select(p => p.Seq)], cancellationToken);
        await Task.WhenAny(ShowAsync(rows), Task.Delay(Patience, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Has these messages show what there is to show, however long that takes.</summary>
    public Task ShowAsync(IEnumerable<LogRow> rows) => Task.WhenAll(rows.Select(ShowAsync));

    public async ValueTask<Reply> PutAsync(Call call, CancellationToken cancellationToken)
    {
        var put = JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.PutPreview)!;
        var answer = await writers.DoAsync(new PreviewWork(put));
        return answer.Refused is { } refused ? Json.Write(refused, call.RequestId) : new(204, default);
    }

    // Goes on when it is no longer waited for: what was looked at already is at hand for whoever is given the fact again.
    async Task ShowAsync(LogRow row)
    {
        try
        {
            if (row.State is not ({ Preview: not null } or { Bare: true }) && FirstLink.In(row.ReadContent()) is { } link
                && await links.LookAsync(link, row.SenderId, CancellationToken.None) is { } preview)
            {
                await PutAsync(new(row.ConversationId, row.Seq, link, preview));
            }
        }
        catch (OperationCanceledException)
        {
            // The node is stopping.
        }
        catch (Exception e)
        {
            // One page must not keep those of all others from being shown.
            ChatLog.PreviewFailed(logger, e, row.ConversationId, row.Seq);
        }
    }

    async Task PutAsync(PutPreview put)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(put, ChatJson.Default.PutPreview);
        for (var tries = 1; ; tries++)
        {
            var reply = await bus.CallAsync(Address.Partition(Ids.Partition(put.ConversationId)), new Call(Command, body), CancellationToken.None);
            if (reply.Status == 204)
            {
                return;
            }

            if (tries == MostTries)
            {
                throw new InvalidOperationException($"The owner did not put it there: {reply.Status} {reply.Fault}.");
            }

            await Task.Delay(Pause, time);
        }
    }
}

/// <summary>
/// Puts a preview on a message, if that still links there, is still there, and nobody has taken the preview off. What is encrypted from end to
/// end never gets here: the server cannot read that it has a link.
/// </summary>
sealed class PreviewWork : Work<bool>
{
    readonly PutPreview _put;
    LogRow? _entry;
    LogRow? _row;
    Sight? _sight;

    public PreviewWork(PutPreview put) => (Conversation, _put) = (put.ConversationId, put);

    public override void Need(Needs needs, ConversationState state) => needs.Message(state, _put.Seq);

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        _entry = null;
        if (state is null or { Info.Archived: true } || batch.Message(state, _put.Seq) is not { Target: null } row
            || row.State is { Preview: not null } or { Bare: true } || FirstLink.In(row.ReadContent()) != _put.Link)
        {
            return null;
        }

        _entry = batch.AppendChange(state, row.SenderId, row with { State = (row.State ?? new()) with { Preview = _put.Preview } });
        _row = batch.Message(state, _put.Seq);
        _sight = state.SightOf(_put.Seq);
        batch.List(state, _put.Seq, _put.Preview.Picture);
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(_entry is not null);
        if (_entry is not null)
        {
            delivery.Changed(_entry, _row!, _sight!);
        }
    }
}

/// <summary>Takes the preview off a message, which does not get another.</summary>
sealed class RemovePreviewWork(MessagePlace request, Guid actor) : ChangeWork(request.ConversationId, request.Seq, actor)
{
    protected override Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row)
    {
        if (row.SenderId != Actor && (state.IsDirect || !member.IsAdmin))
        {
            return new(Refusals.NotAllowed, "Whoever wrote it takes its preview off, or an admin.");
        }

        if (Rights.MayTakeBack(state) is { } refused)
        {
            return refused;
        }

        if (FirstLink.In(row.ReadContent()) is not null && row.State is not { Bare: true })
        {
            Put(batch, state, row with { State = (row.State ?? new()) with { Preview = null, Bare = true } });
            batch.Unlink(state, Seq);
            batch.List(state, Seq);
        }

        return null;
    }
}

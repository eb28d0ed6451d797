using Teahouse.Protocol;
using Teahouse.Server.Doors;
using Teahouse.Server.Media;

namespace Teahouse.Server.Chat;

/// <summary>Takes a message back: its place stays, and the thread below it; nothing of what it said does.</summary>
sealed class RecallWork(MessagePlace request, Guid actor, ChatOptions options) : ChangeWork(request.ConversationId, request.Seq, actor)
{
    protected override Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row)
    {
        var (own, admin) = (row.SenderId == Actor, member.IsAdmin && !state.IsDirect);
        if (!own && !admin)
        {
            return new(Refusals.NotAllowed, "One takes back one's own messages.");
        }

        if (Rights.MayTakeBack(state) is { } refused)
        {
            return refused;
        }

        if (!admin && batch.Now > row.SentAt.AddMinutes(options.RecallMinutes))
        {
            return new(Refusals.TooLate, $"A message can be taken back for {options.RecallMinutes} minutes.");
        }

        var mentions = Mentions.Of(row.ReadContent());
        Put(batch, state, row with
        {
            Content = Contents.Write(new DeletedContent(own ? "recalled" : "removed")),
            State = new(Replies: row.State?.Replies, Digest: row.State?.Digest),
        });
        batch.Besides(state, ChatSql.WipeMessage, state.Id, Seq, mentions.Users.ToArray());
        batch.Besides(state, MediaReferences.DropAt, state.Id, Seq, batch.Now);
        return null;
    }
}

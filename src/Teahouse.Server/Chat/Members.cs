using System.Text.Json;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Who is in a conversation: comes, goes, and is what.</summary>
sealed class Members(
    NpgsqlDataSource database, Writers writers, Membership membership, ChannelAccess access, People people, Relations relations,
    Conversations conversations, ChatOptions options, IBus bus)
{
    public static readonly Refused NotTaken = new(Refusals.NotAccepted, "One of these people does not let you add them.");

    /// <summary>The internal command by which the owner lets somebody in who has been let in elsewhere: by invitation, or by default.</summary>
    public static string EnterCommand => "enter";

    public async ValueTask<Answer<MembersAdded>> AddAsync(AddMembers request, Call call, CancellationToken cancellationToken)
    {
        var ids = request.UserIds.Distinct().ToArray();
        if (ids.Length is 0 || ids.Length > Limits.MembersPerCall)
        {
            return new Refused(Refusals.InvalidField, $"1 to {Limits.MembersPerCall} people can be added at a time.");
        }

        var users = await people.SeenByAsync(call.User, ids, cancellationToken);
        if (users.Count < ids.Length)
        {
            return new Refused(Refusals.NotFound, "One of these people does not exist.");
        }

        if ((await relations.MayAddAsync(call.User, ids, cancellationToken)).Count < ids.Length)
        {
            return NotTaken;
        }

        var shown = await ShownAsync(request.ConversationId, call.User, cancellationToken);
        return await CarryOutAsync(new(request.ConversationId, call.User, users, Entrance.Added, shown, options)
        {
            Admitted = await access.RolesAsync(request.ConversationId, ids, cancellationToken),
        }, cancellationToken);
    }

    /// <summary>Has the owner let a person in. Answers whether they are in now, or wait for an admin.</summary>
    public async ValueTask<Answer<MembersAdded>> EnterAsync(Enter enter, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(enter, ChatJson.Default.Enter);
        var reply = await bus.CallAsync(
            Address.Partition(Ids.Partition(enter.ConversationId)), new Call(EnterCommand, body) { User = enter.UserId }, cancellationToken);
        if (reply.Status == 200)
        {
            return JsonSerializer.Deserialize(reply.Body.Span, Wire.Json.MembersAdded)!;
        }

        var problem = reply.Body.IsEmpty ? null : JsonSerializer.Deserialize(reply.Body.Span, Wire.Json.Problem);
        var row = Refusals.All.FirstOrDefault(r => r.Code == problem?.Code);
        return row is null ? Conversations.NoOwner : new Refused(row, problem!.Detail);
    }

    public async ValueTask<Reply> EnterAtAsync(Call call, CancellationToken cancellationToken)
    {
        var enter = JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.Enter)!;
        var users = await people.SeenByAsync(enter.UserId, [enter.UserId], cancellationToken);
        var shown = await ShownAsync(enter.ConversationId, enter.UserId, cancellationToken);
        var work = new EnterWork(enter.ConversationId, enter.UserId, users, enter.How, shown, options)
        {
            Role = enter.Role ?? Roles.Member, InvitedBy = enter.InvitedBy,
            Admitted = await access.RolesAsync(enter.ConversationId, [enter.UserId], cancellationToken),
        };
        return Json.Write(Commands.AddMembers, await CarryOutAsync(work, cancellationToken), call.RequestId);
    }

    /// <summary>Joins a public channel.</summary>
    public async ValueTask<Answer<Conversation>> JoinAsync(JoinConversation request, Call call, CancellationToken cancellationToken)
    {
        var entered = await EnterAsync(new(request.ConversationId, call.User, Entrance.Public), cancellationToken);
        return entered.Refused is { } refused
            ? refused
            : await conversations.AnswerAsync(call.User, request.ConversationId, 200, cancellationToken);
    }

    public ValueTask<Answer<Nothing>> RemoveAsync(RemoveMember request, Call call, CancellationToken cancellationToken)
    {
        var work = new LeaveWork(request.ConversationId, call.User, request.UserId);
        writers.Add(work);
        return work.Answered;
    }

    public async ValueTask<Answer<Member>> UpdateAsync(UpdateMember request, Call call, CancellationToken cancellationToken)
    {
        if (request.Role is not (null or Roles.Owner or Roles.Admin or Roles.Member or Roles.Guest))
        {
            return new Refused(Refusals.InvalidField, "role is owner, admin, member or guest.");
        }

        if (request.Nickname is { } nickname)
        {
            if (PlainText.Clean(nickname, Limits.DisplayNameChars) is not { } clean)
            {
                return new Refused(Refusals.InvalidField, $"nickname has at most {Limits.DisplayNameChars} characters, and no control characters.");
            }

            request = request with { Nickname = clean };
        }

        if (request.Role is not (null or Roles.Guest)
            && await access.RolesAsync(request.ConversationId, [request.UserId], cancellationToken) is { } roles
            && roles.GetValueOrDefault(request.UserId) == Roles.Guest)
        {
            return new Refused(Refusals.NotAllowed, "Guests of the workspace are guests in its channels.");
        }

        var work = new MemberWork(request, call.User);
        writers.Add(work);
        return await work.Answered;
    }

    public async ValueTask<Answer<MemberList>> ListAsync(ListMembers request, Call call, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? 100;
        if (limit is < 1 || limit > Limits.PageSize)
        {
            return new Refused(Refusals.InvalidField, $"limit is 1 to {Limits.PageSize}.");
        }

        var after = Guid.Empty;
        if (request.Cursor is not null && !Guid.TryParseExact(request.Cursor, "N", out after))
        {
            return new Refused(Refusals.BadCursor, "That cursor does not belong to this list.");
        }

        if (await membership.VisibleFromAsync(call.User, request.ConversationId, cancellationToken) is null)
        {
            return new Refused(Refusals.NotFound, "There is no such conversation of yours.");
        }

        var found = await ConversationRows.PageAsync(database, request.ConversationId, after, limit + 1, cancellationToken);
        var page = found.Take(limit).Select(f => f.State.SeenBy(call.User, Kinds.Group)).ToList();
        var users = await people.SeenByAsync(call.User, [.. page.Select(m => m.UserId)], cancellationToken);
        return new MemberList(page, users, found.Count > limit ? page[^1].UserId.ToString("N") : null);
    }

    async ValueTask<Answer<MembersAdded>> CarryOutAsync(EnterWork work, CancellationToken cancellationToken)
    {
        writers.Add(work);
        var answer = await work.Answered;
        await access.ExpelAsync(work.Conversation, answer.Value?.Added ?? [], cancellationToken);
        return answer;
    }

    /// <summary>The people whom a newcomer is shown: the members of a narrow conversation.</summary>
    async Task<IReadOnlyList<User>> ShownAsync(Guid conversation, Guid viewer, CancellationToken cancellationToken)
    {
        var members = await ConversationRows.PageAsync(database, conversation, Guid.Empty, options.NarrowMembers, cancellationToken);
        return await people.SeenByAsync(viewer, [.. members.Select(m => m.State.UserId)], cancellationToken);
    }
}

using System.Text.Json;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Contacts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Opens groups and channels, and says what they are called and how they are kept.</summary>
sealed class Groups(Writers writers, People people, Relations relations, Conversations conversations, ChatOptions options,
    IBus bus)
{
    /// <summary>The internal command by which the owner of a conversation of many opens it.</summary>
    public static string CreateCommand => "create_conversation_at";

    /// <summary>The id of what a call creates.</summary>
    public static Guid IdFor(Call call) => Keyed.Id("teahouse/create", call);

    public async ValueTask<Answer<Conversation>> CreateAsync(
        Guid id, CreateConversation request, Call call, CancellationToken cancellationToken)
    {
        var most = request.Kind == Kinds.Group ? options.GroupMembers : options.ChannelMembers;
        var others = request.MemberIds.Where(id => id != call.User).Distinct().ToArray();
        if (others.Length >= most || others.Length > Limits.MembersPerCall)
        {
            return new Refused(Refusals.Full, $"At most {Math.Min(most - 1, Limits.MembersPerCall)} others can be named.");
        }

        if (InfoOf(request, out var info) is { } wrong)
        {
            return wrong;
        }

        if ((await people.SeenByAsync(call.User, others, cancellationToken)).Count < others.Length)
        {
            return new Refused(Refusals.NotFound, "One of these people does not exist.");
        }

        if ((await relations.MayAddAsync(call.User, others, cancellationToken)).Count < others.Length)
        {
            return Members.NotTaken;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new(id, request.Kind, info, others), ChatJson.Default.CreateAt);
        var reply = await bus.CallAsync(
            Address.Partition(Ids.Partition(id)), call with { Name = CreateCommand, Body = body }, cancellationToken);
        return reply.Status switch
        {
            200 or 201 => await conversations.AnswerAsync(call.User, id, reply.Status, cancellationToken),
            409 => Keyed.Conflict,
            _ => Conversations.NoOwner,
        };
    }

    public async ValueTask<Reply> CreateAtAsync(Call call, CancellationToken cancellationToken)
    {
        var create = JsonSerializer.Deserialize(call.Body.Span, ChatJson.Default.CreateAt)!;
        var users = await people.SeenByAsync(call.User, [call.User, .. create.MemberIds], cancellationToken);
        var work = new CreateWork(create, call.User, users, options.NarrowMembers);
        writers.Add(work);
        var answer = await work.Answered;
        return answer.Refused is { } refused ? Json.Write(refused, call.RequestId) : new(answer.Value ? 201 : 200, default);
    }

    public async ValueTask<Answer<Conversation>> UpdateAsync(UpdateConversation request, Call call, CancellationToken cancellationToken)
    {
        if (Describing.Check(ref request) is { } wrong)
        {
            return wrong;
        }

        var work = new DescribeWork(request, call.User);
        writers.Add(work);
        return (await work.Answered).Refused is { } refused
            ? refused
            : await conversations.AnswerAsync(call.User, request.ConversationId, 200, cancellationToken);
    }

    static Refused? InfoOf(CreateConversation request, out Info info)
    {
        info = new();
        var update = new UpdateConversation(Guid.Empty, request.Name, request.Topic, Avatar: request.Avatar, Public: request.Public,
            Retention: request.Retention);
        if (Describing.Check(ref update) is { } wrong)
        {
            return wrong;
        }

        if (request.Kind == Kinds.Channel && string.IsNullOrEmpty(update.Name))
        {
            return new(Refusals.MissingField, "A channel has a name.");
        }

        if (request.Kind == Kinds.Group && (request.Public == true || request.WorkspaceId is not null))
        {
            return new(Refusals.InvalidField, "A group is neither public nor in a workspace; a channel is.");
        }

        info = new Info(Blank(update.Name), Blank(update.Topic), null, Blank(update.Avatar), request.WorkspaceId,
            Public: request.Public == true, Retention: request.Retention);
        return null;
    }

    static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>Answers whether the conversation was opened by this.</summary>
sealed class CreateWork : Work<bool>
{
    readonly CreateAt _create;
    readonly IReadOnlyList<User> _users;
    readonly int _narrow;
    bool _opened;
    LogRow? _line;
    Reach? _reach;

    public CreateWork(CreateAt create, Guid actor, IReadOnlyList<User> users, int narrow)
    {
        (Conversation, Actor, _create, _users, _narrow) = (create.Id, actor, create, users, narrow);
    }

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        (_opened, _line) = (state is null, null);
        if (state is not null)
        {
            return state.Kind == _create.Kind && state.Find(Actor) is { Role: Roles.Owner } && state.Info.Name == _create.Info.Name
                ? null
                : Keyed.Conflict;
        }

        Guid[] ids = [Actor, .. _create.MemberIds];
        var members = ids.Select(id => new MemberState(id) { Role = id == Actor ? Roles.Owner : Roles.Member, JoinedAt = batch.Now });
        state = batch.Cache.Create(_create.Id, _create.Kind, batch.Now, members, _users);
        state.MemberCount = ids.Length;
        state.Wide = ids.Length > _narrow;
        state.Info = _create.Info;
        _line = batch.AppendEvent(state, Actor, new("created", _create.MemberIds.Count == 0 ? null : _create.MemberIds, _create.Info.Name));
        state.Rev = _line.Seq;
        batch.Open(state);
        _reach = state.Reach;
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(_opened);
        if (_line is not null)
        {
            delivery.Posted(_line, _reach!);
        }
    }
}

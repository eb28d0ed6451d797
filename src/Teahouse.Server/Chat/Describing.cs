using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>What can be said of a conversation, and whether it may be.</summary>
static class Describing
{
    static readonly string[] Retentions = ["keep", "until_read", "days"];

    /// <summary>Cleans the texts of a request; answers what is wrong with it.</summary>
    public static Refused? Check(ref UpdateConversation request)
    {
        var (name, topic, announcement, avatar) = (request.Name, request.Topic, request.Announcement, request.Avatar);
        if (!Clean(ref name, Limits.NameChars, lines: false) || !Clean(ref topic, Limits.TopicChars, lines: false)
            || !Clean(ref announcement, Limits.AnnouncementChars, lines: true) || !Clean(ref avatar, Limits.AvatarChars, lines: false))
        {
            return Invalid("name, topic, announcement or avatar is too long or has control characters.");
        }

        request = request with { Name = name, Topic = topic, Announcement = announcement, Avatar = avatar };
        return request switch
        {
            { Posting: not (null or "all" or "admins") } => Invalid("posting is all or admins."),
            { Inviting: not (null or "members" or "approval" or "admins") } => Invalid("inviting is members, approval or admins."),
            { History: not (null or "all" or "joined") } => Invalid("history is all or joined."),
            { Retention: { } retention } => Check(retention),
            _ => null,
        };
    }

    /// <summary>The info after a request, and the lines that tell of it.</summary>
    public static (Info Info, List<EventContent> Lines) Apply(Info info, UpdateConversation request)
    {
        var lines = new List<EventContent>();
        Info Set<T>(T? value, T now, string line, Func<Info> changed, string? text)
        {
            if (value is null || EqualityComparer<T>.Default.Equals(value, now))
            {
                return info;
            }

            lines.Add(new(line, Text: text));
            return changed();
        }

        info = Set(request.Name, info.Name ?? "", "renamed", () => info with { Name = Blank(request.Name) }, request.Name);
        info = Set(request.Topic, info.Topic ?? "", "topic", () => info with { Topic = Blank(request.Topic) }, request.Topic);
        info = Set(request.Announcement, info.Announcement ?? "", "announcement",
            () => info with { Announcement = Blank(request.Announcement) }, request.Announcement);
        info = Set(request.Avatar, info.Avatar ?? "", "avatar", () => info with { Avatar = Blank(request.Avatar) }, request.Avatar);
        info = Set(request.Posting, info.Posting, "posting", () => info with { Posting = request.Posting! }, request.Posting);
        info = Set(request.Archived, info.Archived, request.Archived == true ? "archived" : "unarchived",
            () => info with { Archived = request.Archived!.Value }, null);
        info = Set(request.Retention, info.Retention ?? new("keep"), "retention", () => info with { Retention = request.Retention },
            request.Retention is { Days: { } days } ? $"days:{days}" : request.Retention?.Mode);
        info = Set(request.Inviting, info.Inviting, "settings", () => info with { Inviting = request.Inviting! }, null);
        info = Set(request.History, info.History, "settings", () => info with { History = request.History! }, null);
        info = Set(request.Public, info.Public, "settings", () => info with { Public = request.Public!.Value }, null);
        info = Set(request.Default, info.Default, "settings", () => info with { Default = request.Default!.Value }, null);
        return (info, [.. lines.Distinct()]);
    }

    static Refused? Check(Retention retention) => retention switch
    {
        { Mode: "days", Days: null or < 1 } => Invalid("days is at least 1."),
        { Mode: "days", Days: { } days } when days > Limits.RetentionDays => Invalid($"days is at most {Limits.RetentionDays}."),
        { Mode: not "days", Days: not null } => Invalid("days goes with the mode days."),
        _ => Retentions.Contains(retention.Mode) ? null : Invalid("mode is keep, until_read or days."),
    };

    static bool Clean(ref string? text, int most, bool lines)
    {
        if (text is null)
        {
            return true;
        }

        text = PlainText.Clean(text, most, lines);
        return text is not null;
    }

    static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;

    static Refused Invalid(string detail) => new(Refusals.InvalidField, detail);
}

/// <summary>Says what a conversation is called and how it is kept.</summary>
sealed class DescribeWork : Work<bool>
{
    readonly UpdateConversation _request;
    readonly List<LogRow> _lines = [];
    Reach? _reach;
    MembersUpdate? _update;

    public DescribeWork(UpdateConversation request, Guid actor) =>
        (Conversation, Actor, _request) = (request.ConversationId, actor, request);

    public override Refused? Apply(Batch batch, ConversationState? state)
    {
        (_update, _reach) = (null, null);
        _lines.Clear();
        if (state?.Find(Actor) is not { } member)
        {
            return new(Refusals.NotFound, "There is no such conversation of yours.");
        }

        if (Check(state, member) is { } refused)
        {
            return refused;
        }

        var (info, lines) = Describing.Apply(state.Info, _request);
        if (lines.Count == 0)
        {
            return null;
        }

        state.Info = info;
        _lines.AddRange(lines.Select(line => batch.AppendEvent(state, Actor, line)));
        state.Rev = _lines[^1].Seq;
        batch.Describe(state);
        (_update, _reach) = (new(state.Id, state.Rev, state.MemberCount, info), state.Reach);
        return null;
    }

    public override void Committed(Delivery delivery)
    {
        Answer(true);
        _lines.ForEach(line => delivery.Posted(line, _reach!));
        if (_update is not null)
        {
            delivery.Changed(_reach!, _update, []);
        }
    }

    Refused? Check(ConversationState state, MemberState member)
    {
        if (state.IsDirect)
        {
            // Two people agree on nothing but how long their messages are kept.
            return _request == new UpdateConversation(_request.ConversationId, Retention: _request.Retention) ? null
                : new(Refusals.NotSupported, "A direct conversation has only its retention.");
        }

        if (!member.IsAdmin)
        {
            return new(Refusals.NotAllowed, "Only admins do that.");
        }

        if (state.Info.Archived && _request.Archived != false)
        {
            return new(Refusals.Archived, "The conversation is archived.");
        }

        if (state.Kind != Kinds.Channel && (_request.Public is not null || _request.Default is not null))
        {
            return new(Refusals.NotSupported, "Only a channel is public or a default.");
        }

        return _request.Name == "" && state.Kind == Kinds.Channel ? new(Refusals.InvalidField, "A channel has a name.") : null;
    }
}

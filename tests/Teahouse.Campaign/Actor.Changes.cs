using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Campaign;

/// <content>What its user does to messages and groups: one thing at a time, whatever becomes of it.</content>
public sealed partial class Actor
{
    static readonly string[] Emojis = ["👍", "🍵", "😀"];

    /// <summary>Removes one member of each group that its user owns.</summary>
    public async Task RemoveSomebodyAsync()
    {
        foreach (var group in Groups)
        {
            var members = Device.Look(state => state.Conversations.GetValueOrDefault(group)?.Members.ToList()) ?? [];
            if (members.Exists(member => member.UserId == User && member.Role == "owner"))
            {
                await Device.CallAsync(Commands.RemoveMember, new(group, members.First(member => member.UserId != User).UserId));
            }
        }
    }

    /// <summary>Edits the last message of its own in each conversation.</summary>
    public async Task EditEverywhereAsync()
    {
        foreach (var conversation in Talks())
        {
            if (Device.Look(state => state.Conversations.GetValueOrDefault(conversation)?.Messages
                .LastOrDefault(message => message.SenderId == User && message.Content is TextContent)) is { } last)
            {
                await EditAsync(Device, conversation, last.Seq);
            }
        }
    }

    async Task OperateAsync(Device device)
    {
        try
        {
            await (_dice.PerMille(250) ? MoveAsync(device, _dice.Of(Groups)) : ChangeAsync(device));
        }
        catch (Exception e) when (e is RefusedException or DisconnectedException or ObjectDisposedException or OperationCanceledException)
        {
            // Refused, or nobody knows: the log says in the end what was done.
        }
    }

    // Owners add and remove; others leave now and then.
    async Task MoveAsync(Device device, Guid group)
    {
        var (role, members) = device.Look(state => state.Conversations.GetValueOrDefault(group) is { } known
            ? (known.Member(User)?.Role, known.Members.Select(member => member.UserId).ToList()) : (null, []));
        var absent = People.Except(members).ToList();
        if (role == "owner" && absent.Count > 0 && (members.Count <= 3 || _dice.PerMille(500)))
        {
            await device.CallAsync(Commands.AddMembers, new(group, [_dice.Of(absent)]));
        }
        else if (role == "owner" && members.Count > 2)
        {
            await device.CallAsync(Commands.RemoveMember, new(group, _dice.Of(members.Where(member => member != User).ToList())));
        }
        else if (role is not (null or "owner") && _dice.PerMille(30))
        {
            await device.CallAsync(Commands.RemoveMember, new(group, User));
        }
    }

    async Task ChangeAsync(Device device)
    {
        var conversation = _dice.Of([.. Conversations, .. Groups]);
        var texts = device.Look(state => state.Conversations.GetValueOrDefault(conversation)?.Messages.TakeLast(40)
            .Where(message => message.Content is TextContent).ToList()) ?? [];
        var own = texts.Where(message => message.SenderId == User).ToList();
        if (own.Count > 0 && _dice.PerMille(500))
        {
            var seq = _dice.Of(own).Seq;
            if (_dice.PerMille(250))
            {
                await ChangeAsync("recall", conversation, seq, null, () => device.CallAsync(Commands.RecallMessage, new(conversation, seq)));
                return;
            }

            await EditAsync(device, conversation, seq);
        }
        else if (texts.Count > 0)
        {
            var (seq, emoji) = (_dice.Of(texts).Seq, _dice.Of(Emojis));
            var (what, command) = _dice.PerMille(700) ? ("react", Commands.React) : ("unreact", Commands.Unreact);
            await ChangeAsync(what, conversation, seq, emoji, () => device.CallAsync(command, new(conversation, seq, emoji)));
        }
    }

    async Task EditAsync(Device device, Guid conversation, long seq)
    {
        var text = Text();
        await ChangeAsync("edit", conversation, seq, Recorder.Hash(text),
            () => device.CallAsync(Commands.EditMessage, new(conversation, seq, new TextContent(text))));
    }

    async Task ChangeAsync(string what, Guid conversation, long seq, string? hash, Func<Task<Message>> call)
    {
        var asked = new Entry { Op = Happened.Change, Conversation = conversation, Target = seq, Note = what, Hash = hash };
        Recorder.Add(asked);
        var now = await call();
        Recorder.Add(asked with { Op = Happened.Changed, Rev = now.Rev ?? 0 });
    }
}

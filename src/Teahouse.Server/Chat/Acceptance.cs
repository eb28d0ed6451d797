using Teahouse.Server.Contacts;

namespace Teahouse.Server.Chat;

/// <summary>
/// What people let others do, as the owner of a conversation needs it: who takes whose messages in a direct conversation, and who shows
/// nobody how far they have read. It is read once and kept with the conversation until <see cref="Blocking"/> has it forgotten.
/// </summary>
sealed class Acceptance(Relations relations, IMessageLog log)
{
    /// <summary>Reads what works need and is not known yet; their members are known by now.</summary>
    public async Task LoadAsync(Needs needs, CancellationToken cancellationToken)
    {
        if (needs.Directs.Count > 0)
        {
            await LoadAsync(needs.Directs, cancellationToken);
        }

        var members = needs.Readers.Select(r => r.State.Find(r.User)).OfType<MemberState>().Where(m => m.Discreet is null).ToArray();
        if (members.Length == 0)
        {
            return;
        }

        var discreet = (await relations.WithoutReadReceiptsAsync([.. members.Select(m => m.UserId).Distinct()], cancellationToken)).ToHashSet();
        foreach (var member in members)
        {
            member.Discreet = discreet.Contains(member.UserId);
        }
    }

    /// <summary>Those of two people from whom the other takes a first message.</summary>
    public async Task<IReadOnlyList<Guid>> BetweenAsync(OpenDirect open, CancellationToken cancellationToken)
    {
        (Guid Sender, Guid Recipient)[] ways = [(open.One, open.Other), (open.Other, open.One)];
        var takings = await relations.TakingAsync(ways, cancellationToken);
        return [.. ways.Where((_, i) => takings[i] == Taking.Everything).Select(way => way.Sender)];
    }

    async Task LoadAsync(IReadOnlyCollection<ConversationState> states, CancellationToken cancellationToken)
    {
        var ways = states.SelectMany(Ways).ToArray();
        var takings = await relations.TakingAsync([.. ways.Select(w => (w.Sender, w.Recipient))], cancellationToken);
        var answers = ways.Where((_, i) => takings[i] == Taking.Answers).ToArray();
        var wrote = answers.Length == 0 ? []
            : await log.WritersAsync([.. answers.Select(w => w.State.Id)], [.. answers.Select(w => w.Recipient)], cancellationToken);
        var taken = ways.Where((way, i) => takings[i] == Taking.Everything
            || (takings[i] == Taking.Answers && wrote.Contains((way.State.Id, way.Recipient)))).ToLookup(way => way.State, way => way.Sender);
        foreach (var state in states)
        {
            state.Accepted = [.. taken[state]];
        }
    }

    static IEnumerable<(ConversationState State, Guid Sender, Guid Recipient)> Ways(ConversationState state) =>
        state.Members.Select(m => (state, m.UserId, (state.Members.FirstOrDefault(o => o != m) ?? m).UserId));
}

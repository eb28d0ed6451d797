using Npgsql;
using Teahouse.Platform.Postgres;
using Teahouse.Server.Accounts;

namespace Teahouse.Server.Contacts;

/// <summary>What is between one person and another.</summary>
/// <param name="Other">The other.</param>
/// <param name="Friends">They are each other's contacts.</param>
/// <param name="Blocks">The one has blocked the other.</param>
/// <param name="IsBlocked">The one is blocked by the other.</param>
readonly record struct Tie(Guid Other, bool Friends, bool Blocks, bool IsBlocked)
{
    public bool Apart => Blocks || IsBlocked;
}

/// <summary>What somebody takes from somebody else.</summary>
public enum Taking
{
    /// <summary>Nothing: either has blocked the other, or there is no such account any more.</summary>
    Nothing,

    /// <summary>Messages, once they have written to them first.</summary>
    Answers,

    Everything,
}

/// <summary>
/// Who may write to whom, and who may see what of whom. An answer holds until <see cref="ContactsFacts.RelationsChanged"/>,
/// <see cref="AccountsFacts.PrivacyChanged"/> or <see cref="AccountsFacts.UserDeactivated"/> tells of one of the two.
/// </summary>
public sealed class Relations(NpgsqlDataSource database, People people)
{
    /// <summary>
    /// Whether the sender may write to the recipient: neither has blocked the other, the recipient has an account that is not closed,
    /// and takes messages from such people. Everybody may write to themselves.
    /// </summary>
    /// <param name="sender">Who wants to write.</param>
    /// <param name="recipient">Who would get it.</param>
    /// <param name="answered">The recipient has written to the sender before: then it does not matter who may write first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<bool> MayWriteAsync(Guid sender, Guid recipient, bool answered, CancellationToken cancellationToken) =>
        (await TakingAsync([(sender, recipient)], cancellationToken))[0] >= (answered ? Taking.Answers : Taking.Everything);

    /// <summary>What each recipient takes from each sender, in the order given.</summary>
    public async ValueTask<IReadOnlyList<Taking>> TakingAsync(
        IReadOnlyList<(Guid Sender, Guid Recipient)> pairs, CancellationToken cancellationToken)
    {
        var privacy = await people.PrivacyAsync([.. pairs.Select(p => p.Recipient).Distinct()], cancellationToken);
        var ties = await database.Command(
                ContactsSql.TiesOfPairs, pairs.Select(p => p.Sender).ToArray(), pairs.Select(p => p.Recipient).ToArray())
            .ListAsync(row => new Tie(Guid.Empty, row.GetBoolean(0), row.GetBoolean(1), false), cancellationToken);
        return
        [
            .. pairs.Select((pair, i) => pair.Sender == pair.Recipient ? Taking.Everything
                : privacy.GetValueOrDefault(pair.Recipient) is not { Deactivated: false } of || ties[i].Apart ? Taking.Nothing
                : Allows(of, of.Strangers, ties[i]) ? Taking.Everything
                : Taking.Answers),
        ];
    }

    /// <summary>
    /// Those of these people whom somebody may bring into a conversation, in the order given: whom they may write to first. Oneself is
    /// among them.
    /// </summary>
    public ValueTask<IReadOnlyList<Guid>> MayAddAsync(Guid actor, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        AllowedAsync(actor, users, p => p.Strangers, cancellationToken);

    /// <summary>Those of these people of whom the viewer may see whether they are there, in the order given; the viewer is among them.</summary>
    public ValueTask<IReadOnlyList<Guid>> PresenceVisibleAsync(
        Guid viewer, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        AllowedAsync(viewer, users, p => p.Online, cancellationToken);

    /// <summary>Those of these people of whom the viewer may see when they were last there, in the order given.</summary>
    public ValueTask<IReadOnlyList<Guid>> LastSeenVisibleAsync(
        Guid viewer, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        AllowedAsync(viewer, users, p => p.LastSeen, cancellationToken);

    /// <summary>Those of these people who let nobody see how far they have read.</summary>
    public async ValueTask<IReadOnlyList<Guid>> WithoutReadReceiptsAsync(
        IReadOnlyCollection<Guid> users, CancellationToken cancellationToken) =>
        users.Count == 0
            ? []
            : [.. (await people.PrivacyAsync(users, cancellationToken)).Values.Where(p => !p.ReadReceipts).Select(p => p.User)];

    /// <summary>What is between one person and each of the others.</summary>
    internal async ValueTask<IReadOnlyDictionary<Guid, Tie>> TiesAsync(
        Guid one, IReadOnlyCollection<Guid> others, CancellationToken cancellationToken) =>
        (await database.Command(ContactsSql.Ties, one, others.ToArray()).ListAsync(Rows.Tie, cancellationToken)).ToDictionary(t => t.Other);

    async ValueTask<IReadOnlyList<Guid>> AllowedAsync(
        Guid actor, IReadOnlyCollection<Guid> users, Func<Privacy, Audience> audience, CancellationToken cancellationToken)
    {
        var others = users.Distinct().ToList();
        if (others.Count == 0)
        {
            return [];
        }

        var privacy = await people.PrivacyAsync(others, cancellationToken);
        var ties = await TiesAsync(actor, others, cancellationToken);
        return
        [
            .. others.Where(user => user == actor || (privacy.TryGetValue(user, out var p) && Allows(p, audience(p), ties[user]))),
        ];
    }

    static bool Allows(Privacy privacy, Audience audience, Tie tie) =>
        !privacy.Deactivated && !tie.Apart && audience switch
        {
            Audience.Everyone => true,
            Audience.Contacts => tie.Friends,
            _ => false,
        };
}

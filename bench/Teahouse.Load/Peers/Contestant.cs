namespace Teahouse.Load.Peers;

/// <summary>A server that is measured, with all that it needs to run.</summary>
abstract class Contestant : IAsyncDisposable
{
    /// <summary>As reports call it.</summary>
    public abstract string Name { get; }

    /// <summary>Which versions of what.</summary>
    public abstract Task<string> VersionAsync(CancellationToken cancellationToken);

    public abstract Task StartAsync(CancellationToken cancellationToken);

    public abstract Costs Cost();

    /// <summary>People with accounts.</summary>
    /// <param name="listOf">How many conversations, or contacts, each has.</param>
    public abstract Task<IReadOnlyList<Account>> MakeAccountsAsync(int count, int listOf, CancellationToken cancellationToken);

    /// <summary>A conversation of all of these; the first of two writes to the second.</summary>
    public abstract Task<Conversation> MakeConversationAsync(IReadOnlyList<Account> people, CancellationToken cancellationToken);

    /// <summary>A line that can talk.</summary>
    public abstract Line NewLine(LinePlace place);

    /// <summary>A line as a phone has it: acknowledged, and to be resumed after the network was lost.</summary>
    public virtual Line NewLastingLine(LinePlace place) => NewLine(place);

    public abstract ValueTask DisposeAsync();

    /// <summary>So many rooms of so many people each.</summary>
    public async Task<IReadOnlyList<Room>> MakeRoomsAsync(int rooms, int members, CancellationToken cancellationToken)
    {
        var people = await MakeAccountsAsync(rooms * members, 0, cancellationToken);
        var made = new Room[rooms];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, rooms, parallel, async (i, token) =>
        {
            Account[] inside = [.. people.Skip(i * members).Take(members)];
            made[i] = new(inside, [await MakeConversationAsync(inside, token)]);
        });
        return made;
    }
}

/// <summary>A server that keeps what was said.</summary>
abstract class KeepingContestant : Contestant
{
    /// <summary>Stops the server and starts it again with all that it has kept.</summary>
    public abstract Task RestartAsync(CancellationToken cancellationToken);

    /// <summary>From where somebody who goes now will have to catch up.</summary>
    public abstract Task<string> LeaveAsync(Account account, CancellationToken cancellationToken);

    /// <summary>A conversation of two with so many messages, and the place of the one in the middle; as the first of the two names it.</summary>
    public abstract Task<(Conversation Conversation, string Middle)> MakeHistoryAsync(
        IReadOnlyList<Account> people, int messages, CancellationToken cancellationToken);

    public abstract Reader NewReader(Loop loop, Account account);
}

using Teahouse.Load.Peers;

namespace Teahouse.Load.Growth;

/// <summary>What a message costs while something else grows: a round of it.</summary>
/// <param name="Size">How much of it there was when the round began.</param>
sealed record Point(int Size, Round Round);

/// <summary>What a message costs as something grows.</summary>
/// <param name="Of">What grows.</param>
sealed record Curve(string Name, string Of, string How, IReadOnlyList<Point> Points);

/// <summary>How long, and up to what.</summary>
sealed record GrowthOptions(int Rounds, double Seconds, int Messages, int Conversations);

/// <summary>Whether a message stays as cheap when a log is long and when conversations are many.</summary>
sealed class GrowthRun(GrowthOptions options)
{
    const int RefilledEachRound = 1_000_000;
    static readonly int[] Messages = [1_000, 10_000, 100_000, 1_000_000, 5_000_000, 20_000_000];
    static readonly int[] Conversations = [10, 100, 1_000, 10_000];

    public async Task<IReadOnlyList<Curve>> RunAsync(CancellationToken cancellationToken) =>
        [await ConversationsAsync(cancellationToken), await MessagesAsync(cancellationToken)];

    /// <summary>Beside the growing log the same pairs write at saturation.</summary>
    async Task<Curve> MessagesAsync(CancellationToken cancellationToken)
    {
        await using var server = new TeahouseContestant(Target.Own);
        await server.StartAsync(cancellationToken);
        var pairs = new TalkOptions("growth", 200, 2, 1, 4, null, 100, options.Seconds, options.Rounds, 0);
        var rooms = await server.MakeRoomsAsync(pairs.Rooms, pairs.Members, cancellationToken);
        // What runs for the first time is slow.
        Talk(10);
        var points = new List<Point>();
        foreach (var size in Messages.Where(size => size <= options.Messages))
        {
            for (var round = 0; round < options.Rounds; round++)
            {
                // A round adds a hundred thousand or more: too many for a log that was to be short, nothing to one of millions.
                if (round == 0 || size <= RefilledEachRound)
                {
                    await server.Rows.FillAsync(size, Math.Clamp(size / 100, 10, 10_000), cancellationToken);
                }

                points.Add(Say("stored messages", new(size, Talk(options.Seconds))));
            }
        }

        return new("stored", "stored messages",
            "200 pairs at saturation, each with 4 messages under way, while the log holds so many messages of others, put there by COPY.", points);

        Round Talk(double seconds)
        {
            using var talk = new Talk(pairs, rooms, server.NewLine, cancellationToken);
            return talk.Run(new(seconds), server.Cost, cancellationToken);
        }
    }

    /// <summary>As many people write in more and more conversations, in turns.</summary>
    async Task<Curve> ConversationsAsync(CancellationToken cancellationToken)
    {
        await using var server = new TeahouseContestant(Target.Own);
        await server.StartAsync(cancellationToken);
        var talks = new List<(int Size, Talk Talk)>();
        try
        {
            foreach (var size in Conversations.Where(size => size <= options.Conversations))
            {
                talks.Add((size, await TalkInAsync(server, size, cancellationToken)));
            }

            var points = new List<Point>();
            for (var round = 0; round <= options.Rounds; round++)
            {
                var shown = talks.ConvertAll(one =>
                    Say("conversations", new(one.Size, one.Talk.Run(new(options.Seconds), server.Cost, cancellationToken))));
                points.AddRange(round > 0 ? shown : []);
            }

            return new("conversations", "conversations",
                "10 people, each with 64 messages under way, write in turns in so many conversations altogether.", points);
        }
        finally
        {
            talks.ForEach(one => one.Talk.Dispose());
        }
    }

    static async Task<Talk> TalkInAsync(TeahouseContestant server, int conversations, CancellationToken cancellationToken)
    {
        const int Pairs = 10;
        var rooms = new List<Room>();
        foreach (var pair in (await server.MakeAccountsAsync(2 * Pairs, 0, cancellationToken)).Chunk(2))
        {
            rooms.Add(new(pair, await server.MakeGroupsAsync(pair, conversations / Pairs, cancellationToken)));
        }

        return new Talk(new TalkOptions("growth", Pairs, 2, 1, 64, null, 100, 0, 0, 0), rooms, server.NewLine, cancellationToken);
    }

    static Point Say(string of, Point point)
    {
        var both = point.Round.ServerMicroseconds + point.Round.PostgresMicroseconds;
        Console.Error.WriteLine(
            $"{point.Size} {of}: {PeersReport.Number(point.Round.DeliveredPerSecond)}/s, {PeersReport.Number(both)} µs a message");
        return point;
    }
}

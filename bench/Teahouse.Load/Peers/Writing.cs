using System.Diagnostics;

namespace Teahouse.Load.Peers;

/// <summary>People who write to whom it may concern, whether they are there or not.</summary>
sealed class Writing : ILineListener
{
    long _acknowledged;

    /// <summary>Each writes so many messages to a conversation of theirs; answers once the server has answered for all.</summary>
    public static void Run(
        Contestant contestant, IReadOnlyList<Account> people, IReadOnlyList<Conversation> conversations, int each, CancellationToken stop)
    {
        var writing = new Writing();
        using var loop = new Loop(stop);
        var lines = people.Select((account, i) => contestant.NewLastingLine(new(loop, writing, account, Sender: i))).ToList();
        new Opening(loop, 50).Run(lines, line => line.Open(list: false));
        var templates = lines.Select((line, i) => line.Template(conversations[i], 100, i)).ToList();
        for (var message = 1; message <= each; message++)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                lines[i].Send(templates[i], Stopwatch.GetTimestamp());
            }

            var due = message * lines.Count;
            loop.Until(() => writing._acknowledged >= due, TimeSpan.FromMinutes(2),
                () => $"{due - writing._acknowledged} messages were not acknowledged");
        }
    }

    void ILineListener.Acknowledged(Line line) => _acknowledged++;

    void ILineListener.Refused(Line line, string why) => throw new IOException($"A message was refused: {why}");
}

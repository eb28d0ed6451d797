using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The server refused a command. Unless <see cref="Retry"/> says otherwise, nothing was done and the same call fails again.</summary>
public sealed class RefusedException(Problem problem) : Exception($"{problem.Code}: {problem.Detail}")
{
    static readonly Dictionary<string, Refusal> Rows = Refusals.All.ToDictionary(row => row.Code);

    public Problem Problem { get; } = problem;

    /// <summary>The stable name of the refusal, to compare with <see cref="Refusals"/>.</summary>
    public string Code => Problem.Code;

    public int Status => Problem.Status;

    /// <summary>What to do now; a code that this client does not know is judged by its status.</summary>
    public Retry Retry => Rows.TryGetValue(Code, out var row) ? row.Retry
        : Status == 401 ? Retry.AfterLogIn
        : Status is 429 or >= 500 ? Retry.Later
        : Retry.Never;

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter => Problem.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}

/// <summary>No answer came: the connection ended or timed out. The command may have been carried out all the same.</summary>
public sealed class DisconnectedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How the socket ended, where there was one.</summary>
    public SocketEnd? End { get; init; }
}

using Teahouse.Protocol;

namespace Teahouse.Server.Doors;

/// <summary>A command was refused: a row of the table, and what was wrong this time.</summary>
public sealed record Refused(Refusal Row, string Detail, TimeSpan? RetryAfter = null);

/// <summary>What came of a command: its answer, or a refusal.</summary>
public readonly struct Answer<T>
{
    internal Answer(T? value, Refused? refused, int status) => (Value, Refused, Status) = (value, refused, status);

    public T? Value { get; }
    public Refused? Refused { get; }

    /// <summary>An HTTP status other than the command's ordinary one; 0 when it is the ordinary one.</summary>
    public int Status { get; }

    public static implicit operator Answer<T>(T value) => new(value, null, 0);
    public static implicit operator Answer<T>(Refused refused) => new(default, refused, refused.Row.Status);
}

/// <summary>Answers that need a word more than their value.</summary>
public static class Answer
{
    /// <summary>An answer, with another HTTP status than the ordinary one where that is given.</summary>
    public static Answer<T> Of<T>(T value, int status = 0) => new(value, null, status);
}

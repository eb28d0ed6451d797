namespace Teahouse.Platform.Postgres;

/// <summary>The database cannot be used as it stands. The message is one line that tells the operator what to do.</summary>
public sealed class DatabaseException : Exception
{
    public DatabaseException(string message)
        : base(message)
    {
    }

    public DatabaseException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

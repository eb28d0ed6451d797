using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Teahouse.Platform.Postgres;

/// <summary>Where messages and accounts are stored. Without a connection the server runs a private PostgreSQL in its data folder.</summary>
public sealed record DatabaseOptions : IValidatableObject
{
    /// <summary>An outside PostgreSQL 15 or newer, as an Npgsql connection string: <c>Host=…;Username=…;Password=…;Database=…</c>.</summary>
    public string? Connection { get; init; }

    /// <summary>The folder of <c>postgres</c> and <c>initdb</c> for the private PostgreSQL; by default the ones that came with Teahouse.</summary>
    public string? Binaries { get; init; }

    /// <summary>How many connections this node opens at most.</summary>
    [Range(4, 1000)]
    public int MaxConnections { get; init; } = 40;

    /// <summary>Seconds until a connection that does not come up is given up.</summary>
    [Range(1, 300)]
    public int ConnectTimeoutS { get; init; } = 5;

    /// <summary>Seconds until a statement is cancelled, also by the database itself should the server have gone.</summary>
    [Range(1, 3600)]
    public int CommandTimeoutS { get; init; } = 10;

    /// <summary>Seconds until a statement that waits for a lock is cancelled.</summary>
    [Range(1, 3600)]
    public int LockTimeoutS { get; init; } = 5;

    /// <summary>Seconds until the database ends a session that sits idle in a transaction: such a session holds up every fact.</summary>
    [Range(1, 3600)]
    public int IdleInTransactionTimeoutS { get; init; } = 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LockTimeoutS > CommandTimeoutS)
        {
            yield return new("lock_timeout_s must not be longer than command_timeout_s.");
        }

        if (Connection is not null && !CanParse(Connection))
        {
            // The parser's own words would repeat the password.
            yield return new("connection is not an Npgsql connection string (Host=…;Username=…;Password=…;Database=…).");
        }
    }

    static bool CanParse(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).Host is { Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

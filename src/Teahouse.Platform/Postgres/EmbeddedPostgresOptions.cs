namespace Teahouse.Platform.Postgres;

/// <summary>How the private PostgreSQL is run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>The data folder of Teahouse; the cluster goes to <c>postgres/data</c> below it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The folder of <c>postgres</c> and <c>initdb</c>; null to find them.</summary>
    public string? Binaries { get; init; }

    public int MaxConnections { get; init; } = 100;

    /// <summary>False gives up every promise about what is on disk, for the speed of tests.</summary>
    public bool Durable { get; init; } = true;
}

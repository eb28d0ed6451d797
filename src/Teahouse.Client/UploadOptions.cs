namespace Teahouse.Client;

/// <summary>How a file is uploaded.</summary>
public sealed record UploadOptions
{
    /// <summary>The most bytes that are sent with one call.</summary>
    public int ChunkBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Under one key there is one upload, also after a restart of this program; one of its own without a value.</summary>
    public string? Key { get; init; }

    /// <summary>Is told how many bytes are surely with the server.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>So many failures in a row, without a byte more being kept, are the end.</summary>
    public int Attempts { get; init; } = 12;

    /// <summary>Multiplies every wait before another attempt.</summary>
    public double Patience { get; init; } = 1;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

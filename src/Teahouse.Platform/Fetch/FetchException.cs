namespace Teahouse.Platform.Fetch;

/// <summary>Why something could not be fetched.</summary>
public enum FetchFailure
{
    /// <summary>The address, or one that it led to, is none that the server goes to.</summary>
    Refused,

    /// <summary>Nobody has that name, or nobody answers there.</summary>
    Unreachable,

    /// <summary>Its time ran out.</summary>
    TooSlow,

    /// <summary>It has more bytes than it may have.</summary>
    TooLarge,

    /// <summary>It is something else than was asked for.</summary>
    WrongType,

    /// <summary>The other side says that it is not there.</summary>
    WrongStatus,

    /// <summary>It led on and on.</summary>
    TooManyRedirects,

    /// <summary>The connection broke, or what came was no HTTP.</summary>
    Broken,
}

/// <summary>Something could not be fetched.</summary>
public sealed class FetchException(FetchFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public FetchFailure Failure { get; } = failure;
}

using System.Text.Json.Serialization.Metadata;

namespace Teahouse.Protocol;

/// <summary>Where and how a command stands in the HTTP API, relative to /api/v1. Names in braces are fields of the request.</summary>
public sealed record Route(string Method, string Path);

/// <summary>One thing a client can ask for, known by the same name on the socket and in code.</summary>
/// <param name="Name">The <c>op</c> on the socket.</param>
/// <param name="Status">The HTTP status of an ordinary answer.</param>
/// <param name="Summary">One line for the API page.</param>
/// <param name="Routes">The HTTP calls that ask for it; none for a command of the socket alone.</param>
public abstract record Command(string Name, int Status, string Summary, params Route[] Routes)
{
    /// <summary>Needs no session.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Can be sent on a socket.</summary>
    public bool OnSocket { get; init; } = true;

    /// <summary>Other HTTP statuses of a good answer.</summary>
    public IReadOnlyList<int> OtherStatuses { get; init; } = [];

    /// <summary>Other refusals than those that any call can meet.</summary>
    public IReadOnlyList<Refusal> Refused { get; init; } = [];

    public abstract JsonTypeInfo Request { get; }
    public abstract JsonTypeInfo Answer { get; }
}

/// <inheritdoc cref="Command"/>
public sealed record Command<TRequest, TAnswer>(
    string Name, int Status, string Summary, JsonTypeInfo<TRequest> RequestInfo, JsonTypeInfo<TAnswer> AnswerInfo, params Route[] Routes)
    : Command(Name, Status, Summary, Routes)
{
    public override JsonTypeInfo Request => RequestInfo;
    public override JsonTypeInfo Answer => AnswerInfo;
}

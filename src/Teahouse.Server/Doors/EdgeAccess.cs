using Microsoft.AspNetCore.Http;
using Teahouse.Platform.Calls;

namespace Teahouse.Server.Doors;

/// <summary>Who stands behind a token.</summary>
public readonly record struct Actor(Guid User, Guid Session);

/// <summary>What the gateway lends to a unit that serves routes of its own, where a command of the table does not do.</summary>
/// <param name="AdmitAsync">Who asks, once their token and their rate were looked at; null when the call was refused and answered.</param>
/// <param name="AskAsync">Puts a call through to the core.</param>
/// <param name="AnswerAsync">Answers with a reply of the core, a refusal too.</param>
/// <param name="RefuseAsync">Answers with a refusal.</param>
public sealed record EdgeAccess(
    Func<HttpContext, ValueTask<Actor?>> AdmitAsync,
    Func<Call, CancellationToken, ValueTask<Reply>> AskAsync,
    Func<HttpContext, Reply, Task> AnswerAsync,
    Func<HttpContext, Refused, Task> RefuseAsync);

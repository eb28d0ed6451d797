using Teahouse.Platform.Calls;
using Teahouse.Protocol;

namespace Teahouse.Server.Doors;

/// <summary>Carries out a command: checks the actor, then does it.</summary>
public delegate ValueTask<Answer<TAnswer>> CommandHandler<TRequest, TAnswer>(
    TRequest request, Call call, CancellationToken cancellationToken);

/// <summary>Where a unit binds its commands.</summary>
public sealed class Core(IServiceProvider services, CallTable calls)
{
    public IServiceProvider Services { get; } = services;

    /// <summary>Binds a command of the contract.</summary>
    public void Handle<TRequest, TAnswer>(Command<TRequest, TAnswer> command, CommandHandler<TRequest, TAnswer> handler) =>
        calls.Add(command.Name, (call, cancellationToken) =>
        {
            var request = Json.Read(call.Body.Span, command.RequestInfo, out var refused);
            return refused is null
                ? Finish(command, handler(request!, call, cancellationToken), call)
                : new(Json.Write(refused, call.RequestId));
        });

    /// <summary>Binds a command between the roles of the server, which no client can name.</summary>
    public void HandleInternal(string name, CallHandler handler) => calls.Add(name, handler);

    static ValueTask<Reply> Finish<TRequest, TAnswer>(Command<TRequest, TAnswer> command, ValueTask<Answer<TAnswer>> pending, Call call)
    {
        return pending.IsCompletedSuccessfully ? new(Json.Write(command, pending.Result, call.RequestId)) : Wait();

        async ValueTask<Reply> Wait() => Json.Write(command, await pending, call.RequestId);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;

namespace Teahouse.Server.Doors;

/// <summary>Carries out a command: checks the actor, then does it.</summary>
public delegate ValueTask<Answer<TAnswer>> CommandHandler<TRequest, TAnswer>(
    TRequest request, Call call, CancellationToken cancellationToken);

/// <summary>Where a unit binds its commands. Whatever a handler throws reaches the caller as a named refusal.</summary>
public sealed class Core(IServiceProvider services, CallTable calls)
{
    readonly ILogger _logger = services.GetRequiredService<ILogger<Core>>();
    readonly CancellationToken _stopping = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;

    public IServiceProvider Services { get; } = services;

    /// <summary>Binds a command of the contract.</summary>
    public void Handle<TRequest, TAnswer>(Command<TRequest, TAnswer> command, CommandHandler<TRequest, TAnswer> handler) =>
        HandleInternal(command.Name, (call, cancellationToken) =>
        {
            var request = Json.Read(call.Body.Span, command.RequestInfo, out var refused);
            return refused is null
                ? Finish(command, handler(request!, call, cancellationToken), call)
                : new(Json.Write(refused, call.RequestId));
        });

    /// <summary>Binds a command between the roles of the server, which no client can name.</summary>
    public void HandleInternal(string name, CallHandler handler) => calls.Add(name, (call, cancellationToken) =>
    {
        ValueTask<Reply> pending;
        try
        {
            pending = handler(call, cancellationToken);
        }
        catch (Exception e) when (!IsCallersEnd(e, cancellationToken))
        {
            return new(Refuse(call, e));
        }

        return pending.IsCompletedSuccessfully ? pending : WaitAsync(pending, call, cancellationToken);
    });

    static ValueTask<Reply> Finish<TRequest, TAnswer>(Command<TRequest, TAnswer> command, ValueTask<Answer<TAnswer>> pending, Call call)
    {
        return pending.IsCompletedSuccessfully ? new(Json.Write(command, pending.Result, call.RequestId)) : Wait();

        async ValueTask<Reply> Wait() => Json.Write(command, await pending, call.RequestId);
    }

    async ValueTask<Reply> WaitAsync(ValueTask<Reply> pending, Call call, CancellationToken cancellationToken)
    {
        try
        {
            return await pending;
        }
        catch (Exception e) when (!IsCallersEnd(e, cancellationToken))
        {
            return Refuse(call, e);
        }
    }

    Reply Refuse(Call call, Exception exception)
    {
        if (_stopping.IsCancellationRequested)
        {
            // What it needs may be gone already: no fault of the command.
            var stopping = new Refused(Refusals.Stopping, "The server is stopping; it may have been done.", TimeSpan.FromSeconds(1));
            return Json.Write(stopping, call.RequestId);
        }

        if (exception is NpgsqlException { IsTransient: true })
        {
            _logger.DatabaseLost(call.Name, call.RequestId, exception);
            var refused = new Refused(Refusals.Unavailable, "The database did not answer; it may have been done.", TimeSpan.FromSeconds(1));
            return Json.Write(refused, call.RequestId);
        }

        _logger.CommandFailed(call.Name, call.RequestId, exception);
        return Json.Write(new Refused(Refusals.Internal, "The server failed; it is logged under this request id."), call.RequestId);
    }

    static bool IsCallersEnd(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
}

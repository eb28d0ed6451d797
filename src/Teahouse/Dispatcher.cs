using Microsoft.Extensions.Logging;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse;

/// <summary>Carries out the calls that reach a core node. Whatever goes wrong, the caller gets a named refusal.</summary>
sealed class Dispatcher(CallTable calls, ILogger<Dispatcher> logger)
{
    public async ValueTask<Reply> CarryOutAsync(Call call, CancellationToken cancellationToken)
    {
        if (calls.Find(call.Name) is not { } handler)
        {
            return Json.Write(new Refused(Refusals.UnknownOp, $"There is no command {call.Name}."), call.RequestId);
        }

        try
        {
            return await handler(call, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.CommandFailed(call.Name, call.RequestId, e);
            return Json.Write(new Refused(Refusals.Internal, "The server failed; it has been logged under this request id."), call.RequestId);
        }
    }
}

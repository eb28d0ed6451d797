using System.Runtime.InteropServices;
using System.Text.Json;
using Teahouse.Platform.Calls;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Gateway;

/// <content>Does what frames ask.</content>
sealed partial class Connection
{
    volatile bool _loggingOut;
    volatile bool _revoked;

    /// <summary>Starts one command; it holds one place in the room until it is answered.</summary>
    void Start(Incoming incoming)
    {
        if (incoming.Op?.Command is not { } command || Outgoing.Closing != 0)
        {
            _room.Leave();
            Answer(incoming);
            return;
        }

        var number = incoming.Ref!.Value;
        if (_server.Admission.Users.Take(_bucket!) is var wait && wait > TimeSpan.Zero)
        {
            Finish(command, number, Json.Write(Admission.Limited(wait), _requestId));
            return;
        }

        _loggingOut |= EndsTheSession(command);
        var pending = command == Commands.Watch ? WatchAsync(incoming.Body) : AskAsync(command.Name, incoming.Body);
        if (pending.IsCompletedSuccessfully)
        {
            Finish(command, number, pending.Result);
        }
        else
        {
            _ = FinishAsync(command, number, pending);
        }
    }

    /// <summary>Answers what is no command: heartbeats need no answer, a second hello is an error of the whole frame.</summary>
    void Answer(Incoming incoming)
    {
        if (incoming.Op == Op.Hello)
        {
            Close(CloseCode.ProtocolError);
        }
        else if (incoming.Op is null)
        {
            Outgoing.Refuse(incoming.Ref!.Value, Json.Problem(new(Refusals.UnknownOp, "There is no such op."), null!) with
            {
                Type = null, Title = null,
            });
        }
    }

    async Task FinishAsync(Command command, long number, ValueTask<Reply> pending)
    {
        try
        {
            Finish(command, number, await pending);
        }
        catch (Exception e)
        {
            _server.Log.SocketFailed(_requestId, e);
            Close(CloseCode.Overloaded);
        }
    }

    void Finish(Command command, long number, Reply reply)
    {
        Outgoing.Answer(number, reply);
        _server.Metrics.Called(command, reply.Status);
        _room.Leave();
        if (EndsTheSession(command))
        {
            _loggingOut = false;
            Interlocked.MemoryBarrier();
            if (reply.Status < 400 || _revoked)
            {
                Outgoing.Close(CloseCode.SessionRevoked);
            }
        }
    }

    static bool EndsTheSession(Command command) => command == Commands.LogOut || command == Commands.Deactivate;

    /// <summary>
    /// Sends what changed since the cursor of the hello. Meanwhile every push carries a cursor from which all of that would come again.
    /// </summary>
    async Task ReplayAsync(string since)
    {
        try
        {
            while (Outgoing.Closing == 0)
            {
                var reply = await AskAsync(Commands.Sync.Name, JsonSerializer.SerializeToUtf8Bytes(new Sync(since), Wire.Json.Sync));
                if (reply.Status != 200)
                {
                    Close(reply.Status < 500 ? CloseCode.Resync : CloseCode.Overloaded);
                    return;
                }

                using var page = JsonDocument.Parse(reply.Body);
                var answer = page.RootElement;
                if (answer.TryGetProperty("full_resync", out var resync) && resync.GetBoolean())
                {
                    Close(CloseCode.Resync);
                    return;
                }

                await PushPageAsync(answer.GetProperty("updates"));
                since = answer.GetProperty("cursor").GetString()!;
                var more = answer.GetProperty("more").GetBoolean();
                Outgoing.Carry(more ? new Horizon(since).Tail : null);
                if (!more)
                {
                    var version = answer.GetProperty("version").GetInt64();
                    Push(JsonSerializer.SerializeToUtf8Bytes(new ChangedUpdate(version), Wire.Json.Update));
                    return;
                }
            }
        }
        catch (Exception e)
        {
            _server.Log.SocketFailed(_requestId, e);
            Close(CloseCode.Overloaded);
        }
    }

    async Task PushPageAsync(JsonElement updates)
    {
        foreach (var update in updates.EnumerateArray())
        {
            Push(JsonMarshal.GetRawUtf8Value(update));
            if (Outgoing.Waiting > Limits.OutboundBytes / 4)
            {
                await Outgoing.DrainAsync();
            }
        }

        await Outgoing.DrainAsync();
    }
}

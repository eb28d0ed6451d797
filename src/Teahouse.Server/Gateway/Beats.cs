using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Teahouse.Platform;
using Teahouse.Platform.Calls;

namespace Teahouse.Server.Gateway;

/// <summary>Heartbeats: to many sockets at once, with one question to the core about all that they watch.</summary>
sealed class Beats(Hub hub, Switchboard switchboard, ILogger<Beats> log)
{
    /// <summary>Conversations in one question.</summary>
    static int Batch => 1000;

    static readonly bool Honest = !Faults.Is(Faults.NoTailDigest);

    public async Task SendAsync(IReadOnlyList<Connection> due)
    {
        try
        {
            var tails = await TailsAsync(Honest ? [.. due.SelectMany(socket => socket.WatchedConversations).Distinct()] : []);
            var buffer = new ArrayBufferWriter<byte>(64);
            using var writer = new Utf8JsonWriter(buffer);
            foreach (var socket in due)
            {
                Write(writer, socket, tails);
                socket.Outgoing.Beat(hub.Horizon!.Tail, buffer.WrittenSpan, Honest);
                buffer.ResetWrittenCount();
                writer.Reset();
            }
        }
        catch (Exception e)
        {
            log.TurnFailed(e);
        }
    }

    static void Write(Utf8JsonWriter writer, Connection socket, Dictionary<Guid, long> tails)
    {
        writer.WriteStartObject();
        foreach (var conversation in socket.WatchedConversations)
        {
            if (tails.TryGetValue(conversation, out var seq))
            {
                writer.WriteNumber(conversation.ToString(), seq);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    async ValueTask<Dictionary<Guid, long>> TailsAsync(Guid[] conversations)
    {
        var all = new Dictionary<Guid, long>(conversations.Length);
        foreach (var batch in conversations.Chunk(Batch))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new Tails(batch), GatewayJson.Default.Tails);
            var reply = await switchboard.AskAsync(new Call("tails", body), CancellationToken.None);
            if (reply.Status != 200)
            {
                log.TailsMissing();
                continue;
            }

            foreach (var (conversation, seq) in JsonSerializer.Deserialize(reply.Body.Span, GatewayJson.Default.TailsAnswer)!.LastSeqs)
            {
                all[conversation] = seq;
            }
        }

        return all;
    }
}

using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Teahouse.Platform.Bus;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>
/// Tells edges from which cursor a device can resume: all changes below it have been told. It asks the database which transactions have
/// ended, waits until everybody has told what they had committed by then, and only then says so.
/// </summary>
sealed class Horizon(
    NpgsqlDataSource database, Writers writers, Tellings tellings, Partitions partitions, IBus bus, ChatOptions options, TimeProvider time,
    ILogger<Horizon> log) : BackgroundService
{
    string? _told;

    /// <summary>The internal command by which an edge that has just started asks for the cursor.</summary>
    public static string Command => "horizon";

    public async ValueTask<Reply> AnswerAsync(Call call, CancellationToken cancellationToken)
    {
        var cursor = _told ?? await ReadAsync(cancellationToken);
        return cursor is null
            ? Json.Write(new Refused(Refusals.Unavailable, "Another node owns the conversations.", TimeSpan.FromSeconds(1)), call.RequestId)
            : new(200, JsonSerializer.SerializeToUtf8Bytes(new(cursor), ChatJson.Default.CursorAnswer));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.HorizonMs), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var cursor = await ReadAsync(stoppingToken);
                if (cursor is not null && cursor != _told)
                {
                    bus.Tell(Address.Edges, Parcels.Until(cursor));
                }

                _told = cursor;
            }
            catch (NpgsqlException e)
            {
                ChatLog.HorizonFailed(log, e);
            }
        }
    }

    /// <summary>The cursor, or null while another node may be telling what this one does not know of.</summary>
    async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var (parts, epochs) = partitions.Held();
        var (horizon, held, installation) = (await database.Command(ChatSql.Horizon, parts, epochs)
            .ListAsync(row => (row.GetFieldValue<ulong>(0), row.GetInt64(1), row.GetGuid(2)), cancellationToken))[0];
        await tellings.BarrierAsync();
        return held == Ids.Partitions && await writers.BarrierAsync() is null ? Cursors.Write(new(installation, horizon)) : null;
    }
}

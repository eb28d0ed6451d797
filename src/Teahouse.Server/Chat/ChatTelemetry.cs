using System.Diagnostics.Metrics;

namespace Teahouse.Server.Chat;

/// <summary>What the unit counts.</summary>
static class ChatTelemetry
{
    static readonly Meter Meter = new("Teahouse.Chat");
    static readonly Counter<long> Messages = Meter.CreateCounter<long>("teahouse.chat.messages", "{message}", "Messages committed.");
    static readonly Histogram<long> BatchSize = Meter.CreateHistogram<long>("teahouse.chat.batch.size", "{message}", "Messages in one transaction.");

    public static void Posted(int messages)
    {
        Messages.Add(messages);
        BatchSize.Record(messages);
    }
}

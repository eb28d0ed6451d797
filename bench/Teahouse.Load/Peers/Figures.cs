namespace Teahouse.Load.Peers;

/// <summary>The names of figures, with their units. CPU and bytes are those of one delivery, one log-in, or one reading.</summary>
static class Figures
{
    public const string Delivered = "delivered/s";
    public const string P50 = "p50 ms";
    public const string P99 = "p99 ms";
    public const string P999 = "p99.9 ms";
    public const string Server = "server µs";
    public const string Database = "database µs";
    public const string Both = "both µs";
    public const string Driver = "driver µs";
    public const string Wire = "wire B";
    public const string Refused = "refused";

    /// <summary>Rows of one transaction.</summary>
    public const string Batch = "batch";

    public const string Back = "all in, s";
    public const string Ins = "in/s";
    public const string Before = "p99 ms before";
    public const string Rss = "server KB each";
    public const string DatabaseRss = "database KB each";
    public const string ServerCpu = "server % of a core";
    public const string DatabaseCpu = "database % of a core";
    public const string Hour = "B an hour each";

    public const string List = "list ms";
    public const string ListKilobytes = "list KB";
    public const string Texts = "texts ms";
    public const string TextsKilobytes = "texts KB";
    public const string PageP50 = "page p50 ms";
    public const string PageWorst = "page worst ms";
    public const string PageKilobytes = "page KB";
    public const string ServerMs = "server CPU ms";
    public const string DatabaseMs = "database CPU ms";
}

using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Platform.Postgres;

namespace Teahouse.Load.Peers;

/// <summary>The PostgreSQL of a peer: the very one, and with the very settings, that Teahouse starts for itself, but reached over TCP.</summary>
sealed class PeerPostgres(EmbeddedPostgres postgres, string address) : IAsyncDisposable
{
    static int _count;

    /// <summary>Of the loopback network, where every address has a port 5432 of its own.</summary>
    public string Address => address;

    public string ConnectionString => postgres.ConnectionString;

    public ProcessCost Cost => ProcessCost.OfTree(postgres.ProcessId);

    public static async Task<PeerPostgres> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var place = (Environment.ProcessId << 3) + Interlocked.Increment(ref _count);
        var address = $"127.{100 + (place >> 16 & 0x3F)}.{place >> 8 & 0xFF}.{place & 0xFF}";
        var options = new EmbeddedPostgresOptions { DataFolder = folder };
        // The first start makes the cluster; the second finds what is to be different in it.
        var postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, cancellationToken);
        await postgres.DisposeAsync();
        var cluster = Path.Combine(folder, "postgres", "data");
        var access = Path.Combine(cluster, "peer_hba.conf");
        await File.WriteAllTextAsync(access, "local all all trust\nhost all all 127.0.0.0/8 trust\n", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(cluster, "local.conf"), $"listen_addresses = '{address}'\nhba_file = '{access}'\n", cancellationToken);
        return new(await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, cancellationToken), address);
    }

    public ValueTask DisposeAsync() => postgres.DisposeAsync();
}

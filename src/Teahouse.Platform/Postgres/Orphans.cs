using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Teahouse.Platform.Postgres;

/// <summary>
/// Sees to it that nothing of an earlier PostgreSQL lives on a cluster before the next is started. The caller holds the
/// <see cref="FolderLock"/>, so a postmaster that we started is an orphan.
/// </summary>
static class Orphans
{
    /// <summary>What marks a postmaster as ours on its command line.</summary>
    public const string Mark = "cluster_name=teahouse";

    static readonly TimeSpan FastShutdown = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ImmediateShutdown = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="DatabaseException">A PostgreSQL that is not ours, or that does not stop, is on the cluster.</exception>
    public static async Task ClearAsync(PostgresHome home, ILogger logger, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        for (var signal = "INT"; Residents(home.Cluster) is { Count: > 0 } residents;)
        {
            var postmaster = Postmaster(home);
            if (signal == "INT" && residents.Contains(postmaster))
            {
                RefuseForeign(home, postmaster);
                logger.OrphanAskedToStop(postmaster);
                await Tool.TryAsync(["sh", "-c", $"kill -INT {postmaster}"], "", cancellationToken);
                signal = "QUIT";
            }
            else if (signal == "QUIT" && waited.Elapsed > FastShutdown)
            {
                await Tool.TryAsync(["sh", "-c", $"kill -QUIT {postmaster}"], "", cancellationToken);
                signal = "";
            }

            if (waited.Elapsed > FastShutdown + ImmediateShutdown)
            {
                throw new DatabaseException($"PostgreSQL (process {residents[0]}) does not leave {home.Cluster}. End it by hand.");
            }

            await Task.Delay(Pause, cancellationToken);
        }

        // Nobody is left: whoever these files name is gone, a zombie, or somebody else under a number used again.
        File.Delete(home.PidFile);
        File.Delete(Path.Combine(home.Sockets, ".s.PGSQL.5432"));
        File.Delete(Path.Combine(home.Sockets, ".s.PGSQL.5432.lock"));
    }

    /// <summary>The postmaster that the cluster's pid file names; 0 when it names none.</summary>
    public static int Postmaster(PostgresHome home)
    {
        try
        {
            return int.TryParse(File.ReadLines(home.PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : 0;
        }
        catch (IOException)
        {
            return 0; // It is being removed.
        }
    }

    // Every process of a PostgreSQL, and no other program, has the cluster as its working folder. A zombie has none any more.
    static List<int> Residents(string cluster)
    {
        var residents = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var pid) && Lives(process, cluster))
            {
                residents.Add(pid);
            }
        }

        return residents;
    }

    static bool Lives(string process, string cluster)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget == cluster
                && File.ReadAllText(Path.Combine(process, "comm")).TrimEnd() is "postgres" or "postmaster";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended, or it belongs to somebody who cannot enter the cluster.
        }
    }

    static void RefuseForeign(PostgresHome home, int postmaster)
    {
        var command = File.ReadAllText($"/proc/{postmaster}/cmdline").Replace('\0', ' ');
        if (!command.Contains(Mark, StringComparison.Ordinal))
        {
            throw new DatabaseException($"A PostgreSQL that Teahouse did not start (process {postmaster}) runs on {home.Cluster}. Stop it first.");
        }
    }
}

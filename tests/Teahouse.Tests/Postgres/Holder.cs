using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Teahouse.Tests.Postgres;

/// <summary>Another process that holds a PostgreSQL, to be killed.</summary>
sealed class Holder : IDisposable
{
    readonly Process _process;

    Holder(Process process, int postmaster, string connectionString) =>
        (_process, Postmaster, ConnectionString) = (process, postmaster, connectionString);

    public int Pid => _process.Id;
    public int Postmaster { get; }
    public string ConnectionString { get; }

    public static async Task<Holder> StartAsync(string data)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Teahouse.Testing.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "hold-postgres", data])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var words = line!.Split(' ', 2);
        Assert.True(int.TryParse(words[0], CultureInfo.InvariantCulture, out var postmaster), line);
        return new(process, postmaster, words[1]);
    }

    /// <summary>As <c>kill -9</c> does: it alone, and it is gone when this returns.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}

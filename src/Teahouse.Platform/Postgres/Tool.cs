using System.Diagnostics;

namespace Teahouse.Platform.Postgres;

/// <summary>Small programs of the system, run to their end.</summary>
static class Tool
{
    /// <summary>A program with a bare environment: PostgreSQL would read PGDATA, PGPORT and their kin from ours.</summary>
    public static ProcessStartInfo Command(IEnumerable<string> command)
    {
        var words = command.ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { WorkingDirectory = "/", UseShellExecute = false };
        var path = start.Environment.TryGetValue("PATH", out var given) ? given : "/usr/local/bin:/usr/bin:/bin";
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>Its exit code, and what it wrote to either stream. It is killed when cancelled.</summary>
    public static async Task<(int Code, string Output)> TryAsync(IEnumerable<string> command, string input, CancellationToken cancellationToken)
    {
        var start = Command(command);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading; its exit code and its words tell why.
            }

            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>What it wrote to either stream.</summary>
    /// <exception cref="DatabaseException">It failed.</exception>
    public static async Task<string> RunAsync(IEnumerable<string> command, string input, CancellationToken cancellationToken)
    {
        var (code, output) = await TryAsync(command, input, cancellationToken);
        return code == 0 ? output : throw new DatabaseException($"{string.Join(' ', command)} failed ({code}): {LastLine(output)}");
    }

    public static string LastLine(string text) => text.TrimEnd().Split('\n')[^1].Trim();
}

using System.Diagnostics;
using Teahouse.Platform.Blobs;
using Teahouse.Tests.Postgres;
using Teahouse.Tests.Walls;
using Xunit;

namespace Teahouse.Tests.Blobs;

/// <summary>An S3 service for the tests that ask for it: OpenStack Swift, see <c>eng/s3/start</c>. It ends with this process.</summary>
public sealed class S3Server : IAsyncLifetime
{
    readonly DataFolder _folder = new();
    Process? _process;

    string Address { get; set; } = "";

    /// <summary>A bucket that nobody else has.</summary>
    public BlobOptions Bucket() => new()
    {
        S3Endpoint = Address, S3Bucket = $"b{Guid.CreateVersion7():N}", S3KeyId = "test:tester", S3Secret = "testing",
    };

    public async ValueTask InitializeAsync()
    {
        // A port that was free may be taken by the time it is wanted.
        for (var attempt = 1; Address.Length == 0; attempt++)
        {
            Assert.True(attempt <= 3, "The S3 service does not start.");
            _process = Process.Start(new ProcessStartInfo(
                Path.Combine(Repository.Root, "eng", "s3", "start"), [Path.Combine(_folder.Path, $"s3-{attempt}")])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true,
            })!;
            Address = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }
}

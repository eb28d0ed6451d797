using Teahouse.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(Teahouse.Tests.TestRun))]

namespace Teahouse.Tests;

/// <summary>What the whole run shares; xunit disposes it after the last test.</summary>
public sealed class TestRun : IAsyncDisposable
{
    public ValueTask DisposeAsync() => TestPostgres.StopAsync();
}

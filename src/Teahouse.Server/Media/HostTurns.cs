namespace Teahouse.Server.Media;

/// <summary>Lets so many act at a time, and fewer of them towards one host; who waits for a slow host is in nobody else's way.</summary>
sealed class HostTurns(int all, int each)
{
    readonly Line _all = new(new(all));
    readonly Dictionary<string, Line> _hosts = [];

    public async Task<T> TakeAsync<T>(string host, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        var own = Join(host);
        try
        {
            using (await Turn.TakeAsync(own.Places, cancellationToken))
            using (await Turn.TakeAsync(_all.Places, cancellationToken))
            {
                return await act();
            }
        }
        finally
        {
            Leave(host, own);
        }
    }

    Line Join(string host)
    {
        lock (_hosts)
        {
            if (!_hosts.TryGetValue(host, out var line))
            {
                _hosts.Add(host, line = new(new(each)));
            }

            line.Length++;
            return line;
        }
    }

    void Leave(string host, Line line)
    {
        lock (_hosts)
        {
            if (--line.Length == 0)
            {
                _hosts.Remove(host);
                line.Places.Dispose();
            }
        }
    }

    sealed record Line(SemaphoreSlim Places)
    {
        public int Length { get; set; }
    }

    readonly struct Turn(SemaphoreSlim places) : IDisposable
    {
        public static async Task<Turn> TakeAsync(SemaphoreSlim places, CancellationToken cancellationToken)
        {
            await places.WaitAsync(cancellationToken);
            return new(places);
        }

        public void Dispose() => places.Release();
    }
}

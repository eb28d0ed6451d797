using System.Collections.Concurrent;

namespace Teahouse.Server.Media;

/// <summary>Who brings bytes to which upload on this edge: one call at a time. Between edges the core decides, by the offset.</summary>
sealed class UploadWriters
{
    readonly ConcurrentDictionary<(Guid Upload, Guid User), Writer> _writers = new();

    /// <summary>Takes the turn, until it is disposed; null when another call has it.</summary>
    public Writer? Begin(Guid upload, Guid user)
    {
        var writer = new Writer(this, (upload, user));
        if (_writers.TryAdd(writer.Place, writer))
        {
            return writer;
        }

        writer.Dispose();
        return null;
    }

    /// <summary>
    /// Has whoever has the turn end, and waits until what has come is kept: a client that asks where it stands has lost its line, although
    /// we may not know it yet.
    /// </summary>
    public Task EndAsync(Guid upload, Guid user) =>
        _writers.TryGetValue((upload, user), out var writer) ? writer.EndAsync() : Task.CompletedTask;

    internal sealed class Writer(UploadWriters writers, (Guid Upload, Guid User) place) : IDisposable
    {
        readonly CancellationTokenSource _over = new();
        readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public (Guid Upload, Guid User) Place => place;

        /// <summary>Somebody else wants the turn.</summary>
        public CancellationToken Over => _over.Token;

        public async Task EndAsync()
        {
            await _over.CancelAsync();
            await _ended.Task;
        }

        public void Dispose()
        {
            // What tells that it is over stays: somebody may be asking that moment.
            writers._writers.TryRemove(new(place, this));
            _ended.TrySetResult();
        }
    }
}

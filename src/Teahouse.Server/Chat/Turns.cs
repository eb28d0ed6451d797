namespace Teahouse.Server.Chat;

/// <summary>Lets what one device sends to one conversation go on in order, where something must be awaited before it is queued.</summary>
sealed class Turns
{
    readonly Dictionary<(Guid Session, Guid Conversation), Turn> _last = [];
    volatile int _taken;

    /// <summary>Whether there is any turn that somebody may have to wait for: a glance, for all those who need none.</summary>
    public bool AnyTaken => _taken > 0;

    public bool IsTaken((Guid Session, Guid Conversation) line)
    {
        lock (_last)
        {
            return _last.ContainsKey(line);
        }
    }

    /// <summary>The next turn of a line; it is over when it is disposed.</summary>
    public Turn Take((Guid Session, Guid Conversation) line)
    {
        lock (_last)
        {
            var turn = new Turn(this, line, _last.TryGetValue(line, out var before) ? before.Over : Task.CompletedTask);
            _last[line] = turn;
            _taken = _last.Count;
            return turn;
        }
    }

    void End(Turn turn)
    {
        lock (_last)
        {
            if (_last[turn.Line] == turn)
            {
                _last.Remove(turn.Line);
                _taken = _last.Count;
            }
        }
    }

    /// <summary>One turn.</summary>
    public sealed class Turn(Turns turns, (Guid Session, Guid Conversation) line, Task before) : IDisposable
    {
        readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public (Guid Session, Guid Conversation) Line => line;

        /// <summary>Ends with the turn before.</summary>
        public Task Before => before;

        public Task Over => _over.Task;

        public void Dispose()
        {
            turns.End(this);
            _over.SetResult();
        }
    }
}

namespace Teahouse.Server.Gateway;

/// <summary>Counts the commands of one socket that wait for an answer. Only the socket's reader enters; anyone may leave.</summary>
sealed class Room(int places)
{
    readonly Lock _gate = new();
    TaskCompletionSource? _full;
    int _taken;

    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_taken == places)
            {
                return false;
            }

            _taken++;
            return true;
        }
    }

    public async Task EnterAsync()
    {
        while (!TryEnter())
        {
            Task left;
            lock (_gate)
            {
                left = _taken < places ? Task.CompletedTask
                    : (_full ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await left;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _taken--;
            _full?.TrySetResult();
            _full = null;
        }
    }
}

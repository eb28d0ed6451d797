namespace Teahouse.Platform.Postgres;

/// <summary>
/// Answers what many ask for at the same time with one statement: whoever asks while one runs is in the next, so that no answer is older
/// than its question. Who asks alone does not wait. (Known from GraphQL servers as a data loader.)
/// </summary>
/// <param name="load">Answers all keys, each at its place.</param>
public sealed class Loader<TKey, TValue>(Func<TKey[], CancellationToken, Task<TValue[]>> load)
{
    /// <summary>Keys in one statement.</summary>
    static int Most => 500;

    readonly Lock _gate = new();
    readonly Queue<Question> _waiting = [];
    Question? _last;
    bool _running;

    public async Task<TValue> LoadAsync(TKey key, CancellationToken cancellationToken)
    {
        var (question, place, first) = Enter(key);
        if (first)
        {
            _ = RunAsync();
        }

        return (await question.Answer.Task.WaitAsync(cancellationToken))[place];
    }

    (Question Question, int Place, bool First) Enter(TKey key)
    {
        lock (_gate)
        {
            if (_last is null || _last.Keys.Count == Most)
            {
                _waiting.Enqueue(_last = new());
            }

            _last.Keys.Add(key);
            var first = !_running;
            _running = true;
            return (_last, _last.Keys.Count - 1, first);
        }
    }

    async Task RunAsync()
    {
        while (Next() is { } question)
        {
            try
            {
                // Whoever gives up waiting does not take the answer from the others.
                question.Answer.SetResult(await load([.. question.Keys], CancellationToken.None));
            }
            catch (Exception e)
            {
                question.Answer.SetException(e);
            }
        }
    }

    Question? Next()
    {
        lock (_gate)
        {
            _running = _waiting.TryDequeue(out var question);
            _last = question == _last ? null : _last;
            return question;
        }
    }

    sealed class Question
    {
        public List<TKey> Keys { get; } = [];
        public TaskCompletionSource<TValue[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

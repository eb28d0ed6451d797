namespace Teahouse.Load;

/// <summary>Has lines do what ends with their being open, so many at a time: the accept queue of no server takes ten thousand at once.</summary>
sealed class Opening(Loop loop, int atOnce) : ILineListener
{
    int _opened;

    /// <summary>Answers once all are open.</summary>
    public void Run(IReadOnlyList<Line> lines, Action<Line> begin)
    {
        _opened = 0;
        var before = lines.Select(line => line.Listener).ToList();
        for (var begun = 0; begun < lines.Count; begun++)
        {
            lines[begun].Listener = this;
            begin(lines[begun]);
            var waiting = begun + 1 - atOnce;
            loop.Until(() => _opened > waiting, Patience, Missing);
        }

        loop.Until(() => _opened == lines.Count, Patience, Missing);
        for (var i = 0; i < lines.Count; i++)
        {
            lines[i].Listener = before[i];
        }

        string Missing() => $"{lines.Count - _opened} of {lines.Count} lines were not open";
    }

    static TimeSpan Patience => TimeSpan.FromMinutes(2);

    void ILineListener.Opened(Line line) => _opened++;
}

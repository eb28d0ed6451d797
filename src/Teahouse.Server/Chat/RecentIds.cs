namespace Teahouse.Server.Chat;

/// <summary>The messages a writer posted last, by id. What it has forgotten the unique index of the log still knows.</summary>
sealed class RecentIds(int capacity)
{
    readonly Dictionary<Guid, LogRow> _rows = new(capacity);
    readonly Queue<Guid> _order = new(capacity);

    public LogRow? Find(Guid id) => _rows.GetValueOrDefault(id);

    public void Add(LogRow row)
    {
        if (capacity == 0 || !_rows.TryAdd(row.Id, row))
        {
            return;
        }

        _order.Enqueue(row.Id);
        while (_order.Count > capacity)
        {
            _rows.Remove(_order.Dequeue());
        }
    }

    /// <summary>Forgets rows of a transaction whose end is not known. Their places in the order run out by themselves.</summary>
    public void Forget(IEnumerable<LogRow> rows)
    {
        foreach (var row in rows)
        {
            _rows.Remove(row.Id);
        }
    }
}

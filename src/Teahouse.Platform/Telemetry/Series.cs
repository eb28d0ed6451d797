namespace Teahouse.Platform.Telemetry;

/// <summary>The numbers under one set of labels of one instrument.</summary>
sealed class Series(string labels, double[]? bounds)
{
    readonly Lock _lock = new();
    readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    double _value;

    /// <summary>As in the exposition, without braces: <c>a="1",b="2"</c>.</summary>
    public string Labels { get; } = labels;

    /// <summary>False once an observation has come and gone.</summary>
    public bool Present { get; set; } = true;

    public void Add(double value)
    {
        lock (_lock)
        {
            _value += value;
            if (_buckets is not null)
            {
                // The first bound that is not below the value: bounds are inclusive.
                var at = Array.BinarySearch(bounds!, value);
                _buckets[at < 0 ? ~at : at]++;
            }
        }
    }

    public void Set(double value)
    {
        lock (_lock)
        {
            _value = value;
            Present = true;
        }
    }

    /// <summary>The value or sum, and how many fell into each bucket.</summary>
    public (double Value, long[]? Buckets) Read()
    {
        lock (_lock)
        {
            return (_value, _buckets?.ToArray());
        }
    }
}

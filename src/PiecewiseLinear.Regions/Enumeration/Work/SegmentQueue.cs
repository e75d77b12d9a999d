namespace PiecewiseLinear.Regions;

/// <summary>The segments of a run: those to be walked, and how many threads wait for one.</summary>
internal sealed class SegmentQueue(int threads)
{
    private readonly object _gate = new();
    private readonly Queue<Segment> _ready = new();
    private int _waiting;
    private volatile bool _wanted;
    private bool _closed;

    /// <summary>Whether some thread waits and nothing is ready for it.</summary>
    public bool Wanted => _wanted;

    /// <summary>The number of segments there ever were.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a segment behind another (null for the first one).</summary>
    public void Add(Segment segment, Segment? after)
    {
        lock (_gate)
        {
            if (after is not null)
            {
                segment.Next = after.Next;
                after.Next = segment;
            }

            Count++;
            _ready.Enqueue(segment);
            _wanted = _waiting > _ready.Count;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The next segment to walk; null when all is done. Blocks while others may still give something away.</summary>
    public Segment? Take()
    {
        lock (_gate)
        {
            _waiting++;
            while (_ready.Count == 0 && _waiting < threads && !_closed)
            {
                _wanted = true;
                Monitor.Wait(_gate);
            }

            if (_ready.Count == 0 || _closed)
            {
                _closed = true;
                Monitor.PulseAll(_gate);
                return null;
            }

            _waiting--;
            Segment segment = _ready.Dequeue();
            _wanted = _waiting > _ready.Count;
            return segment;
        }
    }

    /// <summary>Ends all waiting.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}

namespace PiecewiseLinear.Regions;

/// <summary>
/// Hands the regions of all segments to the sink in the order of the tree. The first unfinished segment delivers at once, the others keep a bounded number of regions and
/// then wait for their turn. The first one never waits for another, so there is no deadlock.
/// </summary>
internal sealed class OrderedDelivery(IRegionSink? sink, ICountEvidence? evidence, long alreadyDelivered, long? limit) : IDisposable
{
    private const int WaitingRegions = 1024;
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _moved = new();
    private Segment? _head;
    private volatile bool _closed;

    /// <summary>The number of regions delivered, those before a resume token included.</summary>
    public long Delivered { get; private set; } = alreadyDelivered;

    /// <summary>Whether the sink, or the limit, has ended the enumeration.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether there is someone to deliver to.</summary>
    public bool HasSink => sink is not null;

    /// <summary>Whether there is evidence to put together.</summary>
    public bool HasEvidence => evidence is not null;

    /// <summary>The first unfinished segment.</summary>
    public Segment? Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>Begins with the first segment.</summary>
    public void Begin(Segment first) => _head = first;

    /// <summary>Ends all waiting: nothing more is delivered.</summary>
    public void Close()
    {
        _closed = true;
        _moved.Set();
    }

    /// <summary>Delivers a region of a segment, or keeps it; false when it was not taken.</summary>
    public bool Offer(Segment segment, EnumeratedRegion region)
    {
        while (!_closed)
        {
            lock (_gate)
            {
                if (segment == _head)
                {
                    return Deliver(region);
                }

                if (segment.Waiting.Count < WaitingRegions)
                {
                    segment.Waiting.Enqueue(region);
                    return true;
                }

                _moved.Reset();
            }

            _moved.Wait(TimeSpan.FromMilliseconds(50));
        }

        return false;
    }

    /// <summary>Takes over a segment's evidence if it is the first one's; else waits for that when it got large. False when the run is ended.</summary>
    public bool OfferEvidence(Segment segment, bool large)
    {
        while (!_closed)
        {
            lock (_gate)
            {
                if (segment == _head)
                {
                    evidence!.Append(segment.Evidence!);
                    return true;
                }

                if (!large)
                {
                    return true;
                }

                _moved.Reset();
            }

            _moved.Wait(TimeSpan.FromMilliseconds(50));
        }

        return false;
    }

    /// <summary>Takes over the evidence of a segment that was stopped, at the end of a run.</summary>
    public void AppendRest(Segment segment)
    {
        if (segment is { IsDone: false, Evidence: { } rest })
        {
            evidence?.Append(rest);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _moved.Dispose();

    /// <summary>A segment is walked to its end; what waited behind it may go.</summary>
    public void Finish(Segment segment)
    {
        lock (_gate)
        {
            segment.IsDone = true;
            while (_head is { IsDone: true })
            {
                if (_head.Evidence is { } finished)
                {
                    evidence?.Append(finished);
                }

                _head = _head.Next;
                while (_head is { Waiting.Count: > 0 } next && Deliver(next.Waiting.Peek()))
                {
                    next.Waiting.Dequeue();
                }
            }
        }

        _moved.Set();
    }

    private bool Deliver(EnumeratedRegion region)
    {
        if (IsFull || Delivered == limit)
        {
            IsFull = true;
            return false;
        }

        region.Index = Delivered++;
        IsFull = !sink!.Accept(region);
        return true;
    }
}

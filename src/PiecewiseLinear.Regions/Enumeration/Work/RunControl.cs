namespace PiecewiseLinear.Regions;

/// <summary>What the threads of a run share: the segments, the delivery, and the wish to stop.</summary>
internal sealed class RunControl(SegmentQueue queue, OrderedDelivery delivery, long? cap, long setBytes)
{
    private readonly Lock _gate = new();
    private volatile bool _stopping;
    private volatile bool _snapshotWanted;
    private long _setBytesLeft = setBytes;

    /// <summary>The segments.</summary>
    public SegmentQueue Queue { get; } = queue;

    /// <summary>The sink's side.</summary>
    public OrderedDelivery Delivery { get; } = delivery;

    /// <summary>The most regions that can still be wanted of one segment.</summary>
    public long? Cap { get; } = cap;

    /// <summary>Whether the threads are to stop at the next split or leaf.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Whether someone wants to know where the first unfinished segment is.</summary>
    public bool SnapshotWanted => _snapshotWanted;

    /// <summary>Whether a cell was beyond the engine's capacity.</summary>
    public bool CapacityExceeded { get; private set; }

    /// <summary>Whether the sets of patterns grew beyond their budget.</summary>
    public bool SetsGivenUp => Volatile.Read(ref _setBytesLeft) < 0;

    /// <summary>What a thread failed with.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Where the first unfinished segment was when it was last asked, and its totals.</summary>
    public (Segment Segment, WalkStart At, RegionTally Totals)? Snapshot { get; private set; }

    /// <summary>Stops all threads.</summary>
    public void Stop()
    {
        _stopping = true;
        Delivery.Close();
        Queue.Close();
    }

    /// <summary>Stops all threads: one met a cell beyond the engine's capacity.</summary>
    public void StopForCapacity()
    {
        CapacityExceeded = true;
        Stop();
    }

    /// <summary>Stops all threads: one failed.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            Failure ??= failure;
        }

        Stop();
    }

    /// <summary>Takes a part of the budget for sets.</summary>
    public void TakeSetBytes(long bytes) => Interlocked.Add(ref _setBytesLeft, -bytes);

    /// <summary>Asks for a snapshot.</summary>
    public void RequestSnapshot() => _snapshotWanted = true;

    /// <summary>Takes a snapshot if the segment is the first unfinished one.</summary>
    public void Offer(Segment segment, WalkPath path, int countFrom)
    {
        if (segment == Delivery.Head)
        {
            RegionTally copy = new(segment.Tally.PerLayer.Length);
            copy.Add(segment.Tally);
            Snapshot = (segment, path.Here(countFrom), copy);
            _snapshotWanted = false;
        }
    }
}

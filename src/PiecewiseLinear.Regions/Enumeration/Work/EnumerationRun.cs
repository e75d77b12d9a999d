namespace PiecewiseLinear.Regions;

/// <summary>What came of a run.</summary>
/// <param name="Totals">The totals of a prefix of the order.</param>
/// <param name="Logs">The logs of patterns of the same prefix; null when given up.</param>
/// <param name="Next">The first thing that is not in the prefix; null when all is.</param>
/// <param name="Effort">What it took.</param>
internal sealed record RunOutcome(RegionTally Totals, IReadOnlyList<PatternLog>? Logs, WalkStart? Next, EnumerationEffort Effort);

/// <summary>Enumerates with a number of threads and puts the segments together in the order of the tree.</summary>
internal sealed class EnumerationRun : IDisposable
{
    private const int StackBytes = 256 << 20;

    private readonly EnumerationQuery _query;
    private readonly WalkEngineFactory _engine;
    private readonly int _layers;
    private readonly RegionTally _before;
    private readonly Segment _first;
    private readonly SegmentWorker[] _workers;
    private readonly RunControl _control;

    /// <param name="query">The question.</param>
    /// <param name="engine">Makes the engines.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="before">The totals before that.</param>
    /// <param name="sink">Receives the regions; null to count only.</param>
    /// <param name="delivered">How many regions were delivered before.</param>
    public EnumerationRun(EnumerationQuery query, WalkEngineFactory engine, WalkStart start, RegionTally before, IRegionSink? sink, long delivered)
    {
        _query = query;
        _engine = engine;
        _layers = query.Network.HiddenLayers.Length;
        _before = before;
        int threads = query.Threads > 0 ? query.Threads : Environment.ProcessorCount;
        _control = new RunControl(new SegmentQueue(threads), new OrderedDelivery(sink, query.Evidence, delivered, query.Budget.MaxRegions), query.Budget.MaxRegions - before.Regions, query.Budget.SetBytes);
        _first = NewSegment(start);
        _control.Delivery.Begin(_first);
        _control.Queue.Add(_first, after: null);
        _workers = [.. Enumerable.Range(0, threads).Select(_ => new SegmentWorker(engine, _layers, query.Evidence, _control, NewSegment))];
    }

    /// <summary>The state that the threads share.</summary>
    public RunControl Control => _control;

    /// <summary>Regions found so far by all threads; approximate while they run.</summary>
    public long Found => _before.Regions + Segments().Sum(static segment => segment.Tally.Regions);

    /// <summary>The estimated part of the tree that is done.</summary>
    public double DoneWeight => Math.Clamp(Segments().Sum(static segment => segment.DoneWeight), 0d, 1d);

    /// <summary>Regions in the prefix that is walked without a gap.</summary>
    public long Prefix
    {
        get
        {
            long sum = _before.Regions;
            foreach (Segment segment in Segments())
            {
                sum += segment.Tally.Regions;
                if (!segment.IsDone)
                {
                    break;
                }
            }

            return sum;
        }
    }

    /// <summary>Runs the threads; <paramref name="watch"/> is called from this one until they are done, and waits in between.</summary>
    public void Run(Action<WaitHandle> watch)
    {
        using CountdownEvent done = new(_workers.Length);
        foreach (SegmentWorker worker in _workers)
        {
            Thread thread = new(() => Work(worker, done), StackBytes) { IsBackground = true, Name = "region enumeration" };
            thread.Start();
        }

        while (!done.IsSet)
        {
            watch(done.WaitHandle);
        }
    }

    /// <summary>The prefix of the order that is walked without a gap, up to a number of regions.</summary>
    public RunOutcome Combine(long limit)
    {
        RegionTally totals = new(_layers);
        totals.Add(_before);
        List<PatternLog> logs = [];
        WalkStart? next = null;
        for (Segment? segment = _first; segment is not null && next is null; segment = segment.Next)
        {
            Segment taken = segment;
            long room = limit - totals.Regions;
            if (segment.Tally.Regions > room || room == 0)
            {
                // The limit falls inside it, or right before it: walk it again, up to there.
                using OrderedDelivery rest = new(null, null, 0, null);
                taken = NewSegment(segment.Start);
                new SegmentWorker(_engine, _layers, null, new RunControl(new SegmentQueue(1), rest, null, long.MaxValue), NewSegment).Walk(taken, room);
            }

            totals.Add(taken.Tally);
            _control.Delivery.AppendRest(segment);
            logs.AddRange(taken.Tally.Log is { } log ? [log] : []);
            next = taken.IsDone ? null : taken.StoppedAt ?? taken.Start;
        }

        return new RunOutcome(totals, _control.SetsGivenUp ? null : logs, next, Effort());
    }

    /// <summary>The totals and the place of the last snapshot of the first unfinished segment.</summary>
    public (RegionTally Totals, WalkStart Next)? Committed()
    {
        if (_control.Snapshot is not { } snapshot)
        {
            return null;
        }

        RegionTally totals = new(_layers);
        totals.Add(_before);
        foreach (Segment segment in Segments().TakeWhile(segment => segment != snapshot.Segment))
        {
            totals.Add(segment.Tally);
        }

        totals.Add(snapshot.Totals);
        return (totals, snapshot.At);
    }

    /// <inheritdoc/>
    public void Dispose() => _control.Delivery.Dispose();

    private EnumerationEffort Effort()
        => _workers.Select(static worker => worker.Effort).Aggregate(new EnumerationEffort(0, 0, 0, 0, _control.Queue.Count), static (sum, one) => sum + one);

    private void Work(SegmentWorker worker, CountdownEvent done)
    {
        try
        {
            worker.Work();
        }
        catch (Exception failure)
        {
            _control.Fail(failure);
        }
        finally
        {
            done.Signal();
        }
    }

    private Segment NewSegment(WalkStart start)
    {
        RegionTally tally = new(_layers);
        if ((_query.Quantities & (CountedQuantities.Hamming1 | CountedQuantities.Maps)) != CountedQuantities.None)
        {
            tally.Log = new PatternLog(_query.Network.HiddenNeurons, _query.Quantities.HasFlag(CountedQuantities.Maps));
        }

        return new Segment(start, tally);
    }

    private IEnumerable<Segment> Segments()
    {
        for (Segment? segment = _first; segment is not null; segment = segment.Next)
        {
            yield return segment;
        }
    }
}

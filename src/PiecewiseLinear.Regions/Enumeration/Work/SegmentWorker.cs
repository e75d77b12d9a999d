using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>One thread's part of a run: walks segments one after the other, gives away its largest pending subtree when another thread has nothing to do.</summary>
internal sealed class SegmentWorker<TSet> : IWalkVisitor<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>The first segment's evidence is handed over in pieces of this many bytes.</summary>
    private const long HandedOver = 64 << 10;

    /// <summary>The most bytes of evidence with which a segment waits for its turn while it goes on.</summary>
    private const long LargestWaiting = 32 << 20;

    private readonly RunControl _control;
    private readonly WalkPath _path = new();
    private readonly CellWalk<TSet> _walk;
    private readonly RegionInspector<TSet> _inspector;
    private readonly Func<WalkStart, Segment> _newSegment;
    private readonly IStepRecorder<TSet>? _recorder;
    private Segment _segment;
    private long _limit;
    private long _logBytes;
    private readonly int _layers;
    private int _pendingFrom;

    public SegmentWorker(EnumerationQuery query, FormPlan plan, RunControl control, Func<WalkStart, Segment> newSegment)
    {
        _control = control;
        _newSegment = newSegment;
        _layers = plan.Layers;
        _segment = newSegment(WalkStart.Root);
        State = new CellState<TSet>(plan, query.Rigorous);
        _recorder = control.Delivery.HasEvidence ? query.Evidence!.Recorder(State) : null;
        _inspector = new RegionInspector<TSet>(query, State, control.Delivery.HasSink);
        _walk = new CellWalk<TSet>(State, _path, this);
    }

    /// <summary>The buffers of the walk.</summary>
    public CellState<TSet> State { get; }

    /// <summary>Walks segments until none is left.</summary>
    public void Work()
    {
        while (_control.Queue.Take() is { } segment)
        {
            if (Walk(segment, _control.Cap ?? long.MaxValue))
            {
                _control.Delivery.Finish(segment);
            }
        }
    }

    /// <summary>Walks one segment up to a number of regions; whether that was all of it.</summary>
    public bool Walk(Segment segment, long limit)
    {
        _segment = segment;
        _limit = limit;
        _logBytes = 0;
        _pendingFrom = _layers;
        if (_recorder is not null)
        {
            _recorder.Begin(segment.Evidence = _recorder.NewEvidence());
        }

        _path.Begin(segment.Start);
        bool done = _walk.Run();
        segment.IsDone = done && !_control.Delivery.HasSink && _recorder is null;
        segment.DoneWeight = _path.DoneWeight;
        return done;
    }

    public bool Continue(int layer)
    {
        if (_control.IsStopping)
        {
            _segment.StoppedAt = Here(layer);
            return false;
        }

        if (_control.Queue.Wanted && _path.GiveAway() is { } start)
        {
            _control.Queue.Add(_newSegment(start), _segment);
        }

        if (_control.SnapshotWanted)
        {
            _segment.DoneWeight = _path.DoneWeight;
            _control.Offer(_segment, _path, Math.Min(_pendingFrom, layer));
        }

        return true;
    }

    public bool WantsSteps => _recorder is not null;

    public void Settled(int layer, int neuron, ActivationPhase phase, Cell cell) => _recorder!.Settled(layer, neuron, phase, cell);

    public void Splitting(int layer, int neuron, Cell cell) => _recorder!.Splitting(layer, neuron, cell);

    public void LayerChanged(int layer) => _inspector.Invalidate(layer);

    public void LayerDone(int layer) => _pendingFrom = Math.Min(_pendingFrom, layer);

    public bool Leaf(Cell cell)
    {
        if (_segment.Tally.Regions == _limit)
        {
            _segment.StoppedAt = Here(_layers);
            return false;
        }

        if (!Continue(_layers))
        {
            return false;
        }

        if (!_inspector.Inspect(cell))
        {
            SlotsExhausted(_layers);
            return false;
        }

        if (_control.Delivery.HasSink && !_control.Delivery.Offer(_segment, _inspector.Region(cell)))
        {
            _segment.StoppedAt = Here(_layers);
            _control.Stop();
            return false;
        }

        _inspector.Count(cell, _segment.Tally);
        for (; _pendingFrom < _layers; _pendingFrom++)
        {
            _segment.Tally.PerLayer[_pendingFrom]++;
        }

        if (_recorder is not null)
        {
            Record(_recorder, cell);
        }

        if (_segment.Tally.Log is { } log && (log.Bytes != _logBytes || _control.SetsGivenUp))
        {
            AccountFor(log);
        }

        return true;
    }

    private void Record(IStepRecorder<TSet> recorder, Cell cell)
    {
        recorder.Leaf(cell);
        long size = recorder.Size(_segment.Evidence!);
        if (size > HandedOver)
        {
            _control.Delivery.OfferEvidence(_segment, large: size > LargestWaiting);
        }
    }

    private void AccountFor(PatternLog log)
    {
        _control.TakeSetBytes(log.Bytes - _logBytes);
        _logBytes = log.Bytes;
        _segment.Tally.Log = _control.SetsGivenUp ? null : log;
    }

    public void SlotsExhausted(int layer)
    {
        _segment.StoppedAt = Here(layer);
        _control.StopForSlots();
    }

    /// <summary>The place to go on from. Cells of layers are counted with their first region, so that the count of a prefix depends on its regions alone.</summary>
    private WalkStart Here(int layer) => _path.Here(Math.Min(_pendingFrom, layer));
}

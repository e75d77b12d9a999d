namespace PiecewiseLinear.Regions;

/// <summary>One thread's part of a run: walks segments one after the other, gives away its largest pending subtree when another thread has nothing to do.</summary>
internal sealed class SegmentWorker : IWalkEvents
{
    /// <summary>The first segment's evidence is handed over in pieces of this many bytes.</summary>
    private const long HandedOver = 64 << 10;

    /// <summary>The most bytes of evidence with which a segment waits for its turn while it goes on.</summary>
    private const long LargestWaiting = 32 << 20;

    private readonly RunControl _control;
    private readonly WalkPath _path = new();
    private readonly IWalkEngine _engine;
    private readonly Func<WalkStart, Segment> _newSegment;
    private readonly int _layers;
    private Segment _segment;
    private long _limit;
    private long _logBytes;
    private int _pendingFrom;

    public SegmentWorker(WalkEngineFactory engine, int layers, ICountEvidence? evidence, RunControl control, Func<WalkStart, Segment> newSegment)
    {
        _control = control;
        _newSegment = newSegment;
        _layers = layers;
        _segment = newSegment(WalkStart.Root);
        _engine = engine(_path, this, control.Delivery.HasSink, evidence);
    }

    /// <summary>What was spent.</summary>
    public EnumerationEffort Effort => _engine.Effort;

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
        segment.Evidence = _engine.BeginEvidence();
        _path.Begin(segment.Start);
        bool done = _engine.Run();
        segment.IsDone = done && !_control.Delivery.HasSink && segment.Evidence is null;
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

    public void LayerDone(int layer) => _pendingFrom = Math.Min(_pendingFrom, layer);

    public bool Leaf()
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

        if (!_engine.Inspect())
        {
            CapacityExceeded(_layers);
            return false;
        }

        if (_control.Delivery.HasSink && !_control.Delivery.Offer(_segment, _engine.Region()))
        {
            _segment.StoppedAt = Here(_layers);
            _control.Stop();
            return false;
        }

        _engine.Count(_segment.Tally);
        for (; _pendingFrom < _layers; _pendingFrom++)
        {
            _segment.Tally.PerLayer[_pendingFrom]++;
        }

        if (_segment.Evidence is { } evidence)
        {
            Record(evidence);
        }

        if (_segment.Tally.Log is { } log && (log.Bytes != _logBytes || _control.SetsGivenUp))
        {
            AccountFor(log);
        }

        return true;
    }

    private void Record(object evidence)
    {
        long size = _engine.RecordLeaf(evidence);
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

    public void CapacityExceeded(int layer)
    {
        _segment.StoppedAt = Here(layer);
        _control.StopForCapacity();
    }

    /// <summary>The place to go on from. Cells of layers are counted with their first region, so that the count of a prefix depends on its regions alone.</summary>
    private WalkStart Here(int layer) => _path.Here(Math.Min(_pendingFrom, layer));
}

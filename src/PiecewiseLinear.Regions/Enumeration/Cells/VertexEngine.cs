using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>The engine that keeps cells by their vertices.</summary>
internal sealed class VertexEngine<TSet> : IWalkEngine, IWalkVisitor<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly IWalkEvents _events;
    private readonly CellState<TSet> _state;
    private readonly CellWalk<TSet> _walk;
    private readonly RegionInspector<TSet> _inspector;
    private readonly IStepRecorder<TSet>? _recorder;
    private Cell _cell;

    public VertexEngine(EnumerationQuery query, FormPlan plan, WalkPath path, IWalkEvents events, bool regions, ICountEvidence? evidence)
    {
        _events = events;
        _state = new CellState<TSet>(plan, query.Rigorous);
        _inspector = new RegionInspector<TSet>(query, _state, regions);
        _recorder = evidence?.Recorder(_state);
        _walk = new CellWalk<TSet>(_state, path, this);
    }

    public EnumerationEffort Effort => new(_state.Refinement.Count, _state.Exact.Signs, _state.Exact.Vertices, 0, 0);

    public bool WantsSteps => _recorder is not null;

    public bool Run() => _walk.Run();

    public bool Inspect() => _inspector.Inspect(_cell) && (_recorder is null || _recorder.Prepare(_cell));

    public void Count(RegionTally tally) => _inspector.Count(_cell, tally);

    public EnumeratedRegion Region() => _inspector.Region(_cell);

    public object? BeginEvidence()
    {
        object? evidence = _recorder?.NewEvidence();
        if (evidence is not null)
        {
            _recorder!.Begin(evidence);
        }

        return evidence;
    }

    public long RecordLeaf(object evidence)
    {
        _recorder!.Leaf(_cell);
        return _recorder.Size(evidence);
    }

    public bool Continue(int layer) => _events.Continue(layer);

    public void LayerChanged(int layer) => _inspector.Invalidate(layer);

    public void LayerDone(int layer) => _events.LayerDone(layer);

    public void Settled(int layer, int neuron, ActivationPhase phase, Cell cell) => _recorder!.Settled(layer, neuron, phase, cell);

    public void Reached(int depth, Cell cell, bool isNew) => _recorder!.Reached(depth, cell, isNew);

    public void Splitting(int layer, int neuron, Cell cell) => _recorder!.Splitting(layer, neuron, cell);

    public void SlotsExhausted(int layer) => _events.CapacityExceeded(layer);

    public bool Leaf(Cell cell)
    {
        _cell = cell;
        return _events.Leaf();
    }
}

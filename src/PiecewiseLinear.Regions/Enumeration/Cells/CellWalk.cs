using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The depth-first walk over the tree of cells in one thread: (layer, neuron) in order, the inactive side of a split before the active one, leaves are the regions. Memory is
/// O(depth · vertices of a cell).
/// </summary>
/// <remarks>
/// A layer's neurons that clearly do not cut the cell on entry are settled there once; the rest is looked at in stages of up to 64, each vertex carrying the signs of
/// the stage's neurons as bits, so that a neuron cuts a sub-cell exactly if both bits occur among its vertices.
/// </remarks>
internal sealed class CellWalk<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly CellState<TSet> _state;
    private readonly CellSplitter<TSet> _splitter;
    private readonly LayerEntry _entry;
    private readonly IWalkVisitor<TSet> _visitor;
    private readonly bool[] _zero;
    private readonly WalkPath _path;

    public CellWalk(CellState<TSet> state, WalkPath path, IWalkVisitor<TSet> visitor)
    {
        _state = state;
        _splitter = new CellSplitter<TSet>(state);
        _entry = new LayerEntry(state.Plan, state.Rigorous);
        _visitor = visitor;
        _path = path;
        _zero = new bool[state.Plan.Layers == 0 ? 0 : state.Plan.Network.HiddenLayers.Max(static layer => layer.Width)];
    }

    /// <summary>Walks from the current start of the path; false when the visitor stopped it.</summary>
    public bool Run()
    {
        _state.Vertices.Pop(0);
        _state.Cells.Pop(0);
        int k = _state.Plan.Dimension;
        for (int corner = 0; corner < 1 << k; corner++)
        {
            TSet tight = default;
            for (int c = 0; c < k; c++)
            {
                tight = tight.With((2 * c) + ((corner >> c) & 1));
            }

            int vertex = _state.Vertices.Push(tight);
            for (int c = 0; c < k; c++)
            {
                _state.Vertices.Coordinates[(vertex * k) + c] = ((corner >> c) & 1) == 0 ? -1d : 1d;
            }

            _state.Vertices.Errors[vertex] = 0d;
            _state.Cells.Push(vertex);
        }

        _state.ExactForms.Invalidate(0);
        return Enter(0, 0, new Cell(0, 1 << k, IsSimple: true));
    }

    /// <summary>A cell on which the layers before <paramref name="layer"/> are settled.</summary>
    private bool Enter(int layer, int stage, Cell cell)
    {
        FormPlan plan = _state.Plan;
        int first = layer == 0 ? 0 : plan.ReluNodes[layer - 1];
        if (layer > 0)
        {
            _state.Forms.SetPhases(layer - 1, _state.Phases[layer - 1]);
            _state.ExactForms.Invalidate(layer - 1);
        }

        if (layer == plan.Layers)
        {
            _path.ReachLeaf();
            return _visitor.Leaf(cell);
        }

        if (_state.Rigorous)
        {
            _state.Sharpen(cell);
        }

        _state.Forms.Compose(first, plan.ReluNodes[layer]);
        int source = plan.Network.HiddenLayers[layer].Source;
        double[] columns = _state.Forms.Columns(source);
        int stride = _state.Forms.Stride(source);
        ReadOnlySpan<int> candidates = _entry.Candidates(
            columns, stride, _state.Cells.Of(cell), _state.Vertices.Coordinates, _state.Vertices.Errors, _state.Phases[layer], _zero);
        return EnterStage(layer, stage, cell, candidates);
    }

    private bool EnterStage(int layer, int stage, Cell cell, ReadOnlySpan<int> candidates)
    {
        LayerFrame frame = _state.Frame(stage);
        int source = _state.Plan.Network.HiddenLayers[layer].Source;
        frame.Fill(layer, candidates, _state.Forms.Columns(source), _state.Forms.Stride(source), _state.Rigorous);
        if (frame.Count > 0)
        {
            foreach (int vertex in _state.Cells.Of(cell))
            {
                _state.Classify(frame, vertex, frame.All);
            }
        }

        return Visit(frame, stage, cell, frame.All);
    }

    /// <summary>A cell of a stage on which the neurons of <paramref name="open"/> are not settled yet.</summary>
    private bool Visit(LayerFrame frame, int stage, Cell cell, ulong open)
    {
        ulong positive = 0, negative = 0;
        foreach (int vertex in open == 0 ? [] : _state.Cells.Of(cell))
        {
            positive |= frame.Positive[vertex];
            negative |= frame.Negative[vertex];
        }

        ulong cutting = positive & negative & open;
        ActivationPhase[] phases = _state.Phases[frame.Layer];
        for (ulong settled = open & ~cutting; settled != 0; settled &= settled - 1)
        {
            int bit = BitOperations.TrailingZeroCount(settled);
            phases[frame.Neuron(bit)] = (ActivationPhase)((positive >> bit) & 1);
        }

        if (cutting != 0)
        {
            return Split(frame, stage, cell, cutting);
        }

        if (!frame.Rest.IsEmpty)
        {
            return EnterStage(frame.Layer, stage + 1, cell, frame.Rest);
        }

        if (_path.IsFresh)
        {
            _visitor.LayerDone(frame.Layer);
        }

        return Enter(frame.Layer + 1, stage + 1, cell);
    }

    private bool Split(LayerFrame frame, int stage, Cell cell, ulong cutting)
    {
        int bit = BitOperations.TrailingZeroCount(cutting), neuron = frame.Neuron(bit);
        ulong open = cutting & (cutting - 1);
        if (!_path.ReachSplit() && !_visitor.Continue())
        {
            return false;
        }

        if (_splitter.Split(cell, frame, bit, open) is not { } split)
        {
            _visitor.SlotsExhausted();
            return false;
        }

        int depth = _path.Depth;
        ref ActivationPhase phase = ref _state.Phases[frame.Layer][neuron];
        bool going = true;
        if (_path.Take(ActivationPhase.Inactive))
        {
            phase = ActivationPhase.Inactive;
            _state.Rows[split.Slot] = new Wall(frame.Layer, neuron, depth, ActivationPhase.Inactive);
            going = Visit(frame, stage, split.Inactive, open);
            _path.Leave();
        }

        if (going && _path.Take(ActivationPhase.Active))
        {
            phase = ActivationPhase.Active;
            _state.Rows[split.Slot] = new Wall(frame.Layer, neuron, depth, ActivationPhase.Active);
            going = Visit(frame, stage, split.Active, open);
            _path.Leave();
        }

        _splitter.Undo(split);
        return going;
    }
}

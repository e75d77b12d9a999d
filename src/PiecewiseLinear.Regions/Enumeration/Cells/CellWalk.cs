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
    private readonly double[] _regions;

    public CellWalk(CellState<TSet> state, WalkPath path, IWalkVisitor<TSet> visitor)
    {
        _state = state;
        _splitter = new CellSplitter<TSet>(state);
        _entry = new LayerEntry(state.Plan, state.Rigorous);
        _visitor = visitor;
        _path = path;
        _regions = GenericRegions(state.Plan.Dimension);
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
            _visitor.LayerChanged(layer - 1);
        }

        if (layer == plan.Layers)
        {
            TellReached(cell);
            _path.ReachLeaf();
            return _visitor.Leaf(cell) && _path.CompleteLeaf();
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
        if (_visitor.WantsSteps && _path.IsFresh)
        {
            TellSettled(layer, cell, candidates);
        }

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

    /// <summary>Tells of the neurons that are settled at the entry of a layer: those that are no candidates and not identically zero.</summary>
    private void TellSettled(int layer, Cell cell, ReadOnlySpan<int> candidates)
    {
        int next = 0;
        for (int neuron = 0; neuron < _state.Phases[layer].Length; neuron++)
        {
            if (next < candidates.Length && candidates[next] == neuron)
            {
                next++;
            }
            else if (!_zero[neuron])
            {
                _visitor.Settled(layer, neuron, _state.Phases[layer][neuron], cell);
            }
        }
    }

    private void TellReached(Cell cell)
    {
        if (_visitor.WantsSteps)
        {
            _visitor.Reached(_path.Depth, cell, _path.IsFresh);
        }
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
            if (_visitor.WantsSteps && _path.IsFresh && ((positive | negative) >> bit & 1) != 0)
            {
                _visitor.Settled(frame.Layer, frame.Neuron(bit), phases[frame.Neuron(bit)], cell);
            }
        }

        if (cutting != 0)
        {
            TellReached(cell);
            return Split(frame, stage, cell, cutting);
        }

        if (!frame.Rest.IsEmpty)
        {
            return EnterStage(frame.Layer, stage + 1, cell, frame.Rest);
        }

        if (_path.Counts(frame.Layer))
        {
            _visitor.LayerDone(frame.Layer);
        }

        return Enter(frame.Layer + 1, stage + 1, cell);
    }

    private bool Split(LayerFrame frame, int stage, Cell cell, ulong cutting)
    {
        int bit = BitOperations.TrailingZeroCount(cutting), neuron = frame.Neuron(bit);
        ulong open = cutting & (cutting - 1);
        if (!_path.ReachSplit() && !_visitor.Continue(frame.Layer))
        {
            return false;
        }

        if (_splitter.Split(cell, frame, bit, open) is not { } split)
        {
            _visitor.SlotsExhausted(frame.Layer);
            return false;
        }

        if (_visitor.WantsSteps && _path.IsFresh)
        {
            _visitor.Splitting(frame.Layer, neuron, cell);
        }

        int depth = _path.Depth;
        (ulong left, ulong right) = (Open(frame, split.Inactive, open), Open(frame, split.Active, open));
        double share = Share(BitOperations.PopCount(left), BitOperations.PopCount(right));
        ref ActivationPhase phase = ref _state.Phases[frame.Layer][neuron];
        bool going = true;
        if (_path.Take(ActivationPhase.Inactive, share, frame.Layer))
        {
            phase = ActivationPhase.Inactive;
            _state.Rows[split.Slot] = new Wall(frame.Layer, neuron, depth, ActivationPhase.Inactive);
            going = Visit(frame, stage, split.Inactive, open);
            _path.Leave();
        }

        if (going && _path.Take(ActivationPhase.Active, 1d - share, frame.Layer))
        {
            phase = ActivationPhase.Active;
            _state.Rows[split.Slot] = new Wall(frame.Layer, neuron, depth, ActivationPhase.Active);
            going = Visit(frame, stage, split.Active, open);
            _path.Leave();
        }

        _splitter.Undo(split);
        return going;
    }

    /// <summary>The open neurons that cut a side.</summary>
    private ulong Open(LayerFrame frame, Cell cell, ulong open)
    {
        ulong positive = 0, negative = 0;
        foreach (int vertex in _state.Cells.Of(cell))
        {
            positive |= frame.Positive[vertex];
            negative |= frame.Negative[vertex];
        }

        return positive & negative & open;
    }

    /// <summary>The left part of the weight of a split cell: as the regions of so many hyperplanes in general position (an estimate, for progress only).</summary>
    private double Share(int left, int right)
    {
        double weight = _regions[left];
        return weight / (weight + _regions[right]);
    }

    /// <summary>Σ C(m, i) for i ≤ k (Buck 1943).</summary>
    private static double[] GenericRegions(int dimension)
    {
        double[] regions = new double[LayerFrame.Width + 1];
        for (int m = 0; m < regions.Length; m++)
        {
            double binomial = 1d;
            for (int i = 0; i <= Math.Min(dimension, m); i++)
            {
                regions[m] += binomial;
                binomial *= (double)(m - i) / (i + 1);
            }
        }

        return regions;
    }
}

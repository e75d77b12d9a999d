using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The depth-first walk over the tree of cells by linear programs, for dimensions in which cells have too many vertices. The same cells in the same order as
/// <see cref="CellWalk{TSet}"/>.
/// </summary>
/// <remarks>
/// A cell is its rows and a list of witnesses, points strictly inside it. A neuron of a layer is settled by interval bounds over the cube; else it cuts the cell if witnesses of both
/// signs are known (inherited from the cells above, found by earlier programs); else <see cref="SideSearch"/> looks for the missing sign. A neuron that is settled stays so in
/// all cells below, so its program is paid once for a whole subtree.
/// </remarks>
internal sealed class ProgramWalk(ProgramState state, WalkPath path, IWalkEvents events, Action<int> layerChanged, ProgramStepRecorder? recorder)
{
    private readonly SideSearch _search = new(state, recorder is not null);
    private readonly List<LayerFrame> _frames = [];

    /// <summary>The region the walk stands on.</summary>
    public Cell Leaf { get; private set; }

    /// <summary>Walks from the start of the path; false when the events stopped it.</summary>
    public bool Run()
    {
        state.Witnesses.Pop(0);
        state.Lists.Pop(0);
        state.Rows.Clear();
        state.ExactForms.Invalidate(0);
        state.AddWitness(new double[state.Plan.Dimension]);
        return Enter(0, 0, new Cell(0, 1, IsSimple: false));
    }

    private bool Enter(int layer, int stage, Cell cell)
    {
        FormPlan plan = state.Plan;
        if (layer > 0)
        {
            state.Forms.SetPhases(layer - 1, state.Phases[layer - 1]);
            state.ExactForms.Invalidate(layer - 1);
            layerChanged(layer - 1);
        }

        if (layer == plan.Layers)
        {
            path.ReachLeaf();
            Leaf = cell;
            return events.Leaf() && path.CompleteLeaf();
        }

        state.Forms.Compose(layer == 0 ? 0 : plan.ReluNodes[layer - 1], plan.ReluNodes[layer]);
        return EnterStage(layer, stage, cell, Candidates(layer));
    }

    /// <summary>The neurons that interval bounds over the cube do not settle.</summary>
    private int[] Candidates(int layer)
    {
        int source = state.Plan.Network.HiddenLayers[layer].Source, stride = state.Forms.Stride(source), k = state.Plan.Dimension;
        double[] columns = state.Forms.Columns(source);
        ActivationPhase[] phases = state.Phases[layer];
        List<int> candidates = [];
        for (int i = 0; i < phases.Length; i++)
        {
            (double bound, double slope) = LayerFrame.Thresholds(columns, stride, i, k);
            double constant = columns[(k * stride) + i];
            if (Math.Abs(constant) > slope + bound)
            {
                phases[i] = constant > 0d ? ActivationPhase.Active : ActivationPhase.Inactive;
                recorder?.Settled(i, phases[i], []);
            }
            else if (state.ExactForms.Row(layer, i) is null)
            {
                phases[i] = ActivationPhase.Inactive;
            }
            else
            {
                candidates.Add(i);
            }
        }

        return [.. candidates];
    }

    private bool EnterStage(int layer, int stage, Cell cell, ReadOnlySpan<int> candidates)
    {
        while (_frames.Count <= stage)
        {
            _frames.Add(new LayerFrame(state.Plan.Dimension));
        }

        LayerFrame frame = _frames[stage];
        int source = state.Plan.Network.HiddenLayers[layer].Source;
        frame.Fill(layer, candidates, state.Forms.Columns(source), state.Forms.Stride(source), rigorous: true);
        foreach (int witness in state.Lists.Of(cell))
        {
            frame.Filter(witness, state.Point(witness), state.Witnesses.Errors[witness], frame.All);
        }

        using StageRows? rows = frame.Count == 0 ? null : new StageRows(state, frame);
        return Visit(rows, frame, stage, cell, frame.All);
    }

    private bool Visit(StageRows? rows, LayerFrame frame, int stage, Cell given, ulong open)
    {
        // A list of its own at the top of the stack, so that witnesses can be added.
        int top = state.Lists.Top, count = state.Witnesses.Count;
        state.Lists.Push(state.Lists.Of(given));
        ulong cutting = Settle(rows, frame, top, open);
        Cell cell = new(top, state.Lists.Top - top, IsSimple: false);
        bool going = cutting != 0 ? Split(rows!, frame, stage, cell, cutting)
            : frame.Rest.IsEmpty ? NextLayer(frame.Layer, stage, cell)
            : EnterStage(frame.Layer, stage + 1, cell, frame.Rest);
        state.Lists.Pop(top);
        state.Witnesses.Pop(count);
        return going;
    }

    private bool NextLayer(int layer, int stage, Cell cell)
    {
        if (path.Counts(layer))
        {
            events.LayerDone(layer);
        }

        return Enter(layer + 1, stage + 1, cell);
    }

    /// <summary>Decides for every open neuron whether it cuts the cell; sets the phases of those that do not.</summary>
    private ulong Settle(StageRows? rows, LayerFrame frame, int top, ulong open)
    {
        ulong cutting = 0;
        for (ulong left = open; left != 0; left &= left - 1)
        {
            int bit = BitOperations.TrailingZeroCount(left);
            (int inside, bool positive, bool negative) = Known(frame, top, bit);
            state.SideQuestions += 2;
            positive = positive || _search.Find(rows!, frame, bit, positive: true, inside);
            negative = negative || _search.Find(rows!, frame, bit, positive: false, inside);
            if (positive && negative)
            {
                cutting |= 1UL << bit;
            }
            else
            {
                ActivationPhase phase = positive ? ActivationPhase.Active : ActivationPhase.Inactive;
                state.Phases[frame.Layer][frame.Neuron(bit)] = phase;
                recorder?.Settled(frame.Neuron(bit), phase, _search.Basis);
            }
        }

        return cutting;
    }

    /// <summary>The signs of a neuron among the cell's witnesses, and one of them to start from.</summary>
    private (int Inside, bool Positive, bool Negative) Known(LayerFrame frame, int top, int bit)
    {
        ulong positive = 0, negative = 0;
        ReadOnlySpan<int> witnesses = state.Lists.Of(new Cell(top, state.Lists.Top - top, IsSimple: false));
        foreach (int witness in witnesses)
        {
            positive |= frame.Positive[witness];
            negative |= frame.Negative[witness];
        }

        return (witnesses[0], (positive >> bit & 1) != 0, (negative >> bit & 1) != 0);
    }

    private bool Split(StageRows rows, LayerFrame frame, int stage, Cell cell, ulong cutting)
    {
        int bit = BitOperations.TrailingZeroCount(cutting), neuron = frame.Neuron(bit);
        ulong open = cutting & (cutting - 1);
        if (!path.ReachSplit() && !events.Continue(frame.Layer))
        {
            return false;
        }

        recorder?.Splitting();
        bool going = true;
        foreach (ActivationPhase phase in (ReadOnlySpan<ActivationPhase>)[ActivationPhase.Inactive, ActivationPhase.Active])
        {
            if (!going || !path.Take(phase, 0.5d, frame.Layer))
            {
                continue;
            }

            state.Phases[frame.Layer][neuron] = phase;
            int row = rows.RowOf(bit, phase), top = state.Lists.Top;
            ulong[] bits = phase == ActivationPhase.Active ? frame.Positive : frame.Negative;
            for (int i = 0; i < cell.Count; i++)
            {
                int witness = state.Lists.Of(cell)[i];
                if ((bits[witness] >> bit & 1) != 0)
                {
                    state.Lists.Push(witness);
                }
            }

            rows.SetActive(row, active: true);
            going = Visit(rows, frame, stage, new Cell(top, state.Lists.Top - top, IsSimple: false), open);
            rows.SetActive(row, active: false);
            state.Lists.Pop(top);
            path.Leave();
        }

        return going;
    }
}

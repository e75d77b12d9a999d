using System.Runtime.InteropServices;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The steps of one node: what is closed and cut, and what is left.</summary>
internal sealed class NodeProof(PropertyClaimGroup group, BackwardBounds bounds, int inputs)
{
    private readonly Dictionary<(int Polyhedron, int Row), int> _batch = [];
    private readonly List<PropertyRow> _rows = [];
    private readonly Dictionary<int, (double[] Low, double[] High)> _own = [];
    private readonly HashSet<int> _closed = [];
    private readonly double[] _low = new double[inputs];
    private readonly double[] _high = new double[inputs];

    /// <summary>Checks the steps, the bounds being those of the state, and shrinks the state to what is left.</summary>
    public void Apply(NodeLine node, BoxState state, in EvidenceScanner text)
    {
        _batch.Clear();
        _own.Clear();
        _closed.Clear();
        for (int s = 0; s < node.Steps.Count; s++)
        {
            Check(node, s, state, in text);
        }

        int[] open = _closed.Count == 0 ? state.Open : [.. state.Open.Where(d => !_closed.Contains(d))];
        if (open.Length == 0 != (node.Way == NodeWay.Leaf))
        {
            throw text.Error(open.Length == 0 ? "nothing is open, expected a leaf" : $"polyhedron {open[0]} is still open at a leaf");
        }

        state.Open = open;
        if (open.Length > 0)
        {
            Shrink(state);
        }
    }

    private void Check(NodeLine node, int index, BoxState state, in EvidenceScanner text)
    {
        NodeStep step = node.Steps[index];
        if (Array.BinarySearch(state.Open, step.Polyhedron) < 0 || _closed.Contains(step.Polyhedron))
        {
            throw text.Error($"polyhedron {step.Polyhedron} is not open here");
        }

        if (step.Row >= group.Unsafe[step.Polyhedron].Length)
        {
            throw text.Error($"polyhedron {step.Polyhedron} has {group.Unsafe[step.Polyhedron].Length} rows, found row {step.Row}");
        }

        if (step.Cases.Length > 0)
        {
            CheckCases(node, step, state, in text);
            _closed.Add(step.Polyhedron);
            return;
        }

        if (!_batch.TryGetValue((step.Polyhedron, step.Row), out int row))
        {
            row = Load(node, index, state);
        }

        (double[] low, double[] high) = _own.TryGetValue(step.Polyhedron, out (double[] Low, double[] High) own) ? own : (state.Low, state.High);
        if (step.Input is not { } input)
        {
            if (!(bounds.Minimum(row, low, high) > 0d))
            {
                throw text.Error($"row {step.Row} of polyhedron {step.Polyhedron} is not proved to be violated on the box");
            }

            _closed.Add(step.Polyhedron);
            return;
        }

        if (input >= inputs || !(step.End > low[input] && step.End < high[input]))
        {
            throw text.Error($"the cut of input {input} for polyhedron {step.Polyhedron} is not inside of its box");
        }

        low.CopyTo(_low, 0);
        high.CopyTo(_high, 0);
        (step.Upper ? _low : _high)[input] = step.End;
        if (!(bounds.Minimum(row, _low, _high) > 0d))
        {
            throw text.Error($"row {step.Row} of polyhedron {step.Polyhedron} is not proved to be violated where input {input} is beyond the cut");
        }

        if (low == state.Low)
        {
            (low, high) = ([.. low], [.. high]);
            _own.Add(step.Polyhedron, (low, high));
        }

        (step.Upper ? high : low)[input] = step.End;
    }

    /// <summary>Closes a polyhedron by cases: the row's bound is above 0 at each leaf, where the neurons of its path have the phases of the path and the named slopes are taken.</summary>
    private void CheckCases(NodeLine node, NodeStep step, BoxState state, in EvidenceScanner text)
    {
        PropertyRow[] row = [group.Unsafe[step.Polyhedron][step.Row]];
        (double[] low, double[] high) = _own.TryGetValue(step.Polyhedron, out (double[] Low, double[] High) own) ? own : (state.Low, state.High);
        Stack<(int Neuron, bool Active)> path = [];
        foreach (PhaseCaseEntry entry in step.Cases)
        {
            if (entry.Neuron >= 0)
            {
                if (path.Any(side => side.Neuron == entry.Neuron))
                {
                    throw text.Error($"neuron {entry.Neuron} has two cases within a case");
                }

                Enter(entry.Neuron, active: false);
                continue;
            }

            foreach ((int neuron, double alpha) in entry.Slopes)
            {
                if (path.All(side => side.Neuron != neuron) && IsUnsettled(neuron))
                {
                    bounds.Free(neuron, state, alpha);
                }
            }

            bounds.Carry(row);
            if (!(bounds.Minimum(0, low, high) > 0d))
            {
                throw text.Error($"row {step.Row} of polyhedron {step.Polyhedron} is not proved to be violated on the box in every case");
            }

            foreach ((int neuron, _) in entry.Slopes)
            {
                if (path.All(side => side.Neuron != neuron))
                {
                    Release(neuron);
                }
            }

            while (path.TryPop(out (int Neuron, bool Active) last))
            {
                Release(last.Neuron);
                if (!last.Active)
                {
                    Enter(last.Neuron, active: true);
                    break;
                }
            }
        }

        _batch.Clear();

        // A settled neuron keeps its exact relaxation: in the other phase it is zero, and both phases agree there.
        bool IsUnsettled(int neuron) => state.Lower[neuron] < 0d && state.Upper[neuron] > 0d;

        void Enter(int neuron, bool active)
        {
            path.Push((neuron, active));
            if (IsUnsettled(neuron))
            {
                bounds.Fix(neuron, active);
            }
        }

        void Release(int neuron)
        {
            if (IsUnsettled(neuron))
            {
                bounds.Free(neuron, state, node.Slopes.TryGetValue(neuron, out double alpha) ? alpha : null);
            }
        }
    }

    /// <summary>Carries the rows that the steps from this one on name, as many as go at once. Returns the place of the first.</summary>
    private int Load(NodeLine node, int from, BoxState state)
    {
        _batch.Clear();
        _rows.Clear();
        for (int s = from; s < node.Steps.Count && _rows.Count < BackwardBounds.MostRows; s++)
        {
            NodeStep step = node.Steps[s];
            if (Array.BinarySearch(state.Open, step.Polyhedron) >= 0 && step.Row < group.Unsafe[step.Polyhedron].Length && _batch.TryAdd((step.Polyhedron, step.Row), _rows.Count))
            {
                _rows.Add(group.Unsafe[step.Polyhedron][step.Row]);
            }
        }

        bounds.Carry(CollectionsMarshal.AsSpan(_rows));
        return 0;
    }

    /// <summary>The smallest box that holds the boxes of all open polyhedra.</summary>
    private void Shrink(BoxState state)
    {
        if (_own.Count == 0 || state.Open.Any(d => !_own.ContainsKey(d)))
        {
            return;
        }

        Array.Fill(_low, double.PositiveInfinity);
        Array.Fill(_high, double.NegativeInfinity);
        foreach (int d in state.Open)
        {
            (double[] low, double[] high) = _own[d];
            for (int j = 0; j < inputs; j++)
            {
                _low[j] = Math.Min(_low[j], low[j]);
                _high[j] = Math.Max(_high[j], high[j]);
            }
        }

        _low.CopyTo(state.Low, 0);
        _high.CopyTo(state.High, 0);
    }
}

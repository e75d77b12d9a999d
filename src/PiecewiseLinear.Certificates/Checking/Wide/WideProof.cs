using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Decides in integers of 128 fractional bits what doubles leave open: follows the path from the root once more. The bounds of the nodes of a path are kept with it, so that neighbors share them.
/// </summary>
internal sealed class WideProof(WideNetwork integers, CheckedNetwork layout, TreeQuestion question)
{
    private readonly WideBounds _bounds = new(integers, layout);
    private WideState? _root;

    /// <summary>Whether a step of a node, a closing or a cut, is right: its row is above 0 where the set of the node meets a box.</summary>
    public bool IsProved(Trail node, int step, double[] low, double[] high, CancellationToken cancellationToken)
    {
        NodeLine line = Read(node);
        WideState state = Bounded(node, cancellationToken), box = state.Copy();
        box.SetBox(low, high);
        _bounds.Relax(state, slopes: true);
        NodeStep checkedStep = line.Steps[step];
        ImmutableArray<PiecewiseLinear.Networks.PropertyRow> rows = question.Unsafe[checkedStep.Polyhedron];
        bool proved = true;
        if (checkedStep.Cases.Count > 0)
        {
            ForLeaves(line, checkedStep.Cases, state, state.Slopes, () => proved &= _bounds.Row(rows[checkedStep.Row], box).Sign > 0, cancellationToken);
            return proved;
        }

        Multiply(line, line.Multipliers, [], state);
        proved = _bounds.Row(rows[checkedStep.Row], box).Sign > 0;
        _bounds.ClearMultipliers();
        return proved;
    }

    private NodeLine Read(Trail node)
    {
        NodeLine line = new(layout.Neurons, layout.LayerOf);
        EvidenceScanner text = new(node.Line, 0);
        line.Read(ref text);
        return line;
    }

    /// <summary>The bounds on the set of a node after its lemmas.</summary>
    private WideState Bounded(Trail node, CancellationToken cancellationToken)
    {
        Stack<Trail> open = new();
        for (Trail? at = node; at is not null && at.Wide is null; at = at.Parent)
        {
            open.Push(at);
        }

        while (open.TryPop(out Trail? at))
        {
            WideState state = at.Parent?.Wide?.Copy() ?? (_root ??= _bounds.Begin(at.Low, at.High, question)).Copy();
            state.SetBox(at.Low, at.High);
            state.Changes = at.Changes;
            if (at.Entered is var (neuron, active))
            {
                state.Enter(neuron, active);
            }

            Better(Read(at), state, cancellationToken);
            at.Wide = state;
        }

        return node.Wide!;
    }

    private void Better(NodeLine line, WideState state, CancellationToken cancellationToken)
    {
        if (!line.Inherits)
        {
            state.Slopes.Clear();
        }

        for (int k = line.Slopes.Start; k < line.Slopes.End; k++)
        {
            state.Slopes[line.Numbers[k].Neuron] = line.Numbers[k].Value;
        }

        if (!line.Inherits)
        {
            _bounds.Tighten(state);
        }

        if (line.Lemmas.Count > 0)
        {
            _bounds.Relax(state, slopes: false);
        }

        foreach (NodeLemma lemma in line.Lemmas)
        {
            Apply(lemma, line, state, cancellationToken);
        }
    }

    private void Apply(NodeLemma lemma, NodeLine line, WideState state, CancellationToken cancellationToken)
    {
        int layer = layout.LayerOf(line.Sides[lemma.Sides.Start].Neuron), start = layout.FirstNeurons[layer];
        (int Neuron, bool Negated)[] sides = [.. line.Sides.Skip(lemma.Sides.Start).Take(lemma.Sides.Count).Where(side => state.IsUnsettled(side.Neuron))];
        BigInteger?[] least = new BigInteger?[sides.Length];
        Dictionary<int, double> slopes = line.Numbers.Skip(lemma.Slopes.Start).Take(lemma.Slopes.Count).ToDictionary(static slope => slope.Neuron, static slope => slope.Value);
        foreach ((int neuron, double alpha) in slopes)
        {
            _bounds.Free(neuron, state, alpha);
        }

        ForLeaves(line, lemma.Cases, state, slopes, Bound, cancellationToken);
        for (int k = 0; k < sides.Length; k++)
        {
            state.Improve(sides[k].Neuron, sides[k].Negated, least[k].GetValueOrDefault());
        }

        foreach (int neuron in slopes.Keys.Concat(sides.Select(static side => side.Neuron)))
        {
            _bounds.Free(neuron, state, double.NaN);
        }

        void Bound()
        {
            for (int k = 0; k < sides.Length; k++)
            {
                BigInteger bound = _bounds.Side(layer, sides[k].Neuron - start, sides[k].Negated, state);
                least[k] = least[k] is { } before ? BigInteger.Min(before, bound) : bound;
            }
        }
    }

    /// <summary>Goes through the leaves of a tree of cases, with the relaxations and multipliers of each.</summary>
    private void ForLeaves(NodeLine line, Slice cases, WideState state, Dictionary<int, double> slopes, Action visit, CancellationToken cancellationToken)
    {
        List<(int Neuron, bool Active)> path = [];
        for (int next = cases.Start; next < cases.End; next++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CaseEntry entry = line.Cases[next];
            if (entry.Neuron >= 0)
            {
                Enter(entry.Neuron, false);
                continue;
            }

            List<(int Neuron, double Value)> named = [.. line.Numbers.Skip(entry.Slopes.Start).Take(entry.Slopes.Count).Where(slope => path.All(on => on.Neuron != slope.Neuron))];
            named.ForEach(slope => _bounds.Free(slope.Neuron, state, slope.Value));
            Multiply(line, entry.Multipliers, path, state);
            visit();
            _bounds.ClearMultipliers();
            named.ForEach(slope => Release(slope.Neuron));
            while (path.Count > 0)
            {
                (int neuron, bool active) = path[^1];
                path.RemoveAt(path.Count - 1);
                Release(neuron);
                if (!active)
                {
                    Enter(neuron, true);
                    break;
                }
            }
        }

        void Enter(int neuron, bool active)
        {
            path.Add((neuron, active));
            _bounds.Fix(neuron, active);
        }

        void Release(int neuron) => _bounds.Free(neuron, state, slopes.TryGetValue(neuron, out double alpha) ? alpha : double.NaN);
    }

    /// <summary>Puts multipliers into effect. One without a phase is left out: the check in doubles refuses it when it comes there.</summary>
    private void Multiply(NodeLine line, Slice multipliers, List<(int Neuron, bool Active)> path, WideState state)
    {
        for (int k = multipliers.Start; k < multipliers.End; k++)
        {
            (int neuron, double beta) = line.Numbers[k];
            int place = path.FindIndex(on => on.Neuron == neuron);
            if (place >= 0 || state.Path.ContainsKey(neuron))
            {
                _bounds.Multiply(neuron, place >= 0 ? path[place].Active : state.Path[neuron], beta);
            }
        }
    }
}

using System.Runtime.InteropServices;

namespace PiecewiseLinear.Certificates;

/// <summary>Lemmas: bounds of neurons by slopes, cases and multipliers of their own.</summary>
internal sealed class LemmaProof(BackwardBounds bounds, CheckedNetwork network, CaseWalk cases)
{
    private readonly List<(int Index, bool Negated)> _sides = [];
    private readonly List<(int Index, bool Negated)> _batch = [];
    private readonly List<double> _least = [];

    /// <summary>Betters the bounds of the sides of a lemma that are not settled: each by the least of its linear bounds over the cases. The rows of a batch are leaves times sides.</summary>
    public void Apply(NodeLemma lemma, NodeLine node, BoxState state, in EvidenceScanner text)
    {
        int layer = network.LayerOf(node.Sides[lemma.Sides.Start].Neuron), start = network.FirstNeurons[layer];
        _sides.Clear();
        _least.Clear();
        for (int k = lemma.Sides.Start; k < lemma.Sides.End; k++)
        {
            (int neuron, bool negated) = node.Sides[k];
            if (state.IsUnsettled(neuron))
            {
                _sides.Add((neuron - start, negated));
                _least.Add(double.PositiveInfinity);
            }
        }

        for (int k = lemma.Slopes.Start; k < lemma.Slopes.End; k++)
        {
            (int neuron, double alpha) = node.Numbers[k];
            bounds.Free(neuron, state, alpha);
        }

        for (int from = 0; from < Math.Max(1, _sides.Count); from += BackwardBounds.MostRows)
        {
            Bound(lemma, node, state, layer, from, Math.Min(BackwardBounds.MostRows, _sides.Count - from), in text);
        }

        for (int k = 0; k < _sides.Count; k++)
        {
            BackwardBounds.Improve(start + _sides[k].Index, _sides[k].Negated, _least[k], state);
            bounds.Free(start + _sides[k].Index, state, double.NaN);
        }

        for (int k = lemma.Slopes.Start; k < lemma.Slopes.End; k++)
        {
            bounds.Free(node.Numbers[k].Neuron, state, double.NaN);
        }
    }

    /// <summary>The least bounds of some sides over all leaves.</summary>
    private void Bound(NodeLemma lemma, NodeLine node, BoxState state, int layer, int from, int count, in EvidenceScanner text)
    {
        cases.Start(node, lemma.Cases, state);
        _batch.Clear();
        for (bool more = true; more;)
        {
            more = cases.Next(in text);
            if (_batch.Count > 0 && (!more || _batch.Count + count > BackwardBounds.MostRows))
            {
                bounds.Carry(layer, CollectionsMarshal.AsSpan(_batch));
                for (int r = 0; r < _batch.Count; r++)
                {
                    // Not a number stays: it is better than nothing.
                    int side = from + (r % count);
                    _least[side] = Math.Min(_least[side], bounds.Minimum(r, state.Low, state.High));
                }

                bounds.ClearRows();
                _batch.Clear();
            }

            if (more && count == 0)
            {
                cases.Apply(0, in text);
            }

            for (int k = from; more && k < from + count; k++)
            {
                cases.Apply(_batch.Count, in text);
                _batch.Add(_sides[k]);
            }
        }

        bounds.ClearRows();
    }
}

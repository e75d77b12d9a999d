using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The exact end of a node: for each open polyhedron a tree of phases whose leaves are refuted by multipliers, in rationals. One path is held at a time; the forms of the network are composed only as far as they are needed.
/// </summary>
internal sealed class CellTree
{
    private readonly ReluNetwork _network;
    private readonly CheckedNetwork _layout;
    private readonly IntegerNetwork _exact;
    private readonly int _inputs;
    private readonly List<IntegerForms> _forms = [];
    private readonly List<(int Neuron, Rational[]? Row)> _splits = [];
    private readonly List<bool> _sides = [];
    private readonly bool?[] _phases;
    private Cells _cells;

    public CellTree(ReluNetwork network, CheckedNetwork layout)
    {
        (_network, _layout, _inputs) = (network, layout, network.InputDimension);
        _exact = new IntegerNetwork(network);
        _phases = new bool?[network.HiddenNeurons];
    }

    /// <summary>Checks the trees of all open polyhedra of a node.</summary>
    /// <exception cref="CertificateFormatException">They do not prove it.</exception>
    public void Check(TreeQuestion question, BoxState state, DigestedLines lines, CancellationToken cancellationToken)
    {
        Rational?[] low = [.. state.Low.Select((end, j) => Tighter(question.Domain?.Lower[j], end, Rational.Max))];
        Rational?[] high = [.. state.High.Select((end, j) => Tighter(question.Domain?.Upper[j], end, Rational.Min))];
        for (int j = 0; state.Changes is { } budget && j < low.Length; j++)
        {
            if (budget.IsFixed(j) && budget.Center.Exact[j] is var kept)
            {
                (low[j], high[j]) = (Rational.Max(low[j] ?? kept, kept), Rational.Min(high[j] ?? kept, kept));
            }
        }

        foreach (int polyhedron in state.Open)
        {
            _forms.Clear();
            _forms.Add(new IntegerForms([.. Enumerable.Range(0, _inputs).Select(j => DyadicRow.Unit(_inputs + 1, j))], BigInteger.One));
            for (int n = 0; n < _phases.Length; n++)
            {
                _phases[n] = state.Settled(n);
            }

            _splits.Clear();
            _sides.Clear();
            for (int k = 0; k < state.PathLength; k++)
            {
                (int neuron, bool active) = state.PhaseAt(k);
                _splits.Add((neuron, null));
                _sides.Add(active);
                _phases[neuron] = active;
            }

            _cells = new Cells(question.Unsafe[polyhedron], question.Distance, low, high);
            CheckTree(state, lines, cancellationToken);
        }
    }

    private static Rational? Tighter(Rational? exact, double end, Func<Rational, Rational, Rational> tighter)
        => !double.IsFinite(end) ? exact : exact is { } known ? tighter(known, Rational.FromDouble(end)) : Rational.FromDouble(end);

    private void CheckTree(BoxState state, DigestedLines lines, CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!lines.MoveNext())
            {
                throw new CertificateFormatException(CertificateDefect.Malformed, lines.Count + 1, "", "expected a line 'phase' or 'refutation', found the end of the file");
            }

            if (lines.Current.StartsWith("{\"phase\":"u8))
            {
                Split(lines.Scan("phase"));
                continue;
            }

            LineScanner line = lines.Scan("refutation");
            ImmutableArray<(int Row, Rational Weight)> multipliers = line.NumberedMultipliers();
            line.End();
            Refute(multipliers, line, cancellationToken);
            Return(state);
        }
        while (_splits.Count > state.PathLength);
    }

    /// <summary>Enters the inactive side of a neuron.</summary>
    private void Split(LineScanner line)
    {
        int neuron = line.Count();
        line.End();
        if (neuron >= _phases.Length || _splits.Any(split => split.Neuron == neuron))
        {
            throw line.Error($"neuron {neuron} is none of the {_phases.Length}, or was split above");
        }

        // Where its layer was composed with the phase that the bounds give, it is composed again with the split's.
        int layer = _layout.LayerOf(neuron), node = _network.HiddenLayers[layer].Source;
        Forget(layer);
        if (!TryCompose(node))
        {
            throw line.Error($"neuron {neuron} depends on neurons without a phase");
        }

        _splits.Add((neuron, RowOf(_forms[node], neuron - _layout.FirstNeurons[layer])));
        _sides.Add(false);
        _phases[neuron] = false;
    }

    /// <summary>Goes from a refuted leaf to the next pending side.</summary>
    private void Return(BoxState state)
    {
        while (_sides.Count > state.PathLength)
        {
            int neuron = _splits[^1].Neuron;
            Forget(_layout.LayerOf(neuron));
            if (!_sides[^1])
            {
                _sides[^1] = true;
                _phases[neuron] = true;
                return;
            }

            _phases[neuron] = state.Settled(neuron);
            _splits.RemoveAt(_splits.Count - 1);
            _sides.RemoveAt(_sides.Count - 1);
        }
    }

    private void Forget(int layer)
    {
        int keep = _layout.ReluNodes[layer];
        if (_forms.Count > keep)
        {
            _forms.RemoveRange(keep, _forms.Count - keep);
        }
    }

    /// <summary>Composes the forms up to a node; false where a neuron before it has a form that is not zero and no phase.</summary>
    private bool TryCompose(int node)
    {
        while (_forms.Count <= node)
        {
            int next = _forms.Count;
            if (_network.Nodes[next] is not ReluNode relu)
            {
                _forms.Add(_exact.Affine(next, _forms, _inputs + 1, constants: true));
                continue;
            }

            IntegerForms z = _forms[relu.Source];
            int start = _layout.FirstNeurons[relu.Layer];
            for (int i = 0; i < relu.Width; i++)
            {
                if (z.Rows[i] is not null && _phases[start + i] is null)
                {
                    return false;
                }
            }

            _forms.Add(z.Restrict(i => _phases[start + i] == true));
        }

        return true;
    }

    /// <summary>Adds up the rows ⟨a, x⟩ ≤ b; no point of the cell (in the ball) satisfies the sum.</summary>
    private void Refute(ImmutableArray<(int Row, Rational Weight)> multipliers, LineScanner line, CancellationToken cancellationToken)
    {
        Rational[] sum = new Rational[_inputs + 1];
        foreach ((int number, Rational weight) in multipliers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int k = number - (2 * _inputs), s = k - _cells.Rows.Length;
            if (k < 0)
            {
                bool upper = number % 2 == 1;
                Rational end = (upper ? _cells.High : _cells.Low)[number / 2] ?? throw line.Error($"there is no row {number} here: the domain is unbounded");
                sum[number / 2] += upper ? weight : -weight;
                sum[^1] += upper ? weight * end : -(weight * end);
            }
            else if (s < 0)
            {
                AddPropertyRow(sum, weight, _cells.Rows[k], line);
            }
            else if (s < _splits.Count)
            {
                AddSplit(sum, weight, s, line);
            }
            else
            {
                throw line.Error($"there is no row {number} here: expected one below {(2 * _inputs) + _cells.Rows.Length + _splits.Count}");
            }
        }

        if (_cells.Distance is { } ball)
        {
            if (!ball.Avoids(sum.AsSpan(0, _inputs), sum[^1]))
            {
                throw line.Error("the half-space of the multiplied rows is not proved to be outside of the ball");
            }

            return;
        }

        for (int j = 0; j < _inputs; j++)
        {
            if (!sum[j].IsZero)
            {
                throw line.Error($"the multiplied rows do not cancel in input {j}");
            }
        }

        if (sum[^1].Sign >= 0)
        {
            throw line.Error("the multiplied bounds do not add up to less than 0");
        }
    }

    /// <summary>Inactive: ⟨w, x⟩ ≤ −w₀. Active: −⟨w, x⟩ ≤ w₀. A split of the node's path is composed here, with the phases of the leaf.</summary>
    private void AddSplit(Rational[] sum, Rational weight, int split, LineScanner line)
    {
        (int neuron, Rational[]? form) = _splits[split];
        if (form is null)
        {
            int layer = _layout.LayerOf(neuron), node = _network.HiddenLayers[layer].Source;
            form = TryCompose(node) ? RowOf(_forms[node], neuron - _layout.FirstNeurons[layer]) : throw line.Error($"neuron {neuron} depends on neurons without a phase");
        }

        Rational signed = _sides[split] ? -weight : weight;
        for (int j = 0; j < _inputs; j++)
        {
            sum[j] += signed * form[j];
        }

        sum[^1] -= signed * form[^1];
    }

    private void AddPropertyRow(Rational[] sum, Rational weight, PropertyRow row, LineScanner line)
    {
        foreach (PropertyTerm term in row.Inputs)
        {
            sum[term.Index] += weight * term.Coefficient;
        }

        sum[^1] += weight * row.Bound;
        if (row.Outputs.IsEmpty)
        {
            return;
        }

        if (!TryCompose(_network.OutputNode))
        {
            throw line.Error("a row of the polyhedron depends on neurons without a phase");
        }

        foreach (PropertyTerm term in row.Outputs)
        {
            Rational factor = weight * term.Coefficient;
            Rational[] form = RowOf(_forms[_network.OutputNode], term.Index);
            for (int j = 0; j < _inputs; j++)
            {
                sum[j] += factor * form[j];
            }

            sum[^1] -= factor * form[^1];
        }
    }

    private Rational[] RowOf(IntegerForms forms, int component)
    {
        Rational[] row = new Rational[_inputs + 1];
        if (forms.Rows[component] is { } stored)
        {
            for (int j = 0; j <= _inputs; j++)
            {
                row[j] = stored.ValueAt(j).ToRational() / forms.Divisor;
            }
        }

        return row;
    }

    /// <summary>What is refuted at a node: the rows of a polyhedron, the ball and the ends of the box.</summary>
    private readonly record struct Cells(ImmutableArray<PropertyRow> Rows, OpenBall? Distance, Rational?[] Low, Rational?[] High);
}

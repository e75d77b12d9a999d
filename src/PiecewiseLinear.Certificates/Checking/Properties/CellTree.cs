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
    private readonly List<(int Neuron, Rational[] Row)> _splits = [];
    private readonly List<bool> _sides = [];
    private readonly bool?[] _phases;

    public CellTree(ReluNetwork network, CheckedNetwork layout)
    {
        (_network, _layout, _inputs) = (network, layout, network.InputDimension);
        _exact = new IntegerNetwork(network);
        _phases = new bool?[network.HiddenNeurons];
    }

    /// <summary>Checks the trees of all open polyhedra of a node.</summary>
    /// <exception cref="CertificateFormatException">They do not prove it.</exception>
    public void Check(PropertyClaimGroup group, BoxState state, DigestedLines lines, CancellationToken cancellationToken)
    {
        Rational[] low = [.. Enumerable.Range(0, _inputs).Select(j => Rational.Max(group.Box.Lower[j], Rational.FromDouble(state.Low[j])))];
        Rational[] high = [.. Enumerable.Range(0, _inputs).Select(j => Rational.Min(group.Box.Upper[j], Rational.FromDouble(state.High[j])))];
        foreach (int polyhedron in state.Open)
        {
            _forms.Clear();
            _forms.Add(new IntegerForms([.. Enumerable.Range(0, _inputs).Select(j => DyadicRow.Unit(_inputs + 1, j))], BigInteger.One));
            _splits.Clear();
            _sides.Clear();
            for (int n = 0; n < _phases.Length; n++)
            {
                _phases[n] = Settled(state, n);
            }

            CheckTree(group.Unsafe[polyhedron], state, low, high, lines, cancellationToken);
        }
    }

    private static bool? Settled(BoxState state, int neuron) => state.Lower[neuron] >= 0d ? true : state.Upper[neuron] <= 0d ? false : null;

    private void CheckTree(ImmutableArray<PropertyRow> rows, BoxState state, Rational[] low, Rational[] high, DigestedLines lines, CancellationToken cancellationToken)
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
            Refute(multipliers, rows, low, high, line, cancellationToken);
            Return(state);
        }
        while (_splits.Count > 0);
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

        _splits.Add((neuron, RowOf(_forms[node], neuron - _layout.Starts[layer])));
        _sides.Add(false);
        _phases[neuron] = false;
    }

    /// <summary>Goes from a refuted leaf to the next pending side.</summary>
    private void Return(BoxState state)
    {
        while (_sides.Count > 0)
        {
            int neuron = _splits[^1].Neuron;
            Forget(_layout.LayerOf(neuron));
            if (!_sides[^1])
            {
                _sides[^1] = true;
                _phases[neuron] = true;
                return;
            }

            _phases[neuron] = Settled(state, neuron);
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
            int start = _layout.Starts[relu.Layer];
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

    /// <summary>Σλa = 0 and Σλb &lt; 0 over the rows ⟨a, x⟩ ≤ b.</summary>
    private void Refute(ImmutableArray<(int Row, Rational Weight)> multipliers, ImmutableArray<PropertyRow> rows, Rational[] low, Rational[] high, LineScanner line, CancellationToken cancellationToken)
    {
        Rational[] sum = new Rational[_inputs + 1];
        foreach ((int number, Rational weight) in multipliers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int k = number - (2 * _inputs), s = k - rows.Length;
            if (k < 0)
            {
                bool upper = number % 2 == 1;
                sum[number / 2] += upper ? weight : -weight;
                sum[^1] += upper ? weight * high[number / 2] : -(weight * low[number / 2]);
            }
            else if (s < 0)
            {
                AddPropertyRow(sum, weight, rows[k], line);
            }
            else if (s < _splits.Count)
            {
                // Inactive: ⟨w, x⟩ ≤ −w₀. Active: −⟨w, x⟩ ≤ w₀.
                Rational signed = _sides[s] ? -weight : weight;
                Rational[] form = _splits[s].Row;
                for (int j = 0; j < _inputs; j++)
                {
                    sum[j] += signed * form[j];
                }

                sum[^1] -= signed * form[^1];
            }
            else
            {
                throw line.Error($"there is no row {number} here: expected one below {(2 * _inputs) + rows.Length + _splits.Count}");
            }
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
}

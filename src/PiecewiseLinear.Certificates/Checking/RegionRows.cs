using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The inequalities of one activation pattern in terms of the free inputs: a row a neuron, in the scale of <see cref="RowReference"/>.</summary>
internal sealed class RegionRows
{
    private readonly IntegerRow?[][] _neurons;
    private readonly Dictionary<RowReference, IntegerRow> _sides;
    private readonly (RowReference Name, IntegerRow Row)[] _all;

    private RegionRows(IntegerRow?[][] neurons, Domain domain)
    {
        _neurons = neurons;
        _sides = domain.Sides().ToDictionary(static side => side, domain.SideRow);
        _all = [.. domain.Sides().Select(side => (side, _sides[side])), .. neurons.SelectMany(Named)];
    }

    /// <summary>All rows that are not identically zero, in order.</summary>
    public IReadOnlyList<(RowReference Name, IntegerRow Row)> All => _all;

    /// <summary>The row of that name, or null if it is identically zero or there is none.</summary>
    public IntegerRow? Find(RowReference name)
        => !name.IsNeuron ? _sides.GetValueOrDefault(name)
            : name.Layer < _neurons.Length && name.NeuronIndex < _neurons[name.Layer].Length ? _neurons[name.Layer][name.NeuronIndex]
            : null;

    /// <summary>Composes the rows along a pattern. O(Σ weights · inputs) multiplications of integers.</summary>
    public static RegionRows Compose(IntegerNetwork network, Domain domain, ActivationPattern pattern, CancellationToken cancellationToken)
    {
        List<IntegerRow?[]> neurons = [];
        _ = network.Propagate(
            domain.InputForms(),
            domain.FreeCount + 1,
            (relu, z) =>
            {
                neurons.Add([.. z.Rows.Select((row, i) => row is null ? null : Row(z, i, pattern[relu.Layer, i]))]);
                return i => pattern[relu.Layer, i] == ActivationPhase.Active;
            },
            cancellationToken);
        return new RegionRows([.. neurons], domain);
    }

    private static IEnumerable<(RowReference Name, IntegerRow Row)> Named(IntegerRow?[] rows, int layer)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is { } row)
            {
                yield return (RowReference.OfNeuron(layer, i), row);
            }
        }
    }

    /// <summary>z ≥ 0 where active, z ≤ 0 where inactive, as ⟨a, x⟩ ≤ b.</summary>
    private static IntegerRow Row(IntegerForms z, int neuron, ActivationPhase phase)
    {
        bool active = phase == ActivationPhase.Active;
        (BigInteger[] form, BigInteger denominator) = z.IntegersOf(neuron);
        RowMirror mirror = RowMirror.Of(z.Rows[neuron]!, z.Divisor, negate: !active);
        return active
            ? new IntegerRow([.. form[..^1].Select(static w => -w)], form[^1], denominator) { Mirror = mirror }
            : new IntegerRow(form[..^1], -form[^1], denominator) { Mirror = mirror };
    }
}

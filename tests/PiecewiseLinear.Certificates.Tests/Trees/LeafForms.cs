using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>A row ⟨Normal, x⟩ ≤ Offset with its number in a refutation.</summary>
internal readonly record struct NumberedRow(int Number, Rational[] Normal, Rational Offset);

/// <summary>Slow and simple: the affine forms of a network along a pattern, and the exact distance of a point to a polyhedron.</summary>
internal static class LeafForms
{
    /// <summary>The forms of all nodes along phases (a neuron without a phase passes nothing on): coefficients, then the constant.</summary>
    public static Rational[][][] Along(ReluNetwork network, IReadOnlyDictionary<int, bool> phases)
    {
        int d = network.InputDimension, neuron = 0;
        Rational[][][] values = new Rational[network.Nodes.Length][][];
        values[0] = [.. Enumerable.Range(0, d).Select(j => (Rational[])[.. Enumerable.Range(0, d + 1).Select(c => c == j ? Rational.One : Rational.Zero)])];
        for (int node = 1; node < values.Length; node++)
        {
            if (network.Nodes[node] is ReluNode relu)
            {
                values[node] = [.. values[relu.Source].Select(form => phases.TryGetValue(neuron++, out bool active) && active ? form : new Rational[d + 1])];
                continue;
            }

            AffineNode affine = (AffineNode)network.Nodes[node];
            values[node] = new Rational[affine.Width][];
            for (int i = 0; i < affine.Width; i++)
            {
                Rational[] sum = values[node][i] = new Rational[d + 1];
                sum[d] = Rational.FromDouble(affine.Bias[i]);
                foreach (AffineTerm term in affine.Terms)
                {
                    foreach ((int column, double weight) in IntegerNetwork.Entries(term.Operator, i))
                    {
                        Add(sum, Rational.FromDouble(weight), values[term.Source][column]);
                    }
                }

                for (int c = 0; c <= d; c++)
                {
                    sum[c] /= affine.Divisor;
                }
            }
        }

        return values;
    }

    /// <summary>The forms of all pre-activations, by neuron.</summary>
    public static Rational[][] PreActivations(ReluNetwork network, Rational[][][] values) => [.. network.HiddenLayers.SelectMany(relu => values[relu.Source])];

    /// <summary>s(x) of a row of a polyhedron, as a form.</summary>
    public static Rational[] Of(PropertyRow row, Rational[][][] values, int output)
    {
        Rational[] sum = new Rational[values[0].Length + 1];
        foreach (PropertyTerm term in row.Inputs)
        {
            Add(sum, term.Coefficient, values[0][term.Index]);
        }

        foreach (PropertyTerm term in row.Outputs)
        {
            Add(sum, term.Coefficient, values[output][term.Index]);
        }

        sum[^1] -= row.Bound;
        return sum;
    }

    public static void Add(Rational[] sum, Rational factor, Rational[] form)
    {
        for (int c = 0; c < sum.Length; c++)
        {
            sum[c] += factor * form[c];
        }
    }

    /// <summary>The sides of a box, numbered as in refutations; an end that is null is none.</summary>
    public static IEnumerable<NumberedRow> Sides(IReadOnlyList<Rational?> low, IReadOnlyList<Rational?> high)
    {
        for (int j = 0; j < low.Count; j++)
        {
            Rational[] unit = [.. Enumerable.Range(0, low.Count).Select(c => c == j ? Rational.One : Rational.Zero)];
            if (low[j] is { } lower)
            {
                yield return new NumberedRow(2 * j, [.. unit.Select(static a => -a)], -lower);
            }

            if (high[j] is { } upper)
            {
                yield return new NumberedRow((2 * j) + 1, unit, upper);
            }
        }
    }

    /// <summary>form ≤ 0 as a row.</summary>
    public static NumberedRow AtMostZero(int number, Rational[] form) => new(number, form[..^1], -form[^1]);

    /// <summary>The nearest point, its distance (for norm 2 squared) and the multipliers that prove it; no point: the rows contradict each other.</summary>
    public static (ImmutableArray<Rational>? Point, Rational Distance, ImmutableArray<(int Row, Rational Weight)> Multipliers) Nearest(
        IReadOnlyList<NumberedRow> rows, ImmutableArray<Rational> center, VectorNorm norm)
    {
        foreach (NumberedRow row in rows)
        {
            if (row.Offset.Sign < 0 && row.Normal.All(static a => a.IsZero))
            {
                return (null, default, [(row.Number, Rational.One)]);
            }
        }

        NumberedRow[] proper = [.. rows.Where(static row => row.Normal.Any(static a => !a.IsZero))];
        BigInteger[] scales = [.. proper.Select(static row => row.Normal.Append(row.Offset).Aggregate(BigInteger.One, static (common, a) => common / BigInteger.GreatestCommonDivisor(common, a.Denominator) * a.Denominator))];
        HRepresentation polyhedron = new(center.Length, [.. proper.Zip(scales, static (row, scale) => new HalfSpace([.. row.Normal.Select(a => a.Numerator * (scale / a.Denominator))], row.Offset.Numerator * (scale / row.Offset.Denominator)))]);
        return NearestPoint.Find(polyhedron, center, norm, new DenseSimplex(), ExactBudget.Default, CancellationToken.None) switch
        {
            NearestPointOutcome.Found found => (found.Point, found.Distance.Power, Numbered(found.Multipliers)),
            NearestPointOutcome.Empty empty => (null, default, Numbered(empty.Certificate.Multipliers)),
            var other => throw new InvalidOperationException($"the oracle fails: {other}"),
        };

        ImmutableArray<(int, Rational)> Numbered(ImmutableArray<RowMultiplier> multipliers) => [.. multipliers.Select(m => (proper[m.Row].Number, m.Weight * scales[m.Row])).OrderBy(static m => m.Item1)];
    }
}

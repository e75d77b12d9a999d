using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.Clp;

namespace PiecewiseLinear.Solvers.Tests;

/// <summary>Regions of random networks with many inputs: CLP with cutoffs and the dense simplex lead to the same facets, each with evidence that is checked here in integers.</summary>
public sealed class HighDimensionTests
{
    [Theory]
    [InlineData(100, 60, 40, 1)]
    [InlineData(105, 30, 60, 2)]
    public void Clp_and_dense_classify_alike(int inputs, int first, int second, int seed)
    {
        (HRepresentation rows, BoxSides box) = Region(inputs, first, second, new Random(seed));
        ImmutableArray<Dyadic> center = [.. new Dyadic[inputs]];
        ClassifiedRows clp = FacetClassification.Classify(rows, box, center, new ClpSolver(), ExactBudget.Default, default);
        ClassifiedRows dense = FacetClassification.Classify(rows, box, center, new DenseSimplex(), ExactBudget.Default, default);
        Assert.True(clp.IsComplete && dense.IsComplete);
        Assert.Equal(dense.Facets.ToArray(), clp.Facets.ToArray());
        Assert.InRange(clp.Facets.Length, 2, rows.Count - 2);
        Assert.Contains(Enumerable.Range(0, first + second), i => clp.Verdicts[i] is RowVerdict.Redundant { Multipliers.Length: > 0 });
        for (int i = 0; i < rows.Count; i++)
        {
            Verify(rows, i, clp.Verdicts[i], center);
        }
    }

    private static void Verify(HRepresentation rows, int row, RowVerdict verdict, ImmutableArray<Dyadic> center)
    {
        if (verdict is RowVerdict.Facet facet)
        {
            for (int k = 0; k < rows.Count; k++)
            {
                Rational value = Dot(rows.Rows[k], facet.Beyond(center));
                Assert.True(k == row || facet.Also.Contains(k) ? value > rows.Rows[k].Offset : value <= rows.Rows[k].Offset, $"facet {row}, row {k}");
            }
        }
        else if (verdict is RowVerdict.Redundant redundant)
        {
            HalfSpace half = rows.Rows[row];
            Rational bound = Rational.Zero;
            var residual = new Rational[half.Dimension];
            for (int j = 0; j < residual.Length; j++)
            {
                residual[j] = half.Normal[j];
            }

            foreach (RowMultiplier m in redundant.Multipliers)
            {
                Assert.True(m.Weight.Sign > 0);
                bound += m.Weight * rows.Rows[m.Row].Offset;
                for (int j = 0; j < residual.Length; j++)
                {
                    residual[j] -= m.Weight * rows.Rows[m.Row].Normal[j];
                }
            }

            // The box is [−1, 1] in every coordinate.
            bound = residual.Aggregate(bound, static (sum, r) => sum + Rational.Abs(r));
            Assert.True(bound <= half.Offset, $"row {row} is not redundant by its multipliers");
        }
    }

    private static Rational Dot(HalfSpace row, ImmutableArray<Rational> point)
    {
        Rational sum = Rational.Zero;
        for (int j = 0; j < point.Length; j++)
        {
            sum += row.Normal[j] * point[j];
        }

        return sum;
    }

    /// <summary>
    /// The rows of the region of 0 in [−1, 1]^inputs of a network with two hidden layers and small integer weights; no bias is 0, so that 0 is strictly inside every row.
    /// </summary>
    private static (HRepresentation Rows, BoxSides Box) Region(int inputs, int first, int second, Random random)
    {
        int[][] one = [.. Enumerable.Range(0, first).Select(_ => Enumerable.Range(0, inputs).Select(_ => random.Next(3) == 0 ? random.Next(-4, 5) : 0).ToArray())];
        int[] bias = [.. Enumerable.Range(0, first).Select(i => (1 - (2 * random.Next(2))) * random.Next(inputs / 8, inputs))];
        List<HalfSpace> rows = [];
        for (int i = 0; i < first; i++)
        {
            rows.Add(Row(one[i], bias[i]));
        }

        for (int k = 0; k < second; k++)
        {
            int[] form = new int[inputs];
            int constant = 0;
            for (int i = 0; i < first; i++)
            {
                int weight = bias[i] > 0 ? random.Next(-2, 3) : 0;
                constant += weight * bias[i];
                for (int j = 0; j < inputs; j++)
                {
                    form[j] += weight * one[i][j];
                }
            }

            rows.Add(Row(form, constant == 0 ? 1 : constant));
        }

        for (int j = 0; j < inputs; j++)
        {
            rows.Add(new HalfSpace([.. Unit(inputs, j, 1)], 1));
            rows.Add(new HalfSpace([.. Unit(inputs, j, -1)], 1));
        }

        HRepresentation result = new(inputs, rows);
        return (result, BoxSides.Of(result, Enumerable.Range(first + second, 2 * inputs)));
    }

    /// <summary>The side of ⟨form, x⟩ + constant = 0 on which 0 lies.</summary>
    private static HalfSpace Row(int[] form, int constant)
        => new([.. form.Select(a => (BigInteger)(constant > 0 ? -a : a))], Math.Abs(constant));

    private static IEnumerable<BigInteger> Unit(int length, int index, int value)
        => Enumerable.Range(0, length).Select(k => (BigInteger)(k == index ? value : 0));
}

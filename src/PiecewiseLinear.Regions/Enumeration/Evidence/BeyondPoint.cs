using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A point beyond one facet of a cell and no other, with few bits: from the mean m of the facet's vertices a step away from the mean c of the cell's, half as far as
/// the other facets allow. Exact; for facets without a simple vertex only.
/// </summary>
internal sealed class BeyondPoint<TSet>(CellState<TSet> state, Box box)
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly CubeToBox _map = new(box);

    /// <summary>The point numerators / 2^exponent in the coordinates of the box.</summary>
    public (BigInteger[] Numerators, int Exponent) Find(Cell cell, int facet, TSet facets)
    {
        int[] vertices = state.Cells.Of(cell).ToArray();
        Rational[] center = Mean(vertices), middle = Mean([.. vertices.Where(vertex => state.Vertices.Tight[vertex].Contains(facet))]);
        Rational[] direction = [.. middle.Zip(center, static (m, c) => m - c)];
        Rational step = Rational.One;
        for (int slot = 0; slot < TSet.Capacity; slot++)
        {
            if (slot != facet && facets.Contains(slot))
            {
                BigInteger[] row = state.Rows.Exact(slot, state.ExactForms);
                int sign = state.Rows.IsAtLeastZero(slot) ? 1 : -1;
                Rational slack = sign * row[^1], speed = Rational.Zero;
                for (int c = 0; c < middle.Length; c++)
                {
                    slack += sign * row[c] * middle[c];
                    speed -= sign * row[c] * direction[c];
                }

                step = speed.Sign > 0 ? Rational.Min(step, slack / speed / 2) : step;
            }
        }

        return Rounded(_map.ToBox([.. middle.Zip(direction, (m, d) => m + (step * d))]), facet, facets);
    }

    private (BigInteger[] Numerators, int Exponent) Rounded(Rational[] point, int facet, TSet facets)
    {
        for (int bits = 0; ; bits = bits < 32 ? bits + 1 : 2 * bits)
        {
            BigInteger scale = BigInteger.One << bits;
            BigInteger[] numerators = [.. point.Select(value => CubeToBox.Floor((value * scale) + new Rational(1, 2)))], cube = _map.ToCube(numerators, bits);
            if (Enumerable.Range(0, TSet.Capacity).All(slot => !facets.Contains(slot) || IsViolated(slot, cube) == (slot == facet)))
            {
                return (numerators, bits);
            }
        }
    }

    private bool IsViolated(int slot, BigInteger[] point)
        => IntegerVector.Dot(state.Rows.Exact(slot, state.ExactForms), point).Sign == (state.Rows.IsAtLeastZero(slot) ? -1 : 1);

    private Rational[] Mean(int[] vertices)
    {
        Rational[] sum = new Rational[state.Plan.Dimension];
        foreach (int vertex in vertices)
        {
            BigInteger[] point = state.Exact.Of(vertex);
            for (int c = 0; c < sum.Length; c++)
            {
                sum[c] += new Rational(point[c], point[^1]);
            }
        }

        return [.. sum.Select(value => value / vertices.Length)];
    }
}

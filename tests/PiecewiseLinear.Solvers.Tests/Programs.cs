using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Tests;

/// <summary>Small linear programs whose answers are known by hand, and seeded random ones.</summary>
internal static class Programs
{
    public static readonly double[] OneOne = [1, 1];

    /// <summary>x + 2y ≤ 4, 3x + y ≤ 6, x, y ≥ 0: max x + y is 14/5 at (8/5, 6/5) with λ = (2/5, 1/5).</summary>
    public static HRepresentation Textbook() => Rows(2, [1, 2, 4], [3, 1, 6], [-1, 0, 0], [0, -1, 0]);

    /// <summary>x + y ≤ 1, x + 2y ≥ 4, y ≤ 1, x ≥ 0: empty.</summary>
    public static HRepresentation Empty() => Rows(2, [1, 1, 1], [-1, -2, -4], [0, 1, 1], [-1, 0, 0]);

    /// <summary>x − y ≤ 1, x ≥ 0: max x + y is unbounded, max x − y is 1.</summary>
    public static HRepresentation Strip() => Rows(2, [1, -1, 1], [-1, 0, 0]);

    public static HRepresentation Rows(int dimension, params ReadOnlySpan<int[]> rows)
    {
        var list = new List<HalfSpace>();
        foreach (int[] row in rows)
        {
            list.Add(new HalfSpace([.. row.Take(dimension).Select(static a => (BigInteger)a)], row[dimension]));
        }

        return new HRepresentation(dimension, list);
    }

    /// <summary>Rows with small integers, a box of ±100 among them; offsets positive (feasible) or of any sign.</summary>
    public static HRepresentation Random(Random random, int dimension, int count, bool feasible)
    {
        var rows = new List<HalfSpace>();
        for (int i = 0; i < count; i++)
        {
            ImmutableArray<BigInteger> normal = [.. Enumerable.Range(0, dimension).Select(_ => (BigInteger)random.Next(-9, 10))];
            rows.Add(new HalfSpace(normal, random.Next(feasible ? 0 : -20, 50)));
        }

        for (int j = 0; j < 2 * dimension; j++)
        {
            ImmutableArray<BigInteger> normal = [.. Enumerable.Range(0, dimension).Select(k => (BigInteger)(k != j / 2 ? 0 : j % 2 == 0 ? 1 : -1))];
            rows.Add(new HalfSpace(normal, 100));
        }

        return new HRepresentation(dimension, rows);
    }

    public static double[] Objective(Random random, int dimension) =>
        [.. Enumerable.Range(0, dimension).Select(_ => (double)random.Next(-9, 10))];
}

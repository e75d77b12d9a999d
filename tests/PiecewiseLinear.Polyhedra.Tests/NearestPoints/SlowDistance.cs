using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra.Tests.Facets;

namespace PiecewiseLinear.Polyhedra.Tests.NearestPoints;

/// <summary>
/// Distances in plain rationals, slow and written without looking at the engine. l2: the nearest point is the projection onto the flat of some set of independent
/// tight rows; all sets are tried. l1, linf: the least length is attained at a vertex of {(x, t) : x in the polyhedron, |xⱼ − pⱼ| ≤ tⱼ}.
/// </summary>
internal static class SlowDistance
{
    /// <summary>The distance (squared for l2), or null when the polyhedron is empty.</summary>
    public static Rational? Of(HRepresentation rows, IReadOnlyList<Rational> point, VectorNorm norm)
        => norm == VectorNorm.L2 ? Euclidean(rows, point) : ByVertices(rows, point, norm);

    private static Rational? Euclidean(HRepresentation rows, IReadOnlyList<Rational> point)
    {
        Rational? best = null;
        for (long set = 0; set < 1L << rows.Count; set++)
        {
            int[] tight = [.. Enumerable.Range(0, rows.Count).Where(i => (set >> i & 1) == 1)];
            if (tight.Length <= rows.Dimension && Project(rows, point, tight) is { } x && rows.Rows.All(row => SlowPolyhedron.Dot(row, x) <= row.Offset))
            {
                Rational square = x.Zip(point, static (a, b) => (a - b) * (a - b)).Aggregate(Rational.Zero, static (sum, term) => sum + term);
                best = best is null ? square : Rational.Min(best.Value, square);
            }
        }

        return best;
    }

    /// <summary>The point of {x : the given rows are tight} nearest to p; null when the rows are dependent.</summary>
    private static Rational[]? Project(HRepresentation rows, IReadOnlyList<Rational> point, int[] tight)
    {
        BigInteger q = point.Aggregate(BigInteger.One, static (common, x) => common * x.Denominator);
        BigInteger[][] gram = [.. tight.Select(i => tight.Select(k => Dot(rows.Rows[i], rows.Rows[k])).ToArray())];
        BigInteger[] sides = [.. tight.Select(i => ((SlowPolyhedron.Dot(rows.Rows[i], point) - rows.Rows[i].Offset) * q).Numerator)];
        if (FractionFree.Solve(gram, sides) is not { } weights)
        {
            return null;
        }

        Rational[] x = [.. point];
        for (int k = 0; k < tight.Length; k++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                x[j] -= weights[k] / q * rows.Rows[tight[k]].Normal[j];
            }
        }

        return x;
    }

    private static Rational? ByVertices(HRepresentation rows, IReadOnlyList<Rational> point, VectorNorm norm)
    {
        int d = rows.Dimension, bounds = norm == VectorNorm.L1 ? d : 1;
        List<HalfSpace> extended = [.. rows.Rows.Select(row => new HalfSpace([.. row.Normal, .. new BigInteger[bounds]], row.Offset))];
        for (int j = 0; j < d; j++)
        {
            foreach (int sign in new[] { 1, -1 })
            {
                BigInteger[] normal = new BigInteger[d + bounds];
                normal[j] = sign * point[j].Denominator;
                normal[d + (bounds == 1 ? 0 : j)] = -point[j].Denominator;
                extended.Add(new HalfSpace([.. normal], sign * point[j].Numerator));
            }
        }

        List<Rational[]> vertices = SlowPolyhedron.Vertices(d + bounds, extended);
        return vertices.Count == 0 ? null : vertices.Min(v => v.Skip(d).Aggregate(Rational.Zero, static (sum, t) => sum + t));
    }

    private static BigInteger Dot(HalfSpace a, HalfSpace b) => a.Normal.Zip(b.Normal, static (x, y) => x * y).Aggregate(BigInteger.Zero, static (sum, term) => sum + term);
}

using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.BruteForce;

namespace PiecewiseLinear.Regions.Tests.Nearby;

/// <summary>
/// The exact distance from a point to a region by trying everything: for l2 every set of at most d tight facets and the projection onto their flat; for l1 and linf every
/// vertex of {(x, t) : x in the region, |xⱼ − pⱼ| ≤ tⱼ}.
/// </summary>
internal static class DistanceOracle
{
    /// <summary>The distance; its square for l2.</summary>
    public static Rational Of(OracleRegion region, ImmutableArray<Rational> point, VectorNorm norm)
    {
        OracleRow[] rows = [.. region.Facets.Select(static facet => facet.Row)];
        return rows.All(row => row.Slack(point).Sign >= 0) ? Rational.Zero
            : norm == VectorNorm.L2 ? Euclidean(rows, point)
            : ByVertices(rows, point, norm);
    }

    private static Rational Euclidean(OracleRow[] rows, ImmutableArray<Rational> point)
    {
        Rational? best = null;
        foreach (int[] tight in Enumerable.Range(1, point.Length).SelectMany(size => Subsets(rows.Length, size)))
        {
            // The multipliers w of x = p − Σ wᵢaᵢ with the chosen rows tight.
            Rational[][] gram = [.. tight.Select(i => tight.Select(k => RationalVector.Dot(rows[i].Normal.AsSpan(), rows[k].Normal.AsSpan())).ToArray())];
            if (Solve(gram, [.. tight.Select(i => -rows[i].Slack(point))]) is not { } weights)
            {
                continue;
            }

            Rational[] x = [.. point.Select((p, j) => tight.Select((i, k) => weights[k] * rows[i].Normal[j]).Aggregate(p, static (sum, term) => sum - term))];
            if (rows.All(row => row.Slack(x).Sign >= 0))
            {
                Rational square = x.Zip(point, static (a, b) => (a - b) * (a - b)).Aggregate(Rational.Zero, static (sum, term) => sum + term);
                best = best is null ? square : Rational.Min(best.Value, square);
            }
        }

        return best!.Value;
    }

    private static Rational ByVertices(OracleRow[] rows, ImmutableArray<Rational> point, VectorNorm norm)
    {
        int d = point.Length, bounds = norm == VectorNorm.L1 ? d : 1;
        List<(Rational[] Normal, Rational Offset)> extended = [.. rows.Select(row => ((Rational[])[.. row.Normal, .. new Rational[bounds]], row.Offset))];
        for (int j = 0; j < d; j++)
        {
            foreach (int sign in new[] { 1, -1 })
            {
                Rational[] normal = new Rational[d + bounds];
                normal[j] = sign;
                normal[d + (bounds == 1 ? 0 : j)] = -1;
                extended.Add((normal, sign * point[j]));
            }
        }

        Rational? best = null;
        foreach (int[] tight in Subsets(extended.Count, d + bounds))
        {
            if (Solve([.. tight.Select(i => extended[i].Normal)], [.. tight.Select(i => extended[i].Offset)]) is { } vertex
                && extended.TrueForAll(row => RationalVector.Dot(row.Normal, vertex) <= row.Offset))
            {
                Rational length = vertex.Skip(d).Aggregate(Rational.Zero, static (sum, t) => sum + t);
                best = best is null ? length : Rational.Min(best.Value, length);
            }
        }

        return best!.Value;
    }

    private static Rational[]? Solve(Rational[][] matrix, Rational[] sides)
    {
        BigInteger[][] integers = [.. matrix.Zip(sides, static (row, side) =>
        {
            (BigInteger[] numerators, _) = RationalVector.ToHomogeneous([.. row, side]);
            return numerators;
        })];
        return FractionFree.Solve([.. integers.Select(static row => row[..^1])], [.. integers.Select(static row => row[^1])]) is { } solution
            ? [.. Enumerable.Range(0, sides.Length).Select(k => solution[k])]
            : null;
    }

    private static IEnumerable<int[]> Subsets(int count, int size)
        => size == 0 ? [[]]
            : Enumerable.Range(size - 1, Math.Max(0, count - size + 1)).SelectMany(last => Subsets(last, size - 1).Select(rest => (int[])[.. rest, last]));
}

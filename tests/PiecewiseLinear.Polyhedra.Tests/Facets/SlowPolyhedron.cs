using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra.Tests.Facets;

/// <summary>
/// Polyhedra in plain rationals, slow and written without looking at the engine: vertices by solving every d of the n rows, facets by the affine rank of the
/// vertices on a row.
/// </summary>
internal static class SlowPolyhedron
{
    public static HRepresentation Of(int dimension, params long[][] rows)
        => new(dimension, [.. rows.Select(r => new HalfSpace([.. r.Take(dimension).Select(a => (BigInteger)a)], r[dimension]))]);

    public static Rational Dot(HalfSpace row, IReadOnlyList<Rational> x)
    {
        Rational sum = Rational.Zero;
        for (int j = 0; j < x.Count; j++)
        {
            sum += row.Normal[j] * x[j];
        }

        return sum;
    }

    /// <summary>Whether two rows are the same set, tested by the rank of the two rows and the sign of the factor.</summary>
    public static bool SameSet(HalfSpace a, HalfSpace b)
    {
        BigInteger[][] both = [[.. a.Normal, a.Offset], [.. b.Normal, b.Offset]];
        int pivot = a.Normal.ToList().FindIndex(x => !x.IsZero);
        return FractionFree.Rank(both) == 1 && a.Normal[pivot].Sign == b.Normal[pivot].Sign;
    }

    public static List<Rational[]> Vertices(int dimension, IReadOnlyList<HalfSpace> rows)
    {
        Dictionary<string, Rational[]> found = [];
        foreach (int[] subset in Subsets(rows.Count, dimension))
        {
            var solution = FractionFree.Solve(
                [.. subset.Select(i => rows[i].Normal.ToArray())], [.. subset.Select(i => rows[i].Offset)]);
            if (solution is null)
            {
                continue;
            }

            Rational[] point = [.. Enumerable.Range(0, dimension).Select(j => solution[j])];
            if (rows.All(r => Dot(r, point) <= r.Offset))
            {
                found[string.Join(' ', point)] = point;
            }
        }

        return [.. found.Values];
    }

    /// <summary>
    /// The rows that define facets. The polyhedron is cut by a cube that holds all its vertices strictly, which neither makes nor destroys facets among its
    /// own rows; a row defines one iff the vertices on it span a flat of dimension d − 1.
    /// </summary>
    public static bool[] Facets(HRepresentation rows)
    {
        int d = rows.Dimension;
        List<HalfSpace> distinct = [];
        foreach (HalfSpace row in rows.Rows)
        {
            if (row.Normal.Any(a => !a.IsZero) && !distinct.Any(other => SameSet(row, other)))
            {
                distinct.Add(row);
            }
        }

        List<Rational[]> own = Vertices(d, distinct);
        Rational largest = own.SelectMany(v => v).Select(Rational.Abs).Append(1000).Max();
        BigInteger size = ((largest.Numerator / largest.Denominator) + 1) * 1000;
        for (int j = 0; j < d; j++)
        {
            BigInteger[] unit = new BigInteger[d];
            unit[j] = 1;
            distinct.Add(new HalfSpace([.. unit], size));
            unit[j] = -1;
            distinct.Add(new HalfSpace([.. unit], size));
        }

        List<Rational[]> vertices = Vertices(d, distinct);
        return [.. rows.Rows.Select(row => row.Normal.Any(a => !a.IsZero)
            && AffineRank([.. vertices.Where(v => Dot(row, v) == row.Offset)]) == d - 1)];
    }

    public static int AffineRank(List<Rational[]> points)
    {
        if (points.Count == 0)
        {
            return -1;
        }

        BigInteger[][] differences = [.. points.Skip(1).Select(p =>
        {
            Rational[] delta = [.. p.Zip(points[0], (x, y) => x - y)];
            BigInteger common = delta.Aggregate(BigInteger.One, (c, x) => c * x.Denominator);
            return delta.Select(x => (x * common).Numerator).ToArray();
        })];
        return differences.Length == 0 ? 0 : FractionFree.Rank(differences);
    }

    private static IEnumerable<int[]> Subsets(int count, int size)
    {
        int[] chosen = [.. Enumerable.Range(0, size)];
        while (count >= size)
        {
            yield return [.. chosen];
            int last = size - 1;
            while (last >= 0 && chosen[last] == count - size + last)
            {
                last--;
            }

            if (last < 0)
            {
                yield break;
            }

            chosen[last]++;
            for (int k = last + 1; k < size; k++)
            {
                chosen[k] = chosen[k - 1] + 1;
            }
        }
    }
}

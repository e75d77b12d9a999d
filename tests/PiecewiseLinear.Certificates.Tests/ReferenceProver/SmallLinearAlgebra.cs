using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.ReferenceProver;

/// <summary>Textbook exact linear algebra for a handful of unknowns.</summary>
internal static class SmallLinearAlgebra
{
    /// <summary>The unique λ with Σ λₖ · columnₖ = target, or null if there is none or more than one.</summary>
    public static Rational[]? Solve(IReadOnlyList<Rational[]> columns, Rational[] target)
    {
        int unknowns = columns.Count;
        Rational[][] rows = [.. Enumerable.Range(0, target.Length).Select(i => columns.Select(column => column[i]).Append(target[i]).ToArray())];
        int rank = 0;
        for (int k = 0; k < unknowns; k++)
        {
            int pivot = Array.FindIndex(rows, rank, row => !row[k].IsZero);
            if (pivot < 0)
            {
                return null;
            }

            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            rows[rank] = [.. rows[rank].Select(v => v / rows[rank][k])];
            for (int i = 0; i < rows.Length; i++)
            {
                if (i != rank && !rows[i][k].IsZero)
                {
                    Rational factor = rows[i][k];
                    rows[i] = [.. rows[i].Zip(rows[rank], (v, p) => v - (factor * p))];
                }
            }

            rank++;
        }

        return rows.Skip(rank).Any(row => !row[unknowns].IsZero) ? null : [.. rows.Take(unknowns).Select(row => row[unknowns])];
    }

    /// <summary>The dimension of the affine hull of points; −1 for none.</summary>
    public static int AffineDimension(IReadOnlyList<Rational[]> points)
    {
        List<Rational[]> independent = [];
        foreach (Rational[] point in points.Skip(1))
        {
            Rational[] difference = [.. point.Zip(points[0], (p, q) => p - q)];
            if (difference.Any(v => !v.IsZero) && Solve([.. independent, difference], new Rational[difference.Length]) is not null)
            {
                independent.Add(difference);
            }
        }

        return points.Count == 0 ? -1 : independent.Count;
    }

    public static Rational Dot(Rational[] left, Rational[] right) => left.Zip(right).Aggregate(Rational.Zero, (sum, pair) => sum + (pair.First * pair.Second));

    public static Rational[] Average(IReadOnlyList<Rational[]> points)
        => [.. Enumerable.Range(0, points[0].Length).Select(j => points.Aggregate(Rational.Zero, (sum, p) => sum + p[j]) / points.Count)];

    /// <summary>All subsets of 0…n−1 with from least to most elements, the smaller first.</summary>
    public static IEnumerable<int[]> Subsets(int n, int least, int most)
        => Enumerable.Range(least, Math.Max(0, Math.Min(most, n) - least + 1)).SelectMany(size => Choose(0, n, size));

    private static IEnumerable<int[]> Choose(int from, int n, int size)
        => size == 0 ? [[]] : Enumerable.Range(from, Math.Max(0, n - from)).SelectMany(first => Choose(first + 1, n, size - 1).Select(rest => (int[])[first, .. rest]));
}

using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>
/// Guesses a basis from a point and multipliers, since OR-Tools' response has none: rows with a multiplier first, then the rows nearest to
/// the point, each taken if it is independent of those before (modified Gram–Schmidt in doubles; it only steers what is tried first).
/// </summary>
internal static class TightRows
{
    private const double NearlyTight = 1e-7;
    private const double NearlyDependent = 1e-9;

    /// <summary>At most d rows; O(rows · d + d³) time.</summary>
    public static int[] Guess(HRepresentation rows, ReadOnlySpan<bool> active, double[] point, double[] multipliers)
    {
        var candidates = new List<(int Row, double Order)>();
        for (int i = 0; i < rows.Count; i++)
        {
            if (!active[i])
            {
                continue;
            }

            if (multipliers[i] > 0)
            {
                candidates.Add((i, -multipliers[i]));
                continue;
            }

            double slack = rows.Offsets[i];
            double size = Math.Abs(slack);
            for (int j = 0; j < rows.Dimension; j++)
            {
                double term = rows.Columns[(j * rows.Stride) + i] * point[j];
                slack -= term;
                size += Math.Abs(term);
            }

            if (Math.Abs(slack) <= NearlyTight * size)
            {
                candidates.Add((i, Math.Abs(slack)));
            }
        }

        candidates.Sort(static (a, b) => a.Order != b.Order ? a.Order.CompareTo(b.Order) : a.Row.CompareTo(b.Row));
        var basis = new List<int>(rows.Dimension);
        var directions = new List<double[]>(rows.Dimension);
        foreach ((int row, _) in candidates)
        {
            if (basis.Count == rows.Dimension)
            {
                break;
            }

            if (Orthogonalize(rows, row, directions) is { } direction)
            {
                basis.Add(row);
                directions.Add(direction);
            }
        }

        return [.. basis];
    }

    /// <summary>The unit vector of what the earlier directions leave of a row, or null if that is next to nothing.</summary>
    private static double[]? Orthogonalize(HRepresentation rows, int row, List<double[]> directions)
    {
        var rest = new double[rows.Dimension];
        for (int j = 0; j < rest.Length; j++)
        {
            rest[j] = rows.Columns[(j * rows.Stride) + row];
        }

        double before = Norm(rest);
        foreach (double[] direction in directions)
        {
            double along = 0;
            for (int j = 0; j < rest.Length; j++)
            {
                along += direction[j] * rest[j];
            }

            for (int j = 0; j < rest.Length; j++)
            {
                rest[j] -= along * direction[j];
            }
        }

        double after = Norm(rest);
        if (!(after > NearlyDependent * before))
        {
            return null;
        }

        for (int j = 0; j < rest.Length; j++)
        {
            rest[j] /= after;
        }

        return rest;
    }

    private static double Norm(double[] vector)
    {
        double sum = 0;
        foreach (double value in vector)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }
}

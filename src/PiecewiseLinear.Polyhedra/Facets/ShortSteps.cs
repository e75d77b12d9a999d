namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Shortens the evidence of a facet: of a step that leads beyond it, keeps the coordinates that contribute most, and few bits of each. There is usually much room between the
/// facet and what the ray meets next, so that a handful of coordinates is enough even in hundreds of dimensions.
/// </summary>
/// <remarks>O(n·k) for the k coordinates kept, doubled from 1 until the step proves the facet: at most a constant times one ray in all coordinates.</remarks>
internal static class ShortSteps
{
    private static readonly int[] s_precisions = [1, 2, 3, 4, 6, 12, 24];

    /// <summary>A step that is proved to violate the row and no other, or null if no shortening of this one is.</summary>
    /// <param name="search">The rows seen from the interior point.</param>
    /// <param name="row">The row.</param>
    /// <param name="step">A step that leads out of the polyhedron through the row first.</param>
    public static double[]? Find(FacetSearch search, int row, ReadOnlySpan<double> step)
    {
        double[] contributions = new double[step.Length];
        int[] order = new int[step.Length];
        int nonzero = 0;
        for (int j = 0; j < step.Length; j++)
        {
            order[j] = j;
            contributions[j] = -Math.Abs(step[j] * search.Rays.Polar(row, j));
            nonzero += step[j] == 0 ? 0 : 1;
            contributions[j] = step[j] == 0 ? double.PositiveInfinity : contributions[j];
        }

        Array.Sort(contributions, order);
        double[] direction = new double[step.Length];
        for (int kept = 0, wanted = 1; kept < nonzero; wanted *= 2)
        {
            for (; kept < Math.Min(wanted, nonzero); kept++)
            {
                direction[order[kept]] = step[order[kept]];
            }

            RayHit hit = search.Rays.Shoot(direction).Forward;
            if (hit.Row == row && hit.LooksUnique && Rounded(search, row, direction, hit.Between) is { } proved)
            {
                return proved;
            }
        }

        return null;
    }

    /// <summary>The multiple of the direction with the fewest bits that is proved.</summary>
    private static double[]? Rounded(FacetSearch search, int row, double[] direction, double parameter)
    {
        double largest = 0;
        foreach (double v in direction)
        {
            largest = Math.Max(largest, Math.Abs(parameter * v));
        }

        if (!double.IsNormal(largest))
        {
            return null;
        }

        double[] rounded = new double[direction.Length];
        foreach (int bits in s_precisions)
        {
            double unit = double.ScaleB(1, Math.Max(double.ILogB(largest) + 1 - bits, -1000));
            for (int j = 0; j < rounded.Length; j++)
            {
                rounded[j] = Math.Floor((parameter * direction[j] / unit) + 0.5) * unit;
            }

            if (search.IsBeyondOnly(row, rounded))
            {
                return rounded;
            }
        }

        return null;
    }
}

namespace PiecewiseLinear.Regions;

/// <summary>Small dense systems in doubles, for guesses.</summary>
internal static class DenseElimination
{
    /// <summary>
    /// Solves m equations given row by row with the right-hand side as last column, by Gauss and Jordan with scaled row pivoting; the solution replaces that column. False when a pivot is
    /// below 1/<paramref name="largestInverse"/> of its row's largest coefficient, so that the solution may be far off.
    /// </summary>
    public static bool TrySolve(Span<double> system, int m, double largestInverse)
    {
        Span<double> scales = stackalloc double[Math.Min(m, 64)];
        if (m > scales.Length)
        {
            return false;
        }

        for (int i = 0; i < m; i++)
        {
            double scale = 0d;
            for (int j = 0; j < m; j++)
            {
                scale = Math.Max(scale, Math.Abs(system[(i * (m + 1)) + j]));
            }

            scales[i] = scale;
        }

        for (int c = 0; c < m; c++)
        {
            int pivot = c;
            for (int i = c + 1; i < m; i++)
            {
                pivot = Math.Abs(system[(i * (m + 1)) + c]) * scales[pivot] > Math.Abs(system[(pivot * (m + 1)) + c]) * scales[i] ? i : pivot;
            }

            Span<double> head = system.Slice(pivot * (m + 1), m + 1), own = system.Slice(c * (m + 1), m + 1);
            if (!(Math.Abs(head[c]) * largestInverse > scales[pivot]))
            {
                return false;
            }

            (scales[c], scales[pivot]) = (scales[pivot], scales[c]);
            double inverse = 1d / head[c];
            for (int j = 0; j <= m; j++)
            {
                (own[j], head[j]) = (head[j] * inverse, pivot == c ? head[j] * inverse : own[j]);
            }

            for (int i = 0; i < m; i++)
            {
                double factor = i == c ? 0d : system[(i * (m + 1)) + c];
                for (int j = c; factor != 0d && j <= m; j++)
                {
                    system[(i * (m + 1)) + j] -= factor * own[j];
                }
            }
        }

        return true;
    }
}

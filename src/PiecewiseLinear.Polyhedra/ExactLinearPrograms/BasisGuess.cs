namespace PiecewiseLinear.Polyhedra;

/// <summary>Reads out of an unproved candidate which rows to try as a basis, best first. Nothing here needs to be right.</summary>
internal static class BasisGuess
{
    private const double Near = 1e-6;

    /// <summary>
    /// The candidate's basis; then the rows with positive multipliers, the largest first; then, if the candidate has no basis, the rows that its
    /// point (nearly) touches.
    /// </summary>
    public static List<int> Rows(ExactProgram program, LinearProgramCandidate candidate)
    {
        List<int> order = [];
        bool[] taken = new bool[program.Rows.Count];
        foreach (int row in candidate.Basis ?? [])
        {
            Take(row);
        }

        double[]? multipliers = Weights(program, candidate);
        if (multipliers is not null)
        {
            IEnumerable<int> supported = Enumerable.Range(0, multipliers.Length).Where(i => multipliers[i] > 0);
            double largest = supported.Select(i => multipliers[i]).DefaultIfEmpty(0).Max();
            foreach (int row in supported.Where(i => multipliers[i] > Near * largest).OrderByDescending(i => multipliers[i]).ThenBy(i => i))
            {
                Take(row);
            }
        }

        if (candidate.Basis is null && candidate.Point is { } point && point.Length == program.Dimension && Array.TrueForAll(point, double.IsFinite))
        {
            RowEnclosures slacks = RowEnclosures.Slacks(program.Rows, point);
            double scale = point.Select(Math.Abs).DefaultIfEmpty(0).Max();
            foreach (int row in Enumerable.Range(0, taken.Length).Where(i => Math.Abs(slacks.Low(i)) <= Near * scale).OrderBy(i => Math.Abs(slacks.Low(i))))
            {
                Take(row);
            }
        }

        return order;

        void Take(int row)
        {
            if (row >= 0 && row < taken.Length && !taken[row] && program.IsActive(row))
            {
                taken[row] = true;
                order.Add(row);
            }
        }
    }

    /// <summary>The candidate's multipliers if they have the right shape, else null.</summary>
    public static double[]? Weights(ExactProgram program, LinearProgramCandidate candidate)
        => candidate.Multipliers is { } multipliers && multipliers.Length == program.Rows.Count && Array.TrueForAll(multipliers, double.IsFinite)
            ? multipliers
            : null;
}

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Proposes the largest ball. In hundreds of dimensions few of the rows that are no side of the box touch it, and a general engine pays for every dense row in its basis:
/// the program begins with the sides and takes in the rows that its ball violates, the worst first, until there are none.
/// </summary>
internal static class BallSearch
{
    /// <summary>Below it all rows at once are cheaper.</summary>
    private const int LeastDimension = 48;

    private const int RowsARound = 64;

    /// <summary>What counts as violated, relative to the row's offset and length; steers, since the bounds are proved from whatever is found.</summary>
    private const double Tolerance = 1e-12;

    /// <summary>The optimum as the engine sees it.</summary>
    public static LinearProgramCandidate Maximize(
        ILinearProgramSession session, HRepresentation program, BoxSides box, double[] objective, CancellationToken cancellationToken)
    {
        List<int> outside = [.. Enumerable.Range(0, program.Count).Where(row => !box.IsSide(row))];
        if (program.Dimension <= LeastDimension || outside.Count == program.Count)
        {
            return session.Maximize(objective, cancellationToken);
        }

        foreach (int row in outside)
        {
            session.SetActive(row, active: false);
        }

        while (true)
        {
            LinearProgramCandidate candidate = session.Maximize(objective, cancellationToken);
            bool usable = candidate is { Status: CandidateStatus.Optimal, Point: { } point } && point.Length == program.Dimension && point.All(double.IsFinite);
            int[] violated = usable ? MostViolated(program, outside, candidate.Point!) : [.. outside];
            if (violated.Length == 0)
            {
                return candidate;
            }

            foreach (int row in violated)
            {
                session.SetActive(row, active: true);
                outside.Remove(row);
            }
        }
    }

    private static int[] MostViolated(HRepresentation program, List<int> outside, double[] point)
    {
        double[] violations = new double[program.Count];
        double[] lengths = new double[program.Count];
        for (int j = 0; j < point.Length; j++)
        {
            ReadOnlySpan<double> column = program.Columns.Slice(j * program.Stride, program.Count);
            for (int i = 0; i < column.Length; i++)
            {
                violations[i] += column[i] * point[j];
                lengths[i] += column[i] * column[i];
            }
        }

        for (int i = 0; i < violations.Length; i++)
        {
            double length = Math.Sqrt(lengths[i]);
            violations[i] = (violations[i] - program.Offsets[i] - (Tolerance * Math.Abs(program.Offsets[i]))) / length;
        }

        return [.. outside.Where(row => violations[row] > Tolerance).OrderByDescending(row => violations[row]).Take(RowsARound)];
    }
}

using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Tests;

/// <summary>
/// Looks at the parts of a candidate in doubles: is the point feasible, do the multipliers combine to the objective, … A tolerance is in
/// place here, since a candidate is only a proposal; the exact layer has its own tests.
/// </summary>
internal static class CandidateAssert
{
    public static void Optimal(HRepresentation rows, ReadOnlySpan<double> objective, LinearProgramCandidate candidate, double tolerance = 1e-6)
    {
        Assert.True(candidate.Status == CandidateStatus.Optimal, $"{candidate.Status}: {candidate.Message}");
        Assert.NotNull(candidate.Point);
        Assert.NotNull(candidate.Multipliers);
        Feasible(rows, candidate.Point, tolerance);
        Assert.All(candidate.Multipliers, static m => Assert.True(m >= 0));
        double[] combined = Combine(rows, candidate.Multipliers);
        for (int j = 0; j < rows.Dimension; j++)
        {
            Near(objective[j], combined[j], tolerance);
        }

        Near(Dot(objective, candidate.Point), Offset(rows, candidate.Multipliers), tolerance);
    }

    public static void Basis(HRepresentation rows, LinearProgramCandidate candidate)
    {
        Assert.NotNull(candidate.Basis);
        Assert.True(candidate.Basis.Length <= rows.Dimension);
        Assert.Equal(candidate.Basis.Length, candidate.Basis.Distinct().Count());
        foreach (int row in candidate.Basis)
        {
            Near(rows.Offsets[row], Activity(rows, row, candidate.Point!), 1e-6);
        }
    }

    public static void Infeasible(HRepresentation rows, LinearProgramCandidate candidate, double tolerance = 1e-6)
    {
        Assert.Equal(CandidateStatus.Infeasible, candidate.Status);
        Assert.NotNull(candidate.Multipliers);
        Assert.All(candidate.Multipliers, static m => Assert.True(m >= 0));
        Assert.All(Combine(rows, candidate.Multipliers), v => Near(0, v, tolerance * candidate.Multipliers.Max()));
        Assert.True(Offset(rows, candidate.Multipliers) < 0);
    }

    public static void Unbounded(HRepresentation rows, ReadOnlySpan<double> objective, LinearProgramCandidate candidate)
    {
        Assert.Equal(CandidateStatus.Unbounded, candidate.Status);
        Assert.NotNull(candidate.Ray);
        Assert.NotNull(candidate.Point);
        Feasible(rows, candidate.Point, 1e-6);
        Assert.True(Dot(objective, candidate.Ray) > 0);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.True(Activity(rows, i, candidate.Ray) <= 1e-9);
        }
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int j = 0; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }

    private static void Feasible(HRepresentation rows, double[] point, double tolerance)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            double excess = Activity(rows, i, point) - rows.Offsets[i];
            Assert.True(excess <= tolerance * (1 + Math.Abs(rows.Offsets[i])), $"row {i} is exceeded by {excess}");
        }
    }

    private static double Activity(HRepresentation rows, int row, double[] point)
    {
        double sum = 0;
        for (int j = 0; j < rows.Dimension; j++)
        {
            sum += rows.Columns[(j * rows.Stride) + row] * point[j];
        }

        return sum;
    }

    private static double[] Combine(HRepresentation rows, double[] weights)
    {
        var sum = new double[rows.Dimension];
        for (int j = 0; j < rows.Dimension; j++)
        {
            sum[j] = Dot(weights, rows.Columns.Slice(j * rows.Stride, rows.Count));
        }

        return sum;
    }

    private static double Offset(HRepresentation rows, double[] weights) => Dot(weights, rows.Offsets[..rows.Count]);

    private static void Near(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * (1 + Math.Abs(expected)), $"{actual} is not near {expected}");
}

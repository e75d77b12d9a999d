using PiecewiseLinear.TestKit.LinearPrograms;
using Xunit.Abstractions;

namespace PiecewiseLinear.Polyhedra.Tests;

public sealed class DenseContract(ITestOutputHelper output)
{
    [Fact]
    public void A_thousand_random_programs_are_proved_almost_all_as_they_stand()
    {
        ContractReport report = LinearProgramSolverContract.ProvesAll(new DenseSimplex(), LinearProgramFamilies.Random(1000));
        output.WriteLine(report.ToString());
        Assert.Equal(1000, report.Cases);
        Assert.True(report.Immediate >= 990, report.ToString());
        Assert.True(report is { Optimal: > 500, Infeasible: > 20, Unbounded: > 20 }, report.ToString());
    }

    [Fact]
    public void Two_hundred_degenerate_programs_are_proved_most_as_they_stand()
    {
        ContractReport report = LinearProgramSolverContract.ProvesAll(new DenseSimplex(), LinearProgramFamilies.Degenerate(200));
        output.WriteLine(report.ToString());
        Assert.Equal(200, report.Cases);
        Assert.True(report.Immediate >= 180, report.ToString());
        Assert.True(report is { Optimal: > 80, Infeasible: > 10, Unbounded: > 10 }, report.ToString());
    }

    [Fact]
    public void Sessions_follow_rows_that_come_and_go()
    {
        foreach (LinearProgramCase program in LinearProgramFamilies.Sample(60, 60, firstSeed: 5001))
        {
            LinearProgramSolverContract.SessionFollowsItsRows(new DenseSimplex(), program, solves: 12);
        }
    }

    [Fact]
    public void A_cancelled_solve_is_harmless()
    {
        foreach (LinearProgramCase program in LinearProgramFamilies.Random(20, firstSeed: 9001))
        {
            LinearProgramSolverContract.CancelledSolveIsHarmless(new DenseSimplex(), program);
        }
    }
}

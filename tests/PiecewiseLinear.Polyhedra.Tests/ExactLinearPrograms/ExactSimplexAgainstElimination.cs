using PiecewiseLinear.TestKit.LinearPrograms;

namespace PiecewiseLinear.Polyhedra.Tests;

public sealed class ExactSimplexAgainstElimination
{
    [Fact]
    public void The_exact_simplex_agrees_with_Fourier_Motzkin_elimination_on_small_programs()
    {
        int compared = 0;
        foreach (LinearProgramCase program in LinearProgramFamilies.Sample(1500, 400))
        {
            if (program.Rows.Dimension > 3 || program.Rows.Count > (program.Rows.Dimension < 3 ? 30 : 12))
            {
                continue;
            }

            LinearProgramTruth truth = FourierMotzkin.Solve(program);
            bool agrees = LinearProgramSolverContract.Reference(program) switch
            {
                LinearProgramOutcome.Optimal optimal => truth.Maximum == optimal.Value,
                LinearProgramOutcome.Infeasible => !truth.Feasible,
                LinearProgramOutcome.Unbounded => truth is { Feasible: true, Maximum: null },
                _ => false,
            };
            Assert.True(agrees, $"{truth} but {LinearProgramSolverContract.Reference(program)}\n{program}");
            compared++;
        }

        Assert.True(compared > 300, $"only {compared} programs were small enough");
    }
}

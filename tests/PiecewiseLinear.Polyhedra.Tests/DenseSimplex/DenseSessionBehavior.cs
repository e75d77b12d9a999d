using System.Numerics;
using PiecewiseLinear.TestKit.LinearPrograms;

namespace PiecewiseLinear.Polyhedra.Tests;

public sealed class DenseSessionBehavior
{
    [Fact]
    public void Solving_again_allocates_nothing()
    {
        LinearProgramCase program = LinearProgramFamilies.Random(200).First(static p => p.Rows.Dimension == 5 && p.Rows.Count > 40);
        using DenseSession session = new(program.Rows);
        double[] objective = program.Mirror(), opposite = [.. objective.Select(static c => -c)];
        session.Solve(objective, CancellationToken.None);
        session.Solve(opposite, CancellationToken.None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int k = 0; k < 100; k++)
        {
            session.SetActive(k % program.Rows.Count, active: k % 3 == 0);
            session.Solve(k % 2 == 0 ? objective : opposite, CancellationToken.None);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_start_inside_reaches_the_same_optimum_as_a_cold_start()
    {
        int compared = 0;
        foreach (LinearProgramCase program in LinearProgramFamilies.Random(200, firstSeed: 4001))
        {
            // All offsets positive: the origin is inside.
            if (program.Rows.Rows.Any(static row => row.Offset.Sign <= 0))
            {
                continue;
            }

            using DenseSession cold = new(program.Rows), started = new(program.Rows);
            LinearProgramCandidate inside = started.Maximize(program.Mirror(), new double[program.Rows.Dimension], CancellationToken.None);
            LinearProgramOutcome left = LinearProgramSolverContract.Prove(program, inside, ExactBudget.Default);
            LinearProgramOutcome right = LinearProgramSolverContract.Prove(program, cold.Maximize(program.Mirror(), CancellationToken.None), ExactBudget.Default);
            Assert.True(LinearProgramSolverContract.Same(left, right), program.ToString());
            compared++;
        }

        Assert.True(compared > 50, $"only {compared} programs had the origin inside");
    }

    [Fact]
    public void Sixty_four_variables_and_two_hundred_rows_are_proved()
    {
        Random random = new(64);
        HalfSpace[] rows = [.. Enumerable.Range(0, 200).Select(_ => new HalfSpace(
            [.. Enumerable.Range(0, 64).Select(_ => new BigInteger(random.NextInt64(-(1L << 40), 1L << 40)))], random.NextInt64(1L << 40)))];
        LinearProgramCase program = new("64 x 200", new HRepresentation(64, rows), [.. rows[7].Normal]);
        using DenseSession session = new(program.Rows);
        LinearProgramCandidate candidate = session.Maximize(program.Mirror(), new double[64], CancellationToken.None);
        LinearProgramOutcome outcome = LinearProgramSolverContract.Prove(program, candidate, ExactBudget.CheckOnly);
        Assert.IsType<LinearProgramOutcome.Optimal>(outcome);
    }

    [Fact]
    public void A_row_that_does_not_exist_and_an_objective_of_the_wrong_length_are_named()
    {
        using DenseSession session = new(new HRepresentation(1, [new HalfSpace([1], 1)]));
        Assert.Contains("expected a row between 0 and 0", Assert.Throws<ArgumentOutOfRangeException>(() => session.SetActive(3, active: true)).Message, StringComparison.Ordinal);
        Assert.Contains("2 numbers, expected 1", Assert.Throws<ArgumentException>(() => session.Solve([1, 2], CancellationToken.None)).Message, StringComparison.Ordinal);
    }
}

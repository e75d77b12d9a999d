using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.Clp;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Solvers.Tests.Clp;

public sealed class ClpSolverTests : AdapterBehavior
{
    protected override ILinearProgramSolver Solver { get; } = new ClpSolver();

    [Fact]
    public void Says_which_engine_it_is()
    {
        Assert.Null(ClpSolver.WhyUnavailable);
        Assert.Equal(LinearProgramEngine.Clp, Solver.Engine);
    }

    [Fact]
    public void Every_part_of_random_answers_is_right_in_doubles()
    {
        int[] seen = new int[3];
        Seeded.Check(1000, (random, seed) =>
        {
            int dimension = random.Next(1, 9);
            HRepresentation rows = Programs.Random(random, dimension, random.Next(0, 40), feasible: seed % 3 != 0);
            double[] objective = Programs.Objective(random, dimension);
            using ILinearProgramSession session = Solver.Open(rows);
            LinearProgramCandidate candidate = session.Maximize(objective, default);
            seen[(int)candidate.Status]++;
            if (candidate.Status == CandidateStatus.Infeasible)
            {
                CandidateAssert.Infeasible(rows, candidate);
            }
            else
            {
                CandidateAssert.Optimal(rows, objective, candidate);
                CandidateAssert.Basis(rows, candidate);
            }
        });

        Assert.True(seen[0] > 100 && seen[1] > 100, $"optimal {seen[0]}, infeasible {seen[1]}");
    }

    [Fact]
    public void Infeasible_after_a_change_of_the_objective_alone_still_has_multipliers()
    {
        using ILinearProgramSession session = Solver.Open(Programs.Empty());
        CandidateAssert.Infeasible(Programs.Empty(), session.Maximize(Programs.OneOne, default));
        CandidateAssert.Infeasible(Programs.Empty(), session.Maximize([-3, 1], default));
        CandidateAssert.Infeasible(Programs.Empty(), session.Maximize([0, 0], default));
    }

    [Fact]
    public void A_disposed_session_says_so()
    {
        ILinearProgramSession session = Solver.Open(Programs.Textbook());
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Maximize(Programs.OneOne, default));
    }

    [Fact]
    public void An_objective_of_the_wrong_length_is_refused()
    {
        using ILinearProgramSession session = Solver.Open(Programs.Textbook());
        ArgumentException error = Assert.Throws<ArgumentException>(() => session.Maximize([1, 2, 3], default));
        Assert.Contains("3 coefficients, expected 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_on_many_threads_do_not_disturb_each_other()
    {
        HRepresentation rows = Programs.Textbook();
        Parallel.For(0, 200, i =>
        {
            using ILinearProgramSession session = Solver.Open(rows);
            double[] objective = [1 + (i % 3), 1];
            CandidateAssert.Optimal(rows, objective, session.Maximize(objective, default));
        });
    }

    [Fact]
    public void Sessions_give_their_memory_back()
    {
        HRepresentation rows = Programs.Random(new Random(1), 20, 400, feasible: true);
        long before = 0;
        for (int i = 0; i < 300; i++)
        {
            using ILinearProgramSession session = Solver.Open(rows);
            Assert.Equal(CandidateStatus.Optimal, session.Maximize(Programs.Objective(new Random(i), 20), default).Status);
            if (i == 100)
            {
                before = Environment.WorkingSet;
            }
        }

        // 200 models of this size that nobody deleted would be more than 100 MB.
        Assert.True(Environment.WorkingSet - before < 60_000_000, $"grew by {Environment.WorkingSet - before} bytes");
    }
}

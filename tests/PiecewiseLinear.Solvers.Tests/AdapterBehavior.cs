using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Solvers.Tests;

/// <summary>What every adapter must do on programs with known answers, whatever engine is behind it.</summary>
public abstract class AdapterBehavior
{
    protected abstract ILinearProgramSolver Solver { get; }

    /// <summary>How near the engine comes to an optimum: a first-order method is not a simplex.</summary>
    protected virtual double Tolerance => 1e-6;

    /// <summary>Whether the engine ends in a vertex.</summary>
    protected virtual bool HasBasis => true;

    /// <summary>Whether the engine gives multipliers with "infeasible" and a ray with "unbounded".</summary>
    protected virtual bool HasRays => true;

    protected virtual int RandomPrograms => 300;

    [Fact]
    public void Finds_a_known_optimum_with_its_multipliers()
    {
        HRepresentation rows = Programs.Textbook();
        using ILinearProgramSession session = Solver.Open(rows);
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, default);
        CandidateAssert.Optimal(rows, Programs.OneOne, candidate, Tolerance);
        Assert.Equal(1.6, candidate.Point![0], 3);
        Assert.Equal(1.2, candidate.Point[1], 3);
        if (HasBasis)
        {
            CandidateAssert.Basis(rows, candidate);
            Assert.Equal([0, 1], candidate.Basis!.Order());
        }
    }

    [Fact]
    public void Says_that_nothing_satisfies_the_rows()
    {
        using ILinearProgramSession session = Solver.Open(Programs.Empty());
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, default);
        Assert.Equal(CandidateStatus.Infeasible, candidate.Status);
        if (HasRays)
        {
            CandidateAssert.Infeasible(Programs.Empty(), candidate);
        }
    }

    [Fact]
    public void Says_that_nothing_stops_the_objective_and_where_it_stops()
    {
        using ILinearProgramSession session = Solver.Open(Programs.Strip());
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, default);
        Assert.Equal(CandidateStatus.Unbounded, candidate.Status);
        if (HasRays)
        {
            CandidateAssert.Unbounded(Programs.Strip(), Programs.OneOne, candidate);
        }

        CandidateAssert.Optimal(Programs.Strip(), [1, -1], session.Maximize([1, -1], default), Tolerance);
    }

    [Fact]
    public void Bounds_that_cross_are_a_contradiction_with_multipliers()
    {
        HRepresentation rows = Programs.Rows(2, [2, 0, 4], [-3, 0, -9], [1, 1, 7], [1, 0, 50]);
        using ILinearProgramSession session = Solver.Open(rows);
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, default);
        Assert.Equal(CandidateStatus.Infeasible, candidate.Status);
        if (HasRays)
        {
            CandidateAssert.Infeasible(rows, candidate);
        }
    }

    [Fact]
    public void A_zero_row_with_a_negative_offset_is_a_contradiction_and_others_are_not()
    {
        HRepresentation rows = Programs.Rows(2, [0, 0, -1], [0, 0, 3], [1, 2, 4], [3, 1, 6], [-1, 0, 0], [0, -1, 0]);
        using ILinearProgramSession session = Solver.Open(rows);
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, default);
        Assert.Equal(CandidateStatus.Infeasible, candidate.Status);
        if (HasRays)
        {
            CandidateAssert.Infeasible(rows, candidate);
        }

        session.SetActive(0, active: false);
        Assert.Equal(CandidateStatus.Optimal, session.Maximize(Programs.OneOne, default).Status);
    }

    [Fact]
    public void A_zero_objective_asks_for_any_point()
    {
        HRepresentation rows = Programs.Textbook();
        using ILinearProgramSession session = Solver.Open(rows);
        CandidateAssert.Optimal(rows, [0, 0], session.Maximize([0, 0], default), Tolerance);
    }

    [Fact]
    public void No_rows_at_all()
    {
        using ILinearProgramSession session = Solver.Open(Programs.Rows(2));
        Assert.Equal(CandidateStatus.Unbounded, session.Maximize(Programs.OneOne, default).Status);
        Assert.Equal(CandidateStatus.Optimal, session.Maximize([0, 0], default).Status);
    }

    [Fact]
    public void Rows_go_and_come_back()
    {
        HRepresentation rows = Programs.Textbook();
        using ILinearProgramSession session = Solver.Open(rows);
        session.SetActive(0, active: false);
        LinearProgramCandidate without = session.Maximize(Programs.OneOne, default);
        CandidateAssert.Optimal(Programs.Rows(2, [3, 1, 6], [-1, 0, 0], [0, -1, 0]), Programs.OneOne, without with { Multipliers = without.Multipliers![1..] }, Tolerance);
        Assert.Equal(6, without.Point![1], 2);
        session.SetActive(0, active: true);
        CandidateAssert.Optimal(rows, Programs.OneOne, session.Maximize(Programs.OneOne, default), Tolerance);
        session.SetActive(2, active: false);
        session.SetActive(3, active: false);
        CandidateAssert.Optimal(rows, Programs.OneOne, session.Maximize(Programs.OneOne, default), Tolerance);
        Assert.Equal(CandidateStatus.Unbounded, session.Maximize([-1, -1], default).Status);
    }

    [Fact]
    public void A_cancelled_solve_is_a_failed_candidate_and_the_session_lives_on()
    {
        using ILinearProgramSession session = Solver.Open(Programs.Textbook());
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, new CancellationToken(canceled: true));
        Assert.Equal(CandidateStatus.Failed, candidate.Status);
        Assert.Contains("cancel", candidate.Message, StringComparison.Ordinal);
        Assert.Equal(CandidateStatus.Optimal, session.Maximize(Programs.OneOne, default).Status);
    }

    [Fact]
    public void Random_programs_in_one_warm_session_answer_as_cold_ones()
    {
        Seeded.Check(RandomPrograms / 10, (random, seed) =>
        {
            int dimension = random.Next(1, 7);
            HRepresentation rows = Programs.Random(random, dimension, random.Next(0, 25), feasible: seed % 3 != 0);
            using ILinearProgramSession warm = Solver.Open(rows);
            var active = new bool[rows.Count];
            Array.Fill(active, true);
            for (int step = 0; step < 5; step++)
            {
                double[] objective = Programs.Objective(random, dimension);
                LinearProgramCandidate one = warm.Maximize(objective, default);
                using ILinearProgramSession cold = Solver.Open(rows);
                for (int i = 0; i < rows.Count; i++)
                {
                    cold.SetActive(i, active[i]);
                }

                LinearProgramCandidate two = cold.Maximize(objective, default);
                Assert.True(one.Status == two.Status, $"seed {seed}, step {step}: warm {one.Status}, cold {two.Status} {one.Message}{two.Message}");
                if (one.Status == CandidateStatus.Optimal)
                {
                    double value = CandidateAssert.Dot(objective, one.Point!);
                    double other = CandidateAssert.Dot(objective, two.Point!);
                    Assert.True(Math.Abs(value - other) <= 10 * Tolerance * (1 + Math.Abs(other)), $"seed {seed}, step {step}: {value} and {other}");
                }

                int row = random.Next(rows.Count);
                active[row] = !active[row];
                warm.SetActive(row, active[row]);
            }
        });
    }
}

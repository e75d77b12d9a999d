using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.OrTools;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Solvers.Tests.OrTools;

/// <summary>One host for all tests of a class.</summary>
public sealed class GlopFixture : IDisposable
{
    public OrToolsSolver Solver { get; } = new(Patient.Options);

    public void Dispose() => Solver.Dispose();
}

public sealed class GlopTests(GlopFixture fixture) : AdapterBehavior, IClassFixture<GlopFixture>
{
    protected override ILinearProgramSolver Solver => fixture.Solver;

    protected override bool HasBasis => false;

    [Fact]
    public void Says_which_engine_it_is() => Assert.Equal(LinearProgramEngine.OrTools, Solver.Engine);

    [Fact]
    public void Every_part_of_random_answers_is_right_in_doubles()
    {
        int[] seen = new int[3];
        Seeded.Check(300, (random, seed) =>
        {
            int dimension = random.Next(1, 9);
            HRepresentation rows = Programs.Random(random, dimension, random.Next(0, 40), feasible: seed % 3 != 0);
            double[] objective = Programs.Objective(random, dimension);
            using ILinearProgramSession session = Solver.Open(rows);
            LinearProgramCandidate candidate = session.Maximize(objective, default);
            Assert.True(candidate.Status != CandidateStatus.Failed, candidate.Message);
            seen[(int)candidate.Status]++;
            if (candidate.Status == CandidateStatus.Infeasible)
            {
                CandidateAssert.Infeasible(rows, candidate);
            }
            else
            {
                CandidateAssert.Optimal(rows, objective, candidate);
            }
        });

        Assert.True(seen[0] > 30 && seen[1] > 30, $"optimal {seen[0]}, infeasible {seen[1]}");
    }
}

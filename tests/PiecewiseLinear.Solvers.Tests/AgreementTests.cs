using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.Clp;
using PiecewiseLinear.Solvers.OrTools;
using PiecewiseLinear.Solvers.Tests.OrTools;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.TestKit.LinearPrograms;
using Xunit.Abstractions;

namespace PiecewiseLinear.Solvers.Tests;

/// <summary>
/// DENSE, CLP and OR_TOOLS agree, after exact checking, on 1,000 random and 200 adversarially degenerate programs: each is proved from each
/// engine's candidate and must have the outcome (kind and value) of the exact simplex that no engine helped. Where SOAK_MINUTES is set,
/// fresh seeds follow for each engine's share of it.
/// </summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int RandomPrograms = 1000;
    private const int DegeneratePrograms = 200;

    [Fact]
    public void Dense_agrees() => Agrees(new DenseSimplex(), RandomPrograms, DegeneratePrograms);

    [Fact]
    public void Clp_agrees() => Agrees(new ClpSolver(), RandomPrograms, DegeneratePrograms);

    [Fact]
    public void Glop_agrees()
    {
        using var solver = new OrToolsSolver(Patient.Options);
        Agrees(solver, RandomPrograms, DegeneratePrograms);
    }

    /// <summary>A first-order method: its candidates are rough, and the exact layer has to finish them.</summary>
    [Fact]
    public void Pdlp_agrees_on_a_sample()
    {
        using var solver = new OrToolsSolver(Patient.Options with { Algorithm = OrToolsAlgorithm.Pdlp });
        Agrees(solver, 25, 20);
    }

    [Fact]
    public void Sessions_of_every_engine_follow_their_rows()
    {
        using var glop = new OrToolsSolver(Patient.Options);
        foreach (ILinearProgramSolver solver in new ILinearProgramSolver[] { new DenseSimplex(), new ClpSolver(), glop })
        {
            foreach (LinearProgramCase program in LinearProgramFamilies.Random(10).Concat(LinearProgramFamilies.Degenerate(20)))
            {
                LinearProgramSolverContract.SessionFollowsItsRows(solver, program, solves: 8);
            }

            LinearProgramSolverContract.CancelledSolveIsHarmless(solver, LinearProgramFamilies.Random(1).First());
        }
    }

    [Fact]
    public void A_cutoff_is_never_a_wrong_proof()
    {
        using var glop = new OrToolsSolver(Patient.Options);
        foreach ((ILinearProgramSolver solver, int count) in new (ILinearProgramSolver, int)[] { (new DenseSimplex(), 200), (new ClpSolver(), 300), (glop, 30) })
        {
            (int atMost, int above) = LinearProgramSolverContract.CutoffsAreNoWrongProofs(
                solver, LinearProgramFamilies.Random(count, firstSeed: 5000).Concat(LinearProgramFamilies.Degenerate(count / 2, firstSeed: 5000)));
            output.WriteLine($"{solver.Engine}: {atMost} bounded by the cutoff, {above} above it");
            Assert.True(solver.Engine != LinearProgramEngine.Clp || (atMost > 100 && above > 0), $"{solver.Engine} hardly ever stops early: {atMost}, {above}");
        }
    }

    private void Agrees(ILinearProgramSolver solver, int random, int degenerate)
    {
        output.WriteLine($"random: {LinearProgramSolverContract.ProvesAll(solver, LinearProgramFamilies.Random(random))}");
        output.WriteLine($"degenerate: {LinearProgramSolverContract.ProvesAll(solver, LinearProgramFamilies.Degenerate(degenerate))}");
        DateTime end = DateTime.UtcNow + Seeded.SoakTime;
        for (int seed = 1_000_000; DateTime.UtcNow < end; seed += 100)
        {
            LinearProgramSolverContract.ProvesAll(solver, LinearProgramFamilies.Random(100, seed));
            LinearProgramSolverContract.ProvesAll(solver, LinearProgramFamilies.Degenerate(100, seed));
        }
    }
}

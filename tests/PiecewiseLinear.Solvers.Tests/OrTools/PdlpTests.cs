using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.OrTools;

namespace PiecewiseLinear.Solvers.Tests.OrTools;

/// <summary>One host for all tests of the class.</summary>
public sealed class PdlpFixture : IDisposable
{
    public OrToolsSolver Solver { get; } = new(Patient.Options with { Algorithm = OrToolsAlgorithm.Pdlp });

    public void Dispose() => Solver.Dispose();
}

public sealed class PdlpTests(PdlpFixture fixture) : AdapterBehavior, IClassFixture<PdlpFixture>
{
    protected override ILinearProgramSolver Solver => fixture.Solver;

    protected override double Tolerance => 1e-4;

    protected override bool HasBasis => false;

    protected override int RandomPrograms => 20;
}

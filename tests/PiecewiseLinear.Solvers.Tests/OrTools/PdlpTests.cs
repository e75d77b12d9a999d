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

    /// <summary>Of a program without variables PDLP prints to standard output that it does not expect one; read as the length of an answer that is half a gigabyte, for which the caller waited until its time was up.</summary>
    [Fact]
    public void What_it_prints_is_no_part_of_its_answer()
    {
        using ILinearProgramSession session = Solver.Open(Programs.Rows(0));
        LinearProgramCandidate candidate = session.Maximize([], default);
        Assert.Equal(CandidateStatus.Failed, candidate.Status);
        Assert.Contains("INVALID_PROBLEM", candidate.Message, StringComparison.Ordinal);
        using ILinearProgramSession next = Solver.Open(Programs.Textbook());
        CandidateAssert.Optimal(Programs.Textbook(), Programs.OneOne, next.Maximize(Programs.OneOne, default), Tolerance);
    }
}

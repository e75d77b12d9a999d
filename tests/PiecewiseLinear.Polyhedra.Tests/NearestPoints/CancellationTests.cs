using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra.Tests.NearestPoints;

/// <summary>Programs, distances and their proofs look at the token at every step or row. Steps are counted, nothing is timed.</summary>
public sealed class CancellationTests
{
    private const int Inputs = 12;
    private static readonly CancellationToken s_cancelled = new(canceled: true);
    private static readonly ImmutableArray<Rational> s_point = [.. Enumerable.Repeat(Rational.Zero, Inputs)];

    /// <summary>Rows that the origin violates and the far corner satisfies, within a box.</summary>
    private static HRepresentation Rows()
    {
        Random random = new(3);
        return new HRepresentation(
            Inputs,
            [
                .. Enumerable.Range(0, 20).Select(_ => new HalfSpace([.. Enumerable.Range(0, Inputs).Select(_ => (BigInteger)(-random.Next(1, 1000)))], -5000)),
                .. Enumerable.Range(0, Inputs).Select(j => new HalfSpace([.. Enumerable.Range(0, Inputs).Select(k => (BigInteger)(j == k ? 1 : 0))], 5000)),
            ]);
    }

    [Theory]
    [InlineData(VectorNorm.L1)]
    [InlineData(VectorNorm.L2)]
    [InlineData(VectorNorm.LInf)]
    public void A_distance_that_is_cancelled_throws_in_each_of_its_parts(VectorNorm norm)
    {
        HRepresentation rows = Rows();
        ProposedNearestPoint proposed = NearestPoint.Propose(rows, s_point, norm, new DenseSimplex(), CancellationToken.None);
        var found = Assert.IsType<NearestPointOutcome.Found>(proposed.Prove(ExactBudget.Default, CancellationToken.None));
        Assert.Throws<OperationCanceledException>(() => new HRepresentation(Inputs, rows.Rows, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => new CenteredRows(rows, s_point, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => new DistanceProgram(new CenteredRows(rows, s_point), norm, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => NearestPoint.Propose(rows, s_point, norm, new DenseSimplex(), s_cancelled));
        Assert.Throws<OperationCanceledException>(() => proposed.Multipliers(s_cancelled));
        Assert.Throws<OperationCanceledException>(() => proposed.LowerBound(s_cancelled));
        Assert.Throws<OperationCanceledException>(() => proposed.Prove(ExactBudget.Default, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => NearestPointVerification.Proves(rows, s_point, norm, found, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => DistanceBound.Of(rows, s_point, norm, found.Multipliers, s_cancelled));
    }

    [Fact]
    public void A_proof_that_is_cancelled_is_unknown()
    {
        HRepresentation rows = Rows();
        ImmutableArray<BigInteger> objective = [.. Enumerable.Repeat(BigInteger.MinusOne, Inputs)];
        using ILinearProgramSession session = new DenseSimplex().Open(rows);
        LinearProgramCandidate candidate = session.Maximize([.. objective.Select(static c => (double)c)], CancellationToken.None);
        Assert.IsType<LinearProgramOutcome.Optimal>(ExactLinearProgramming.Prove(rows, objective, candidate, ExactBudget.Default, CancellationToken.None));
        Assert.Equal(
            new LinearProgramOutcome.Unknown("stopped before anything was proved"),
            ExactLinearProgramming.Prove(rows, objective, candidate, ExactBudget.Default, s_cancelled));
        ExactProgram program = new(rows, [], objective, s_cancelled);
        Assert.Throws<OperationCanceledException>(() => new ExactBasis(program, [0, 1], []));
        Assert.Throws<OperationCanceledException>(() => program.SlackSigns(new ExactVector(new BigInteger[Inputs], BigInteger.One)));
        Assert.Throws<OperationCanceledException>(() => new ExactBasis(program, [], []).Point());
    }

    [Fact]
    public void A_program_that_is_cancelled_ends_before_its_next_step()
    {
        double[] objective = [.. Enumerable.Range(1, Inputs).Select(static j => -(double)j)];
        using DenseSession whole = new(Rows()), cancelled = new(Rows());
        Assert.Equal(CandidateStatus.Optimal, whole.Solve(objective, CancellationToken.None));
        Assert.InRange(whole.Steps, 8, int.MaxValue);
        Assert.Equal(CandidateStatus.Failed, cancelled.Solve(objective, s_cancelled));
        Assert.InRange(cancelled.Steps, 0, 1);

        // The session is as good as new.
        Assert.Equal(CandidateStatus.Optimal, cancelled.Solve(objective, CancellationToken.None));
    }
}

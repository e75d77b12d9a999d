using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra.Tests.InscribedBalls;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Polyhedra.Tests.Facets;

/// <summary>Engines that fail or lie cost time, never truth: verdicts and balls are verified, and facets agree with brute force.</summary>
public class UntrustedSolverTests
{
    [Fact]
    public void A_failing_or_lying_engine_changes_no_verdict() => Seeded.Check(60, random =>
    {
        int d = random.Next(1, 4);
        int count = random.Next(d + 1, 9);
        List<long[]> data = [.. Enumerable.Range(0, count).Select(_ =>
            (long[])[.. Enumerable.Range(0, d).Select(_ => (long)random.Next(-3, 4)), random.Next(1, 5)])];
        for (int j = 0; j < d; j++)
        {
            data.Add([.. Enumerable.Range(0, d).Select(k => k == j ? 1L : 0L), 2]);
            data.Add([.. Enumerable.Range(0, d).Select(k => k == j ? -1L : 0L), 2]);
        }

        HRepresentation rows = SlowPolyhedron.Of(d, [.. data]);
        BoxSides box = BoxSides.Of(rows, Enumerable.Range(count, 2 * d));
        UntrustedSolver solver = new(random);
        ClassifiedRows classified = FacetClassification.Classify(rows, box, [.. new Dyadic[d]], solver, ExactBudget.Default, CancellationToken.None);
        FacetEvidenceVerifier.Verify(rows, box, classified);
        bool[] expected = SlowPolyhedron.Facets(rows);
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.True(expected[i] == classified.Verdicts[i] is RowVerdict.Facet or RowVerdict.Duplicate, $"row {i}: {classified.Verdicts[i]}");
        }

        foreach (VectorNorm norm in (VectorNorm[])[VectorNorm.L1, VectorNorm.L2, VectorNorm.LInf])
        {
            InscribedBallOutcome outcome = InscribedBall.Find(rows, box, norm, solver, ExactBudget.Default, CancellationToken.None);
            BallVerifier.Verify(rows, box, Assert.IsType<InscribedBallOutcome.Found>(outcome).Ball);
        }
    });

    private sealed class UntrustedSolver(Random random) : ILinearProgramSolver
    {
        public LinearProgramEngine Engine => LinearProgramEngine.Dense;

        public ILinearProgramSession Open(HRepresentation constraints) => new Session(constraints, random);
    }

    private sealed class Session(HRepresentation rows, Random random) : ILinearProgramSession
    {
        public void SetActive(int row, bool active) => Assert.InRange(row, 0, rows.Count - 1);

        public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
            => new()
            {
                Status = (CandidateStatus)random.Next(Enum.GetValues<CandidateStatus>().Length),
                Basis = random.Next(3) == 0 ? null : [.. Enumerable.Range(0, rows.Dimension).Select(_ => random.Next(rows.Count))],
                Point = random.Next(3) == 0 ? null : Noise(rows.Dimension),
                Multipliers = random.Next(3) == 0 ? null : Noise(rows.Count),
                Ray = random.Next(3) == 0 ? null : Noise(rows.Dimension),
            };

        public void Dispose()
        {
        }

        private double[] Noise(int count)
            => [.. Enumerable.Range(0, count).Select(_ => random.Next(9) switch
            {
                0 => double.NaN,
                1 => double.PositiveInfinity,
                2 => 0d,
                _ => (random.NextDouble() - 0.5) * 8,
            })];
    }
}

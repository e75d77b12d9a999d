using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.Tests.Evidence;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>A linear programming engine that lies, or does nothing, may cost time but never a verdict.</summary>
public sealed class LyingSolverTests
{
    [Fact]
    public void Wrong_candidates_never_lead_to_a_wrong_verdict() =>
        Seeded.Check(150, static random =>
        {
            (ReluNetwork network, VnnLibProperty file) = RandomProperties.Next(random);
            VerificationProperty property = VerificationProperty.FromVnnLib(file);
            VerificationOptions options = new() { Threads = 1, MostBoxes = 20_000, Solver = new Liar(random.Next()) };
            VerificationOutcome outcome = VerificationEngine.Verify(network, property, options, progress: null, CancellationToken.None);
            Verdict truth = BruteForceProperty.IsSatisfied(network, file) ? Verdict.Violated : Verdict.Holds;
            Assert.True(outcome.Verdict == truth || outcome.Verdict == Verdict.Unknown, $"{outcome.Verdict} instead of {truth}");
            if (outcome.Proof is { } proof)
            {
                RationalProofChecker.Check(network, property, proof);
            }
        });

    private sealed class Liar(int seed) : ILinearProgramSolver
    {
        public LinearProgramEngine Engine => LinearProgramEngine.Dense;

        public ILinearProgramSession Open(HRepresentation constraints) => new Session(constraints, new Random(seed));
    }

    private sealed class Session(HRepresentation rows, Random random) : ILinearProgramSession
    {
        public void SetActive(int row, bool active)
        {
        }

        public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
            => new()
            {
                Status = (CandidateStatus)random.Next(4),
                Basis = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, random.Next(rows.Dimension + 1)).Select(_ => random.Next(rows.Count)).Distinct()],
                Point = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, rows.Dimension).Select(_ => random.NextUsualDouble())],
                Multipliers = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, rows.Count).Select(_ => random.Next(3) == 0 ? double.NaN : random.NextDouble())],
                Ray = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, rows.Dimension).Select(_ => random.NextUsualDouble())],
                Message = "a lie",
            };

        public void Dispose()
        {
        }
    }
}

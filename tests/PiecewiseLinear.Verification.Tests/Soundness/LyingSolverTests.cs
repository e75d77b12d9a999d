using PiecewiseLinear.Networks;
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
            if (outcome.Verdict != Verdict.Unknown)
            {
                PropertyCertificates.Accept(network, property, outcome);
            }
        });
}

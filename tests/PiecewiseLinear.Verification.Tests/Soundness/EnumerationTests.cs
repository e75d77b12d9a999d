using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.Tests.Evidence;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>Verdicts against exact enumeration of all cells.</summary>
public sealed class EnumerationTests
{
    [Fact]
    public void Verdicts_agree_with_enumeration_and_proofs_check()
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        Seeded.Check(400, random =>
        {
            (ReluNetwork network, VnnLibProperty file) = RandomProperties.Next(random);
            VerificationProperty property = VerificationProperty.FromVnnLib(file);
            VerificationOutcome outcome = VerificationEngine.Verify(
                network, property, new VerificationOptions { Threads = random.Next(1, 3), MostBoxes = 100_000 }, progress: null, CancellationToken.None);
            Verdict expected = BruteForceProperty.IsSatisfied(network, file) ? Verdict.Violated : Verdict.Holds;
            Assert.Equal((expected, (string?)null), (outcome.Verdict, outcome.Reason));
            if (outcome.Witness is { } witness)
            {
                Assert.Equal(witness.Output, property.OutputIfViolated(network, witness.Input));
            }
            else
            {
                RationalProofChecker.Check(network, property, outcome.Proof!);
                ProofShape shape = new();
                outcome.Proof!.Visit(shape);
                foreach (string kind in shape.Kinds)
                {
                    seen[kind] = seen.GetValueOrDefault(kind) + 1;
                }
            }

            string verdict = outcome.Verdict.ToString();
            seen[verdict] = seen.GetValueOrDefault(verdict) + 1;
        });

        // The sample is worth something only if it has all of these.
        string[] expected = ["Holds", "Violated", "Close", "Cut", "Again", "Split", "Exact", "several disjuncts"];
        Assert.True(Array.TrueForAll(expected, kind => seen.GetValueOrDefault(kind) > 2), string.Join(", ", seen.Select(static entry => $"{entry.Key} {entry.Value}")));
    }
}

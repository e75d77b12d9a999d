using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
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
        string[] expected = ["Holds", "Violated", "Close", "Cut", "Again", "Split", "Exact", "Cases", "Slopes", "several disjuncts"];
        Assert.True(Array.TrueForAll(expected, kind => seen.GetValueOrDefault(kind) > 0), string.Join(", ", seen.Select(static entry => $"{entry.Key} {entry.Value}")));
    }

    [Fact]
    public void Verdicts_on_graphs_agree_with_enumeration()
    {
        int decided = 0, asked = 0;
        Seeded.Check(120, random =>
        {
            ReluNetwork network = RandomNetworks.Next(random);
            if (network.HiddenNeurons > 10)
            {
                return;
            }

            Rational[] point = RandomNetworks.Point(random, network.InputDimension);
            Box box = new([.. point], [.. point.Select(x => x + random.Next(0, 3))]);
            Rational value = ExactEvaluator.Evaluate(network, point)[0];
            VnnLibProperty file = new(network.InputDimension, network.OutputDimension,
                [new VnnLibCase(box, [new PropertyRow([], [new PropertyTerm(0, 1)], value + random.Next(-1, 1) - new Rational(random.Next(0, 2), 1 << 30))])]);
            VerificationOutcome outcome = VerificationEngine.Verify(
                network, VerificationProperty.FromVnnLib(file), new VerificationOptions { Threads = 1, MostBoxes = 5_000 }, progress: null, CancellationToken.None);
            Verdict truth = BruteForceProperty.IsSatisfied(network, file) ? Verdict.Violated : Verdict.Holds;
            Assert.True(outcome.Verdict == truth || outcome.Verdict == Verdict.Unknown, $"{outcome.Verdict} instead of {truth}");
            asked++;
            decided += outcome.Verdict == Verdict.Unknown ? 0 : 1;
        });
        Assert.True(decided * 10 >= asked * 9, $"{decided} of {asked} decided");
    }
}

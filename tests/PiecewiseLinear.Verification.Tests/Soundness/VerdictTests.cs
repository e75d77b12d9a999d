using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.Tests.Evidence;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>Verdicts of both searches against exact enumeration of all cells, with their certificates.</summary>
public sealed class VerdictTests
{
    [Theory]
    [InlineData(false, "Close Cut Again Split Exact Cases Slopes|several disjuncts")]
    [InlineData(true, "Inherit Lemma LemmaByCases Slope Multiplier Close Slopes SplitNeuron SplitDisjuncts Exact")]
    public void Verdicts_agree_with_enumeration_and_are_certified(bool byNeurons, string kinds)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        Seeded.Check(400, random =>
        {
            (ReluNetwork network, VnnLibProperty file) = RandomProperties.Next(random);
            VerificationProperty property = VerificationProperty.FromVnnLib(file);
            VerificationOutcome outcome = Verify(network, property, byNeurons, random.Next(1, 3), random.Next(3));
            Verdict expected = BruteForceProperty.IsSatisfied(network, file) ? Verdict.Violated : Verdict.Holds;
            Assert.Equal((expected, (string?)null), (outcome.Verdict, outcome.Reason));
            PropertyCertificates.Accept(network, property, outcome);
            ProofShape shape = new();
            outcome.Proof?.Visit(shape);
            foreach (string kind in shape.Kinds.Append(outcome.Verdict.ToString()))
            {
                seen[kind] = seen.GetValueOrDefault(kind) + 1;
            }
        });

        // The sample is worth something only if it has all of these.
        string[] needed = ["Holds", "Violated", .. kinds.Split('|').SelectMany(static (part, k) => k == 0 ? part.Split(' ') : [part])];
        Assert.True(Array.TrueForAll(needed, kind => seen.GetValueOrDefault(kind) > 0), string.Join(", ", seen.Select(static entry => $"{entry.Key} {entry.Value}")));
    }

    [Theory]
    [InlineData(false, 5_000)]
    [InlineData(true, 20_000)]
    public void Verdicts_on_graphs_agree_with_enumeration(bool byNeurons, long boxes)
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
            VerificationProperty property = VerificationProperty.FromVnnLib(file);
            VerificationOutcome outcome = Verify(network, property, byNeurons, threads: 1, level: 0, boxes);
            Verdict truth = BruteForceProperty.IsSatisfied(network, file) ? Verdict.Violated : Verdict.Holds;
            Assert.True(outcome.Verdict == truth || outcome.Verdict == Verdict.Unknown, $"{outcome.Verdict} instead of {truth}");
            asked++;
            if (outcome.Verdict != Verdict.Unknown)
            {
                decided++;
                PropertyCertificates.Accept(network, property, outcome);
            }
        });
        Assert.True(decided * 10 >= asked * 9, $"{decided} of {asked} decided");
    }

    private static VerificationOutcome Verify(ReluNetwork network, VerificationProperty property, bool byNeurons, int threads, int level, long boxes = 100_000)
    {
        VerificationOptions options = new() { Threads = threads, MostBoxes = boxes };
        options = byNeurons ? options with { Searcher = new NeuronSplitting { FirstLevel = level } } : options;
        return VerificationEngine.Verify(network, property, options, progress: null, CancellationToken.None);
    }
}

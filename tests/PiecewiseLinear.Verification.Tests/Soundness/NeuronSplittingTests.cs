using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.Tests.Evidence;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>The search that splits neurons, on networks small enough for exact enumeration of all cells.</summary>
public sealed class NeuronSplittingTests
{
    private static readonly string s_hash = new('a', 64);

    [Fact]
    public void Verdicts_agree_with_enumeration_and_with_input_splitting_and_proofs_check()
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        Seeded.Check(400, random =>
        {
            (ReluNetwork network, VnnLibProperty file) = RandomProperties.Next(random);
            VerificationProperty property = VerificationProperty.FromVnnLib(file);
            VerificationOutcome outcome = Verify(network, property, random.Next(1, 3), random.Next(3));
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
        string[] needed = ["Holds", "Violated", "Inherit", "Lemma", "LemmaByCases", "Slope", "Multiplier", "Close", "Slopes", "SplitNeuron", "SplitDisjuncts", "Exact"];
        Assert.True(Array.TrueForAll(needed, kind => seen.GetValueOrDefault(kind) > 0), string.Join(", ", seen.Select(static entry => $"{entry.Key} {entry.Value}")));
    }

    /// <summary>Wider networks than enumeration can take, thresholds near the least value that sampling finds: trees are deep.</summary>
    [Fact]
    public void Verdicts_on_wider_networks_agree_with_input_splitting_and_certificates_check()
    {
        HashSet<string> kinds = new(StringComparer.Ordinal);
        int deepest = 0;
        Seeded.Check(60, random =>
        {
            (ReluNetwork network, VerificationProperty property) = NearMinimum(random);
            VerificationOutcome byNeurons = Verify(network, property, random.Next(1, 3), random.Next(3));
            VerificationOutcome byInputs = VerificationEngine.Verify(network, property, new VerificationOptions { Threads = 1, MostBoxes = 100_000 }, progress: null, CancellationToken.None);
            Assert.Equal((byInputs.Verdict, byInputs.Reason), (byNeurons.Verdict, byNeurons.Reason));
            if (byNeurons.Proof is { } proof)
            {
                ProofShape shape = new();
                proof.Visit(shape);
                kinds.UnionWith(shape.Kinds);
                deepest = Math.Max(deepest, shape.Nodes);
                using MemoryStream text = new();
                PropertyCertificate.Write(byNeurons, property, s_hash, vnnLibSha256: null, text);
                text.Position = 0;
                CheckResult result = CertificateChecker.Check(network, s_hash, text);
                Assert.True(result is CheckResult.Valid, result.ToString());
            }
        });
        Assert.Superset(new HashSet<string>(["Inherit", "Lemma", "LemmaByCases", "Slope", "Multiplier", "Close", "SplitNeuron", "SplitDisjuncts"]), kinds);
        Assert.InRange(deepest, 20, int.MaxValue);
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
            VerificationOutcome outcome = Verify(network, VerificationProperty.FromVnnLib(file), threads: 1);
            Verdict truth = BruteForceProperty.IsSatisfied(network, file) ? Verdict.Violated : Verdict.Holds;
            Assert.True(outcome.Verdict == truth || outcome.Verdict == Verdict.Unknown, $"{outcome.Verdict} instead of {truth}");
            asked++;
            decided += outcome.Verdict == Verdict.Unknown ? 0 : 1;
        });
        Assert.True(decided * 10 >= asked * 9, $"{decided} of {asked} decided");
    }

    [Fact]
    public void One_thread_searches_the_same_tree_each_time() =>
        Seeded.Check(20, static random =>
        {
            (ReluNetwork network, VnnLibProperty file) = RandomProperties.Next(random);
            VerificationProperty property = VerificationProperty.FromVnnLib(file);
            VerificationOutcome first = Verify(network, property, threads: 1), second = Verify(network, property, threads: 1);
            Assert.Equal((first.Verdict, first.Boxes, first.Leaves), (second.Verdict, second.Boxes, second.Leaves));
        });

    /// <summary>A 5-9-9-1 network or the like on a box; unsafe: y at most a little below or above the least of its values at many points.</summary>
    private static (ReluNetwork Network, VerificationProperty Property) NearMinimum(Random random)
    {
        int[] widths = [random.Next(3, 6), random.Next(6, 10), random.Next(6, 10), 1];
        AffineLayer[] layers =
        [
            .. Enumerable.Range(0, 3).Select(l => new AffineLayer(
                new DenseOperator(widths[l + 1], widths[l], [.. Enumerable.Range(0, widths[l] * widths[l + 1]).Select(_ => (double)(float)(random.NextDouble() - 0.5))]),
                [.. Enumerable.Range(0, widths[l + 1]).Select(_ => (double)(float)(random.NextDouble() - 0.5) * 0.5)])),
        ];
        ReluNetwork network = ReluNetwork.FromLayers(layers);
        double least = Enumerable.Range(0, 2000).Min(_ => DoubleEvaluator.Evaluate(network, [.. Enumerable.Range(0, widths[0]).Select(_ => (random.NextDouble() * 2) - 1)]).Output.Values[0]);
        Rational bound = Rational.FromDouble(least - (random.NextDouble() * 0.2));
        UnsafePolyhedron low = new([new PropertyRow([], [new PropertyTerm(0, 1)], bound)]), high = new([new PropertyRow([], [new PropertyTerm(0, -1)], -100)]);
        return (network, new VerificationProperty(widths[0], 1, [new PropertyGroup(new InputSet(Box.Cube(widths[0], -1, 1)), new OutputSpecification([high, low]))]));
    }

    private static VerificationOutcome Verify(ReluNetwork network, VerificationProperty property, int threads, int level = 0)
        => VerificationEngine.Verify(
            network, property, new VerificationOptions { Threads = threads, MostBoxes = 20_000, Searcher = new NeuronSplitting { FirstLevel = level } }, progress: null, CancellationToken.None);
}

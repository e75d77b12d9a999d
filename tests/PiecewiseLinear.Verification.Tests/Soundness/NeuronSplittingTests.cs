using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.Tests.Evidence;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>The search that splits neurons, where trees are deep.</summary>
public sealed class NeuronSplittingTests
{
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
                PropertyCertificates.Accept(network, property, byNeurons);
            }
        });
        Assert.Superset(new HashSet<string>(["Inherit", "Lemma", "LemmaByCases", "Slope", "Multiplier", "Close", "SplitNeuron", "SplitDisjuncts"]), kinds);
        Assert.InRange(deepest, 20, int.MaxValue);
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

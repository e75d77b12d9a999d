using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Enumeration;

/// <summary>Enumeration over a slice is enumeration of the network composed with the embedding.</summary>
public sealed class SliceEnumerationTests
{
    [Fact]
    public void APlaneSliceIsThePlaneSubdivisionOfTheComposedNetwork() => Seeded.Check(100, static random =>
    {
        int inputs = random.Next(2, 6);
        ReluNetwork network = EnumerationCases.Dense(random, inputs, static r => r.Next(3) == 0 ? r.Next(-2, 3) : (float)(r.NextDouble() - 0.5));

        // Dyadic directions, so that the composed network can be written down as one whose first node is the embedding.
        double[] u = Vector(random, inputs), v = Vector(random, inputs), origin = Vector(random, inputs);
        Box range = EnumerationCases.RandomBox(random, 2);
        InputEmbedding slice = new([.. origin.Select(Rational.FromDouble)], [[.. u.Select(Rational.FromDouble)], [.. v.Select(Rational.FromDouble)]], range);
        AffineNode embed = new(inputs, "embedding", [new AffineTerm(0, new DenseOperator(inputs, 2, [.. Enumerable.Range(0, inputs).SelectMany(j => new[] { u[j], v[j] })]))], [.. origin]);
        ReluNetwork composed = new([new InputNode(2, "y"), embed, .. network.Nodes.Skip(1).Select(Shift)], network.OutputNode + 1);
        ImmutableArray<PlaneRegion> expected = PlaneSubdivision.Enumerate(composed, range);
        RegionList found = new();
        RegionCount count = RegionEnumerator.Enumerate(new EnumerationQuery { Network = network, Domain = slice, Quantities = CountedQuantities.Volumes }, found);
        Assert.Equal(expected.Select(static region => region.Pattern), found.Regions.Select(static region => region.Pattern));
        Assert.Equal((range.Upper[0] - range.Lower[0]) * (range.Upper[1] - range.Lower[1]), count.Volume);
        foreach (EnumeratedRegion region in found.Regions)
        {
            Assert.Equal(ExactEvaluator.Trace(network, [.. region.Interior]).Pattern, region.Pattern);
        }
    });

    [Fact]
    public void ASegmentHasTheRegionsAlongIt()
    {
        (ReluNetwork network, _) = GoldenNetworks.Load("b_5_20x2_1");
        InputEmbedding segment = InputEmbedding.OfSegment([-1, -1, -1, -1, new Rational(-1, 3)], [1, 1, new Rational(1, 7), 1, 1]);
        RegionList found = new();
        RegionCount count = RegionEnumerator.Enumerate(new EnumerationQuery { Network = network, Domain = segment, Quantities = (CountedQuantities)63 }, found);
        Assert.Equal(count.Regions + 1, count.Vertices);
        Assert.Equal(1, count.Volume);
        Assert.True(count.Regions > 10);
        Assert.All(found.Regions, region => Assert.Equal(ExactEvaluator.Trace(network, [.. region.Interior]).Pattern, region.Pattern));
    }

    private static double[] Vector(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-8, 9) / 4d)];

    private static NetworkNode Shift(NetworkNode node)
        => node switch
        {
            AffineNode affine => affine with { Terms = [.. affine.Terms.Select(static term => term with { Source = term.Source + 1 })] },
            ReluNode relu => relu with { Source = relu.Source + 1 },
            _ => node,
        };
}

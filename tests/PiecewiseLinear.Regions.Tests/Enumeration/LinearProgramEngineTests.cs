using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Enumeration;

/// <summary>Both engines meet the same cells in the same order and answer alike.</summary>
public sealed class LinearProgramEngineTests
{
    private const CountedQuantities Supported = CountedQuantities.Facets | CountedQuantities.Boundary | CountedQuantities.Hamming1 | CountedQuantities.Maps;

    [Fact]
    public void BothEnginesAnswerAlikeOnRandomNetworks() => Seeded.Check(150, static random =>
    {
        (ReluNetwork network, Box box) = EnumerationCases.Next(random, random.Next(1, 5));
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Quantities = Supported, Threads = random.Next(1, 3) };
        RegionList byVertices = new(), byPrograms = new();
        RegionCount vertices = RegionEnumerator.Enumerate(query with { Engine = EnumerationEngine.Vertices }, byVertices);
        RegionCount programs = RegionEnumerator.Enumerate(query with { Engine = EnumerationEngine.LinearPrograms }, byPrograms);
        Assert.True(vertices.SameAnswer(programs), $"vertices: {vertices}, linear programs: {programs}");
        Assert.Equal(byVertices.Regions.Select(Text), byPrograms.Regions.Select(Text));
        foreach (EnumeratedRegion region in byPrograms.Regions)
        {
            Assert.True(box.Contains(region.Interior.AsSpan()));
            Assert.Equal(region.Pattern, ExactEvaluator.Trace(network, [.. region.Interior]).Pattern);
        }

        int some = random.Next(byPrograms.Regions.Count);
        Assert.Equal(
            byVertices.Regions[some].Vertices().Select(static v => string.Join(' ', v)), byPrograms.Regions[some].Vertices().Select(static v => string.Join(' ', v)));
    });

    [Theory]
    [InlineData("c_2_8x2_1")]
    [InlineData("d_3_16x2_1")]
    [InlineData("g_zigzag_2d_k3")]
    [InlineData("g_trap_absx")]
    [InlineData("g_dup")]
    [InlineData("g_concurrent")]
    [InlineData("g_deadlayer")]
    public void BothEnginesAnswerAlikeOnGoldenNetworks(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Quantities = Supported, Threads = 2 };
        RegionCount vertices = RegionEnumerator.Count(query with { Engine = EnumerationEngine.Vertices });
        RegionCount programs = RegionEnumerator.Count(query with { Engine = EnumerationEngine.LinearPrograms });
        Assert.True(vertices.SameAnswer(programs), $"vertices: {vertices}, linear programs: {programs}");
        Assert.True(programs.Effort.LinearPrograms > 0);
    }

    [Fact]
    public void AnInterruptedCountGoesOnWhereItStopped()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("d_3_16x2_1");
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Quantities = CountedQuantities.None, Engine = EnumerationEngine.LinearPrograms, Threads = 2 };
        RegionCount part = RegionEnumerator.Count(query with { Budget = new EnumerationBudget { MaxRegions = 500 } });
        Assert.Equal(500, part.Regions);
        RegionCount rest = RegionEnumerator.Count(query with { ResumeToken = part.ResumeToken });
        Assert.True(rest.SameAnswer(RegionEnumerator.Count(query)));
        Assert.Equal(1333, rest.Regions);

        // The tree is the same, so is the token: the other engine goes on from it.
        Assert.True(rest.SameAnswer(RegionEnumerator.Count(query with { ResumeToken = part.ResumeToken, Engine = EnumerationEngine.Vertices })));
    }

    [Fact]
    public void CentralArrangementsInTwelveDimensions()
    {
        // 2·Σ C(n − 1, i), i < d, with n ≤ d hyperplanes: 2^n; one more: 2^n − 2.
        Random random = new(5);
        foreach ((int n, long expected) in new[] { (6, 64L), (9, 512L) })
        {
            double[] normals = [.. Enumerable.Range(0, n * 12).Select(_ => (double)(float)(random.NextDouble() - 0.5))];
            ReluNetwork network = ReluNetwork.FromLayers(
            [
                new AffineLayer(new DenseOperator(n, 12, [.. normals]), [.. new double[n]]),
                new AffineLayer(new DenseOperator(1, n, [.. Enumerable.Repeat(1d, n)]), [0d]),
            ]);
            RegionCount count = RegionEnumerator.Count(EnumerationQuery.InBox(network, Box.Cube(12, -1, 1)) with { Threads = 2 });
            Assert.Equal(EnumerationEngine.LinearPrograms, count.Engine);
            Assert.Equal(expected, count.Regions);
        }
    }

    [Fact]
    public void QuantitiesThatNeedVerticesAreRefused()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("c_2_8x2_1");
        RegionQueryException refused = Assert.Throws<RegionQueryException>(() => RegionEnumerator.Count(
            EnumerationQuery.InBox(network, box) with { Quantities = CountedQuantities.Volumes, Engine = EnumerationEngine.LinearPrograms }));
        Assert.Equal("quantities", refused.Field);
    }

    private static string Text(EnumeratedRegion region)
        => $"{region.Index} {string.Join(' ', region.Pattern.ToLayerStrings())} {string.Join(' ', region.Facets.Select(static (RowReference row) => row))} {region.Crossing}";
}

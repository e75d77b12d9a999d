using System.Collections.Immutable;
using System.Text.Json;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Exact.Tests.Oracle;

/// <summary>The oracle itself is tested: against facts found by other programs, and its two halves (polygons, linear programs) against each other.</summary>
public sealed class BruteForceTests
{
    [Theory]
    [InlineData("c_2_8x2_1")]
    [InlineData("g_zigzag_2d_k1")]
    [InlineData("g_zigzag_2d_k2")]
    [InlineData("g_trap_absx")]
    [InlineData("g_dup")]
    [InlineData("g_concurrent")]
    [InlineData("g_deadlayer")]
    [InlineData("g_seed1_demo")]
    public void Enumeration_agrees_with_the_golden_facts(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        JsonElement facts = GoldenNetworks.Facts(name);
        ImmutableArray<PlaneRegion> regions = PlaneSubdivision.Enumerate(network, box);
        ImmutableArray<(int First, int Second)> neighbors = PlaneSubdivision.Neighbors(regions);
        Assert.Equal(facts.GetProperty("regions").GetInt32(), regions.Length);
        Assert.Equal(regions.Length, regions.Select(static region => region.Pattern).Distinct().Count());
        AssertFact(facts, "facet_incidences_incl_box", regions.Sum(static region => region.Corners.Length));
        AssertFact(facts, "interior_facet_pairs", neighbors.Length);
        AssertFact(facts, "distinct_affine_maps", regions.Select(static region => string.Join(' ', region.Matrix.SelectMany(static row => row).Concat(region.Bias))).Distinct(StringComparer.Ordinal).Count());
        AssertFact(facts, "hamming1_pairs", regions.SelectMany((a, i) => regions.Take(i).Where(b => Distance(a.Pattern, b.Pattern) == 1)).Count());
        Rational twiceArea = regions.Aggregate(Rational.Zero, static (sum, region) => sum + PlaneSubdivision.TwiceArea(region));
        Assert.Equal(2 * (box.Upper[0] - box.Lower[0]) * (box.Upper[1] - box.Lower[1]), twiceArea);
    }

    [Theory]
    [InlineData("c_2_8x2_1", 12)]
    [InlineData("g_zigzag_2d_k1", 8)]
    [InlineData("g_trap_absx", 8)]
    [InlineData("g_dup", 4)]
    [InlineData("g_concurrent", 8)]
    [InlineData("g_deadlayer", 5)]
    [InlineData("g_seed1_demo", 9)]
    public void Linear_programs_agree_with_polygons(string name, int sample)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        ImmutableArray<PlaneRegion> regions = PlaneSubdivision.Enumerate(network, box);
        ILookup<int, int> neighbors = PlaneSubdivision.Neighbors(regions).SelectMany(static pair => new[] { pair, (First: pair.Second, Second: pair.First) })
            .ToLookup(static pair => pair.First, static pair => pair.Second);
        BruteForceRegions oracle = new(network, box);
        for (int k = 0; k < regions.Length; k += Math.Max(1, regions.Length / sample))
        {
            PlaneRegion expected = regions[k];
            OracleRegion actual = oracle.Region(expected.Pattern);
            Assert.Equal(expected.Matrix.SelectMany(static row => row), actual.Matrix.SelectMany(static row => row));
            Assert.Equal(expected.Bias.AsEnumerable(), actual.Bias);
            Assert.Equal(Sorted(expected.Sides), Sorted(actual.Facets.Select(static facet => facet.Sources)));
            Assert.Equal(expected.Pattern, Assert.Single(oracle.RegionsAt(actual.Interior)).Pattern);
            string[] beyond = [.. actual.Facets.Select(facet => oracle.NeighborAcross(actual, facet)?.Pattern).OfType<ActivationPattern>().Select(Text).Order(StringComparer.Ordinal)];
            Assert.Equal(neighbors[k].Select(n => Text(regions[n].Pattern)).Order(StringComparer.Ordinal), beyond);
        }
    }

    [Theory]
    [InlineData("c_2_8x2_1", 10)]
    [InlineData("g_zigzag_2d_k1", 6)]
    [InlineData("g_trap_absx", 8)]
    [InlineData("g_dup", 4)]
    [InlineData("g_concurrent", 8)]
    [InlineData("g_deadlayer", 5)]
    public void At_a_corner_all_regions_that_have_it_are_found(string name, int sample)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        ImmutableArray<PlaneRegion> regions = PlaneSubdivision.Enumerate(network, box);
        BruteForceRegions oracle = new(network, box);
        (Rational X, Rational Y)[] corners = [.. regions.SelectMany(static region => region.Corners).Distinct()];
        for (int k = 0; k < corners.Length; k += Math.Max(1, corners.Length / sample))
        {
            (Rational x, Rational y) = corners[k];
            IEnumerable<string> expected = regions.Where(region => Contains(region, x, y)).Select(static region => Text(region.Pattern));
            Assert.Equal(expected, oracle.RegionsAt([x, y]).Select(static region => Text(region.Pattern)));
        }
    }

    [Fact]
    public void In_higher_dimensions_map_signs_and_facets_fit_together()
        => Seeded.Check(6, random =>
        {
            (ReluNetwork network, Box box) = GoldenNetworks.Load(random.Next(2) == 0 ? "d_3_16x2_1" : "e_5_10x2_1");
            BruteForceRegions oracle = new(network, box);
            Rational[] point = [.. box.Lower.Select((lower, j) => lower + ((box.Upper[j] - lower) * new Rational(random.Next(1, 1 << 20), 1 << 20)))];
            OracleRegion region = Assert.Single(oracle.RegionsAt(point));
            ImmutableArray<ImmutableArray<int>> signs = oracle.SignsAt(point);
            Assert.Equal(region.Pattern.ToLayerStrings(), signs.Select(static layer => string.Concat(layer.Select(static s => s > 0 ? '1' : '0'))));
            Assert.All(region.Rows, row => Assert.True(row.Slack(point).Sign > 0));
            Assert.InRange(region.Facets.Length, network.InputDimension + 1, region.Rows.Length);
            OracleFacet facet = region.Facets[random.Next(region.Facets.Length)];
            OracleRegion? neighbor = oracle.NeighborAcross(region, facet);
            Assert.Equal(facet.Sources.Any(static source => source.IsSide), neighbor is null);
            Assert.All(region.Rows, row => Assert.Equal(row.Key() == facet.Row.Key() ? 0 : 1, row.Slack(facet.Point).Sign));
            if (neighbor is not null)
            {
                Assert.Equal(Value(region, facet.Point), Value(neighbor, facet.Point));
            }
        });

    [Fact]
    public void Fixed_inputs_are_substituted_out()
    {
        (ReluNetwork network, Box _) = GoldenNetworks.Load("g_concurrent");
        Rational third = new(1, 3);
        OracleRegion region = Assert.Single(new BruteForceRegions(network, new Box([-1, third], [1, third])).RegionsAt([new Rational(7, 8), third]));
        Assert.Equal(third, region.Interior[1]);
        Assert.All(region.Rows, static row => Assert.True(row.Normal[1].IsZero));
        Assert.Equal(2, region.Facets.Length);
    }

    [Fact]
    public void Patterns_without_a_region_are_refused()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("g_dup");
        ActivationPattern pattern = PlaneSubdivision.Enumerate(network, box)[0].Pattern;
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new BruteForceRegions(network, box).Region(pattern.Flip([(0, 0)])));
        Assert.Contains("no region has the pattern", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BruteForceRegions(network, box).RegionsAt([2, 0]));
    }

    private static void AssertFact(JsonElement facts, string name, int actual)
    {
        if (facts.TryGetProperty(name, out JsonElement expected))
        {
            Assert.Equal(expected.GetInt32(), actual);
        }
    }

    private static bool Contains(PlaneRegion region, Rational x, Rational y)
        => region.Corners.Select((p, k) => (p, q: region.Corners[(k + 1) % region.Corners.Length]))
            .All(side => (((side.q.X - side.p.X) * (y - side.p.Y)) - ((side.q.Y - side.p.Y) * (x - side.p.X))).Sign >= 0);

    private static IEnumerable<Rational> Value(OracleRegion region, ImmutableArray<Rational> point)
        => region.Matrix.Select((row, i) => row.Zip(point, static (a, x) => a * x).Aggregate(region.Bias[i], static (sum, term) => sum + term));

    private static int Distance(ActivationPattern a, ActivationPattern b)
        => a.Bits.ToArray().Zip(b.Bits.ToArray(), static (x, y) => System.Numerics.BitOperations.PopCount(x ^ y)).Sum();

    private static string Text(ActivationPattern pattern) => string.Join(' ', pattern.ToLayerStrings());

    private static IEnumerable<string> Sorted(IEnumerable<ImmutableArray<OracleSource>> sides)
        => sides.Select(static side => string.Join(", ", side.Select(static source => source.ToString()).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal);
}

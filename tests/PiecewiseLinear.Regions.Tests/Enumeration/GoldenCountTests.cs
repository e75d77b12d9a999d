using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;

namespace PiecewiseLinear.Regions.Tests.Enumeration;

/// <summary>Every number of golden.json, exactly, from one and from two threads.</summary>
public sealed class GoldenCountTests
{
    private const CountedQuantities WithoutVolumes =
        CountedQuantities.Facets | CountedQuantities.Vertices | CountedQuantities.Boundary | CountedQuantities.Hamming1 | CountedQuantities.Maps;

    public static TheoryData<string> Names() =>
    [
        "a_2_32x3_1", "b_5_20x2_1", "c_2_8x2_1", "d_3_16x2_1", "e_5_10x2_1", "g_zigzag_2d_k1", "g_zigzag_2d_k2", "g_zigzag_2d_k3",
        "g_trap_absx", "g_dup", "g_concurrent", "g_deadlayer", "g_seed1_demo",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void CountsAreTheGoldenOnes(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        JsonElement facts = GoldenNetworks.Facts(name);
        EnumerationQuery query = EnumerationQuery.InBox(network, box) with { Quantities = WithoutVolumes, Threads = 1 };
        RegionCount one = RegionEnumerator.Count(query);
        RegionCount two = RegionEnumerator.Count(query with { Threads = 2 });
        Assert.True(one.SameAnswer(two), $"{name}: {one} with one thread, {two} with two");
        Assert.True(one.Complete);
        Dictionary<string, long?> counted = new(StringComparer.Ordinal)
        {
            ["regions"] = one.Regions,
            ["distinct_affine_maps"] = one.DistinctMaps,
            ["facet_incidences_incl_box"] = one.FacetIncidences,
            ["interior_facet_pairs"] = one.NeighborPairs,
            ["hamming1_pairs"] = one.Hamming1Pairs,
            ["cells_crossed_by_f0"] = one.CrossedByBoundary,
            ["complex_vertices_in_box"] = one.Vertices,
            ["complex_edges_in_box"] = one.Edges,
        };
        foreach ((string key, long? value) in counted)
        {
            if (facts.TryGetProperty(key, out JsonElement expected))
            {
                Assert.True(expected.GetInt64() == value, $"{name}: {key} is {value}, expected {expected}");
            }
        }

        if (facts.TryGetProperty("per_layer", out JsonElement layers))
        {
            Assert.Equal(layers.EnumerateArray().Select(static n => n.GetInt64()), one.PerLayer);
        }

        if (facts.TryGetProperty("polygon_vertices_hist", out JsonElement histogram))
        {
            foreach (JsonProperty entry in histogram.EnumerateObject())
            {
                Assert.Equal(entry.Value.GetInt64(), one.FacetHistogram!.Value[int.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture)]);
            }
        }

        if (network.InputDimension == 2)
        {
            Assert.Equal(1, one.Vertices - one.Edges + one.Regions);
        }

        Assert.True(2 * one.NeighborPairs <= 2L * network.InputDimension * one.Regions, $"{name}: the average degree is above 2d");
    }

    [Fact]
    public void VolumesAddUpToTheBox()
    {
        foreach (string name in new[] { "c_2_8x2_1", "d_3_16x2_1", "g_zigzag_2d_k3", "g_trap_absx" })
        {
            (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
            RegionCount count = RegionEnumerator.Count(EnumerationQuery.InBox(network, box) with { Quantities = CountedQuantities.Volumes, Threads = 2 });
            Rational expected = box.Lower.Zip(box.Upper, static (a, b) => b - a).Aggregate(Rational.One, static (product, width) => product * width);
            Assert.Equal(expected, count.Volume);
        }
    }
}

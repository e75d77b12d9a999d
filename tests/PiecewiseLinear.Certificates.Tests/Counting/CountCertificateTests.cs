using System.Globalization;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>Both checkers accept what the slow producer proves, and what it proves is true.</summary>
public sealed class CountCertificateTests
{
    private const int Seed = 20261122;

    private static readonly (bool Facets, bool Decisions)[] Extent = [(false, false), (true, false), (false, true), (true, true)];

    private static int Networks => int.TryParse(Environment.GetEnvironmentVariable("SOAK_MINUTES"), CultureInfo.InvariantCulture, out int minutes) ? 200 * minutes : 30;

    [Theory]
    [InlineData("g_concurrent", 8, 24, 8)]
    [InlineData("g_dup", 4, 16, 4)]
    [InlineData("g_deadlayer", 5, 18, 5)]
    [InlineData("g_trap_absx", 8, 32, 10)]
    [InlineData("g_seed1_demo", 9, 36, 12)]
    [InlineData("g_zigzag_2d_k1", 44, 176, 78)]
    [InlineData("g_zigzag_2d_k2", 176, 704, 332)]
    [InlineData("c_2_8x2_1", 65, 260, 109)]
    public void Golden_networks(string name, int regions, int facets, int pairs)
    {
        SlowNetwork network = SlowNetwork.Golden(name);
        List<(string, byte[])> certificates = [];
        foreach ((bool withFacets, bool decisions) in Extent)
        {
            (byte[] text, RegionCountTotals totals) = CountProver.Prove(network, network.Box, withFacets, decisions);
            certificates.Add(($"{name}: {totals}", text));
            Assert.Equal((regions, withFacets ? facets : null, withFacets ? pairs : null), ((int)totals.Regions, (int?)totals.FacetIncidences, (int?)totals.NeighborPairs));
        }

        AllValid(network, certificates);
    }

    [Fact]
    public void Random_degenerate_networks_agree_with_brute_force()
    {
        using SmallNetworks networks = new();
        for (int n = 0; n < Networks; n++)
        {
            Random random = new(Seed + n);
            int inputs = random.Next(1, 4);
            int[] widths = n % 3 == 0 ? [inputs, 2, 2, 2, random.Next(1, 4)] : n % 3 == 1 ? [inputs, 3, 3, random.Next(1, 4)] : [inputs, 5, random.Next(1, 4)];
            SlowNetwork network = networks.Random(random, widths, random.Next(1, 4), random.Next(2, 6));
            Box box = random.Next(2) == 0 ? network.Box : SmallNetworks.Box(random, inputs);
            RegionCountTotals expected = BruteCount.Of(network, box);
            List<(string, byte[])> certificates = [];
            foreach ((bool facets, bool decisions) in Extent)
            {
                (byte[] text, RegionCountTotals totals) = CountProver.Prove(network, box, facets, decisions, segmentLeaves: random.Next(1, 5));
                RegionCountTotals claim = expected with
                {
                    PerLayer = totals.PerLayer,
                    FacetIncidences = facets ? expected.FacetIncidences : null,
                    NeighborPairs = facets ? expected.NeighborPairs : null,
                    CrossedByBoundary = decisions ? expected.CrossedByBoundary : null,
                    TiedRegions = decisions ? expected.TiedRegions : null,
                };
                Assert.True(expected.PerLayer.SequenceEqual(totals.PerLayer) && claim == totals, $"seed {Seed + n}: expected {expected}, found {totals}");
                certificates.Add(($"seed {Seed + n}, facets {facets}, decisions {decisions}", text));
            }

            AllValid(network, certificates);
        }
    }

    private static void AllValid(SlowNetwork network, IReadOnlyList<(string Name, byte[] Text)> certificates)
        => Assert.All(certificates.Zip(Verdicts.OfBoth(network, certificates)), static pair => Assert.True(Verdicts.Kind(pair.Second) == "VALID", $"{pair.First.Name}: {pair.Second}"));
}

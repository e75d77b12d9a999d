using System.Globalization;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>What the enumeration engine writes, with facets and decisions, is accepted by both checkers, and its numbers are those of brute force.</summary>
public sealed class EngineCountTests
{
    private const int Seed = 20261123;
    private const CountedQuantities Everything = CountedQuantities.Facets | CountedQuantities.Boundary;

    private static int Networks => int.TryParse(Environment.GetEnvironmentVariable("SOAK_MINUTES"), CultureInfo.InvariantCulture, out int minutes) ? 600 * minutes : 150;

    [Theory]
    [InlineData("g_concurrent")]
    [InlineData("g_dup")]
    [InlineData("g_deadlayer")]
    [InlineData("g_trap_absx")]
    [InlineData("g_zigzag_2d_k2")]
    [InlineData("c_2_8x2_1")]
    public void Golden_networks(string name)
    {
        SlowNetwork network = SlowNetwork.Golden(name);
        (byte[] text, RegionCountTotals totals) = Certify(network, network.Box);
        (_, RegionCountTotals expected) = CountProver.Prove(network, network.Box, facets: true, decisions: true);
        Assert.True(Same(expected, totals), $"expected {expected}, found {totals}");
        Assert.StartsWith("VALID", Assert.Single(Verdicts.OfBoth(network, [(name, text)])), StringComparison.Ordinal);
    }

    /// <summary>Networks with weights of small integers, rows copied, now and then real numbers; one to three labels and more.</summary>
    [Fact]
    public void Random_networks_agree_with_brute_force()
    {
        using SmallNetworks networks = new();
        List<(SlowNetwork Network, string Name, byte[] Text)> certificates = [];
        (long crossed, long tied) = (0, 0);
        for (int n = 0; n < Networks; n++)
        {
            Random random = new(Seed + n);
            int inputs = random.Next(1, 4), outputs = random.Next(1, 5);
            int[] widths = n % 3 == 0 ? [inputs, 2, 2, 2, outputs] : n % 3 == 1 ? [inputs, 3, 3, outputs] : [inputs, 5, outputs];
            SlowNetwork network = networks.Random(random, widths, n % 3 == 2 ? 1000 : random.Next(1, 3), random.Next(2, 6));
            Box box = random.Next(2) == 0 ? network.Box : SmallNetworks.Box(random, inputs);
            (byte[] text, RegionCountTotals totals) = Certify(network, box);
            RegionCountTotals expected = BruteCount.Of(network, box);
            Assert.True(Same(expected, totals), $"seed {Seed + n}: expected {expected}, found {totals}");
            string verdict = Verdicts.Ours(network, text);
            Assert.True(Verdicts.Kind(verdict) == "VALID", $"seed {Seed + n}: {verdict}");
            certificates.Add((network, $"seed {Seed + n}", text));
            (crossed, tied) = (crossed + totals.CrossedByBoundary!.Value, tied + totals.TiedRegions!.Value);
        }

        Assert.True(crossed > 0 && tied > 0, $"{crossed} regions crossed, {tied} tied: the networks do not show what they should");
        IReadOnlyList<string> python = PythonChecker.Check([.. certificates.Select(static certificate => (certificate.Network.Path, certificate.Text))]);
        Assert.All(certificates.Zip(python), static pair => Assert.True(Verdicts.Kind(pair.Second) == "VALID", $"{pair.First.Name}: {pair.Second}"));
    }

    /// <summary>What was valid once stays valid, and the text does not change; UPDATE_STORED_CERTIFICATES=1 writes it anew.</summary>
    [Fact]
    public void The_text_is_kept()
    {
        SlowNetwork network = SlowNetwork.Golden("g_dup");
        (byte[] text, _) = Certify(network, network.Box);
        string path = RepositoryRoot.Combine("clients", "python", "tests", "certificates", "g_dup.region-count.jsonl");
        if (Environment.GetEnvironmentVariable("UPDATE_STORED_CERTIFICATES") == "1")
        {
            File.WriteAllBytes(path, text);
        }

        Assert.Equal(File.ReadAllText(path), System.Text.Encoding.ASCII.GetString(text));
    }

    /// <summary>The certificate of the engine with all that it can prove, and the numbers of its answer.</summary>
    internal static (byte[] Text, RegionCountTotals Totals) Certify(SlowNetwork network, Box box)
    {
        using MemoryStream stream = new();
        RegionCount count = CountCertificate.Write(EnumerationQuery.InBox(network.Library, box) with { Quantities = Everything, Threads = 1 }, box, network.Sha256, stream);
        return (stream.ToArray(), new RegionCountTotals
        {
            Regions = count.Regions,
            PerLayer = count.PerLayer,
            FacetIncidences = count.FacetIncidences,
            NeighborPairs = count.NeighborPairs,
            CrossedByBoundary = count.CrossedByBoundary,
            TiedRegions = count.TiedRegions,
        });
    }

    private static bool Same(RegionCountTotals expected, RegionCountTotals found)
        => expected.PerLayer.SequenceEqual(found.PerLayer) && expected with { PerLayer = found.PerLayer } == found;
}

using System.Text;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;

namespace PiecewiseLinear.Certificates.Tests.Counting;

public sealed class CountCertificateTests
{
    [Theory]
    [InlineData("g_concurrent", 8)]
    [InlineData("g_dup", 0)]
    [InlineData("g_deadlayer", 0)]
    [InlineData("g_trap_absx", 0)]
    [InlineData("g_seed1_demo", 0)]
    [InlineData("g_zigzag_2d_k1", 44)]
    [InlineData("g_zigzag_2d_k2", 176)]
    [InlineData("c_2_8x2_1", 65)]
    public void Golden(string name, int regions)
    {
        SlowNetwork network = SlowNetwork.Golden(name);
        List<(string, byte[])> certificates = [];
        foreach ((bool facets, bool decisions) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            (byte[] text, RegionCountTotals totals) = CountProver.Prove(network, network.Box, facets, decisions);
            certificates.Add(($"{name} facets {facets} decisions {decisions}: {totals}", text));
            Assert.True(regions == 0 || totals.Regions == regions, $"{totals}");
        }

        IReadOnlyList<string> verdicts = Verdicts.OfBoth(network, certificates);
        Assert.All(certificates.Zip(verdicts), static pair => Assert.True(Verdicts.Kind(pair.Second) == "VALID", $"{pair.First.Item1}: {pair.Second}"));
    }
}

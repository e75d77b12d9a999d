using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Mutations;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>Boxes and weights near the ends of the range of doubles and beyond: what overflows or underflows is decided in integers.</summary>
public sealed class ExtremeNumberTests
{
    private static readonly double Tiny = Math.ScaleB(1, -540);

    /// <summary>
    /// On |x| ≤ 2⁸⁰⁰ the second layer is 2⁻¹⁰⁸⁰x − 2⁻³⁰⁰, both signs occur. In doubles the coefficient is 0, and what is lost is 2⁻²⁸⁰ at the ends.
    /// </summary>
    [Theory]
    [InlineData(800, "INVALID")]
    [InlineData(700, "VALID")]
    public void A_coefficient_that_underflows_counts_as_much_as_the_box_is_wide(int exponent, string verdict)
    {
        using SmallNetworks networks = new();
        SlowNetwork network = networks.Layers(
            [[[Tiny]], [[Tiny]], [[1]]], [[Math.ScaleB(1, 261)], [-Math.ScaleB(1, -279) - Math.ScaleB(1, -300)], [0]], [(-1, 1)]);
        string end = (BigInteger.One << exponent).ToString(CultureInfo.InvariantCulture);
        Assert.Equal([verdict], Kinds(network, $"[[\"-{end}\",\"{end}\"]]", [("0+;0-;", "0")], "1", "1"));
    }

    /// <summary>Ends beyond the range of doubles, below it, and both.</summary>
    [Theory]
    [InlineData("-HUGE", "HUGE", "-1", "1", "VALID")]
    [InlineData("-HUGE", "1p-9000", "-1", "1p-9001", "VALID")]
    [InlineData("-1p-9000", "HUGE", "-1p-9001", "1", "VALID")]
    [InlineData("1p-9000", "HUGE", "1p-9001", "1", "INVALID")]
    [InlineData("-HUGE", "-1p-9000", "-1", "-1p-9001", "INVALID")]
    public void Ends_beyond_the_doubles_are_decided_in_integers(string lower, string upper, string left, string right, string verdict)
    {
        using SmallNetworks networks = new();
        SlowNetwork network = networks.Layers([[[1]], [[1]]], [[0], [0]], [(-1, 1)]);
        string huge = "1" + new string('0', 400);
        string box = $"[[\"{lower}\",\"{upper}\"]]".Replace("HUGE", huge, StringComparison.Ordinal);
        Assert.Equal([verdict], Kinds(network, box, [("/", left), ("", right)], "2", "2"));
    }

    private static IEnumerable<string> Kinds(SlowNetwork network, string box, (string Steps, string Point)[] leaves, string regions, string first)
    {
        string[] body =
        [
            $$"""{"format":"piecewiselinear-certificate","version":"2","network":"{{network.Sha256}}","kind":"region-count","box":{{box}},"facets":false,"decisions":false}""",
            .. leaves.Select(static leaf => $$"""{"steps":"{{leaf.Steps}}","leaf":"{{leaf.Point}}"}"""),
            $$"""{"complete":true,"regions":"{{regions}}","per_layer":[{{string.Join(',', network.Widths.Select((_, l) => l == 0 ? $"\"{first}\"" : $"\"{regions}\""))}}],"facet_incidences":null,"neighbor_pairs":null,"crossed_by_boundary":null,"tied_regions":null}""",
        ];
        return Verdicts.OfBoth(network, [("", CertificateText.Seal(body))]).Select(Verdicts.Kind);
    }
}

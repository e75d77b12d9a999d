using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Mutations;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>Plausible lies about counts, sealed anew: both checkers reject each of them.</summary>
public sealed partial class CountFalseClaimTests
{
    private static readonly string[] Networks = ["g_concurrent", "g_dup", "g_deadlayer", "g_trap_absx", "g_seed1_demo", "g_zigzag_2d_k1", "c_2_8x2_1"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_checkers_reject_every_false_claim(bool fromEngine)
    {
        int told = 0;
        foreach (string name in Networks)
        {
            SlowNetwork network = SlowNetwork.Golden(name);
            (string Name, byte[] Text)[] lies = [.. Lies(network, box => fromEngine ? EngineCountTests.Certify(network, box).Text : CountProver.Prove(network, box, facets: true, decisions: true).Text).Select(lie => ($"{name}: {lie.Name}", CertificateText.Seal(lie.Body)))];
            told += lies.Length;
            Assert.All(lies.Zip(Verdicts.OfBoth(network, lies)), static pair =>
                Assert.True(Verdicts.Kind(pair.Second) == "INVALID", $"{pair.First.Name}: {pair.Second}\n{Encoding.ASCII.GetString(pair.First.Text)}"));
        }

        Assert.True(told > 300, $"only {told} lies");
    }

    /// <summary>
    /// x ↦ relu(x), relu(x − ½) on [0, 1]: the first wall touches the box at 0, so there are two regions. Every way to make it less or more is rejected.
    /// </summary>
    [Theory]
    [InlineData("0+;/", "1p-2", "", "3p-2", "VALID")]
    [InlineData("0-;/", "1p-2", "", "3p-2", "INVALID")]
    [InlineData("//", "1p-2", "", "3p-2", "INVALID")]
    [InlineData("0+;1+;", "3p-2", null, null, "INVALID")]
    [InlineData("0+;1-;", "1p-2", null, null, "INVALID")]
    [InlineData("0+;/", "1p-1", "", "3p-2", "INVALID")]
    [InlineData("0+;/", "0", "", "3p-2", "INVALID")]
    [InlineData("0+;/", "1p-2", "", "1", "INVALID")]
    [InlineData("0+;/", "1p-2", "", "1p-2", "INVALID")]
    [InlineData("0+0;/", "1p-2", "", "3p-2", "INVALID")]
    [InlineData("/0+;", "1p-2", "", "3p-2", "INVALID")]
    [InlineData("0+;/", "1p-2", null, null, "INVALID")]
    [InlineData("/", "1p-2", "0+;", "3p-2", "INVALID")]
    public void A_wall_that_touches_the_box_is_excluded_exactly(string first, string point, string? second, string? other, string verdict)
    {
        using SmallNetworks networks = new();
        SlowNetwork network = networks.Layers([[[1], [1]], [[1, 1]]], [[0, -0.5], [0]], [(0, 1)]);
        string[] leaves = second is null ? [Leaf(first, point)] : [Leaf(first, point), Leaf(second, other!)];
        string total = leaves.Length.ToString(CultureInfo.InvariantCulture);
        string[] body =
        [
            $$"""{"format":"piecewiselinear-certificate","version":"2","network":"{{network.Sha256}}","kind":"region-count","box":[["0","1"]],"facets":false,"decisions":false}""",
            .. leaves,
            $$"""{"complete":true,"regions":"{{total}}","per_layer":["{{total}}"],"facet_incidences":null,"neighbor_pairs":null,"crossed_by_boundary":null,"tied_regions":null}""",
        ];
        Assert.Equal([verdict], Verdicts.OfBoth(network, [("", CertificateText.Seal(body))]).Select(Verdicts.Kind));
    }

    private static string Leaf(string steps, string point) => $$"""{"steps":"{{steps}}","leaf":"{{point}}"}""";

    private static IEnumerable<(string Name, string[] Body)> Lies(SlowNetwork network, Func<Box, byte[]> prove)
    {
        string[] truth = CertificateText.BodyOf(prove(network.Box));
        foreach (Match number in Number().Matches(truth[^1]))
        {
            long value = long.Parse(number.Value, CultureInfo.InvariantCulture);
            foreach (long other in new[] { value + 1, value - 1, 2 * value + 1 }.Where(static other => other >= 0))
            {
                string line = string.Concat(truth[^1].AsSpan(0, number.Index), other.ToString(CultureInfo.InvariantCulture), truth[^1].AsSpan(number.Index + number.Length));
                yield return ($"{number.Value} at {number.Index} becomes {other}", [.. truth[..^1], line]);
            }
        }

        for (int i = 1; i < truth.Length - 1; i++)
        {
            string less = Replaced(truth[^1], -1), more = Replaced(truth[^1], 1);
            yield return ($"leaf {i} missing, counted so", [.. truth[..i], .. truth[(i + 1)..^1], less]);
            yield return ($"leaf {i} twice, counted so", [.. truth[..i], truth[i], .. truth[i..^1], more]);
            if (i > 1)
            {
                yield return ($"leaves {i - 1} and {i} exchanged", [.. truth[..(i - 1)], truth[i], truth[i - 1], .. truth[(i + 1)..]]);
            }

            foreach (string other in OnTheOtherSide(truth[i]))
            {
                yield return ($"leaf {i}: a settled neuron on the other side", [.. truth[..i], other, .. truth[(i + 1)..]]);
            }
        }

        yield return ("cut after the first leaf, called complete", [truth[0], truth[1], Replaced(truth[^1], int.MinValue)]);
        foreach (Box other in OtherBoxes(network.Box))
        {
            string[] there = CertificateText.BodyOf(prove(other));
            if (there[^1] != truth[^1])
            {
                yield return ($"the count of the box {other.Lower[0]}, {other.Upper[0]} with this box", [truth[0], .. there[1..]]);
                yield return ($"this count with the box {other.Lower[0]}, {other.Upper[0]}", [there[0], .. truth[1..]]);
            }
        }
    }

    private static IEnumerable<Box> OtherBoxes(Box box)
    {
        yield return new Box([.. box.Lower.Select(static end => end / 4)], [.. box.Upper.Select(static end => end / 4)]);
        yield return new Box([.. box.Lower.Select(static end => end * 3)], [.. box.Upper.Select(static end => end * 3)]);
        yield return new Box([box.Lower[0], .. box.Upper.Skip(1)], box.Upper);
    }

    /// <summary>The totals with another number of regions, in the last layer as well; the least number for "one".</summary>
    private static string Replaced(string line, int change)
    {
        long value = long.Parse(Regions().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
        string other = (change == int.MinValue ? 1 : value + change).ToString(CultureInfo.InvariantCulture);
        return Last().Replace(Regions().Replace(line, $"\"regions\":\"{other}\""), $"\"{other}\"],\"facet");
    }

    private static IEnumerable<string> OnTheOtherSide(string leaf)
    {
        int end = leaf.IndexOf("\",\"leaf\"", StringComparison.Ordinal);
        for (int i = 10; i < end; i++)
        {
            if (leaf[i] is '+' or '-')
            {
                yield return $"{leaf[..i]}{(leaf[i] == '+' ? '-' : '+')}{leaf[(i + 1)..]}";
            }
        }
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Number();

    [GeneratedRegex("\"regions\":\"([0-9]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Regions();

    [GeneratedRegex("\"[0-9]+\"\\],\"facet", RegexOptions.None, 1000)]
    private static partial Regex Last();
}

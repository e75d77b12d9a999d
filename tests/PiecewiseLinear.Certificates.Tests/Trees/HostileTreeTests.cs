using System.Globalization;
using PiecewiseLinear.Certificates.Tests.Mutations;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>Files that want a checker to crash, to hang, to use much memory for little text, or to believe: both checkers refuse each with a reason.</summary>
public sealed class HostileTreeTests
{
    private static readonly ReluNetwork s_network = ReluNetwork.FromLayers(
        [new AffineLayer(new DenseOperator(2, 1, [1d, -1d]), [0d, 0d]), new AffineLayer(new DenseOperator(1, 2, [1d, 1d]), [-1d])]);

    [Fact]
    public void Every_hostile_tree_is_refused_with_a_reason()
    {
        using ModelFile model = new(s_network);
        string open = $"{{\"format\":\"piecewiselinear-certificate\",\"version\":\"2\",\"network\":\"{model.Sha256}\",\"kind\":\"property-holds\",\"vnnlib\":null,\"inputs\":\"1\",\"outputs\":\"1\",\"groups\":\"1\"}}";
        string group = "{\"group\":[[\"-1\",\"2\"]],\"unsafe\":\"1\"}", row = "{\"unsafe\":[[[],[[\"0\",\"1\"]],\"-3\"]]}", closed = "{\"node\":\"0:0 .\"}";
        List<(string Name, byte[] Text)> hostile =
        [
            ("a path of splits, each an ulp from the end", Tree(Enumerable.Range(0, 5000).Select(static k => $"/0:{Spell(2d - ((k + 1) * Math.ScaleB(1d, -40)))}"))),
            ("a path of single children", Tree(Enumerable.Repeat("~ =", 5000))),
            ("a path of polyhedra", Tree(Enumerable.Repeat("~ |", 5000))),
            ("deep cases", Tree([$"0:0[{new string('?', 1)}{string.Concat(Enumerable.Repeat("0?", 100_000))}0.] ."])),
            ("a deep tree of one neuron's cases", Tree(["t0+[" + string.Concat(Enumerable.Repeat("?1", 50_000)) + ".] ."])),
            ("cases without an end", Tree(["0:0[?0.?1. ."])),
            ("many leaves too many", Tree(["0:0[" + new string('.', 100_000) + "] ."])),
            ("a slope that is no number", Tree(["a0=NaN 0:0 ."])),
            ("a multiplier that is infinite", Tree(["b0=Infinity 0:0 ."])),
            ("a multiplier beyond doubles", Tree([$"b0={new string('9', 400)} 0:0 ."])),
            ("a slope of many digits", Tree([$"a0=1p-{new string('9', 1000)} 0:0 ."])),
            ("a slope below the doubles", Tree(["a0=1p-1075 0:0 ."])),
            ("a negative zero", Tree(["a0=-0 0:0 ."])),
            ("an even mantissa", Tree(["a0=2p-2 0:0 ."])),
            ("a neuron of many digits", Tree([$"a{new string('1', 1000)}=1 0:0 ."])),
            ("a polyhedron of ten digits", Tree(["1000000000:0 ."])),
            ("a slope twice", Tree(["a0=1 a0=1 0:0 ."])),
            ("a side twice", Tree(["t0+0+[.] 0:0 ."])),
            ("sides of no neuron", Tree(["t[.] 0:0 ."])),
            ("sides of two layers", Tree(["t0+2+[.] 0:0 ."])),
            ("an input decided where changes are not limited", Tree(["#0", "0:0 .", "0:0 ."])),
            ("an input of ten digits decided", Tree(["#1000000000"])),
            ("no input decided", Tree(["#"])),
            ("white space instead of a way", Tree(["0:0 "])),
            ("two ways", Tree(["0:0 .."])),
            ("an empty node", Tree([""])),
            ("a node with an escape", Tree(["0:0 \\u002e"])),
            ("a huge count of groups", Seal(open.Replace("\"groups\":\"1\"", "\"groups\":\"999999999\"", StringComparison.Ordinal), group, row, closed)),
            ("a huge count of polyhedra", Seal(open, group.Replace("\"unsafe\":\"1\"", "\"unsafe\":\"999999999\"", StringComparison.Ordinal), row, closed)),
            ("a key twice", Seal(open, group, row, "{\"node\":\"0:0 .\",\"node\":\"0:0 .\"}")),
            ("an end within", Seal(open, group, row, closed, "{\"end\":\"4\",\"sha256\":\"" + new string('0', 64) + "\"}")),
            ("cells of a polyhedron without an end", Seal(open, group, row, "{\"node\":\"~ !\"}", "{\"phase\":\"0\"}")),
            ("a multiplier of weight 0", Seal(open, group, row, "{\"node\":\"~ !\"}", "{\"refutation\":[[\"0\",\"0\"]]}")),
            ("a row of nine digits", Seal(open, group, row, "{\"node\":\"~ !\"}", "{\"refutation\":[[\"999999999\",\"1\"]]}")),
            ("a box beyond doubles", Seal(open, $"{{\"group\":[[\"-1\",\"{new string('9', 400)}\"]],\"unsafe\":\"1\"}}", row, "{\"node\":\"~ 0:0 .\"}")),
            ("an underflow: the row is above 0 by less than any double", Seal(open, group, "{\"unsafe\":[[[],[[\"0\",\"1p-1200\"]],\"-1p-1200\"]]}", closed)),
        ];
        IReadOnlyList<string> verdicts = model.OfBoth(hostile);
        for (int i = 0; i < hostile.Count; i++)
        {
            Assert.True(verdicts[i].StartsWith("INVALID line ", StringComparison.Ordinal) && verdicts[i].Length < 300, $"{hostile[i].Name}: {verdicts[i]}");
        }

        byte[] Tree(IEnumerable<string> nodes) => Seal([open, group, row, .. nodes.Select(static node => $"{{\"node\":\"{node}\"}}")]);
    }

    /// <summary>A path of 4,096 nodes, each with a sibling that waits, needs memory for the path's states alone; children of | are made one at a time.</summary>
    [Fact]
    public void Memory_is_that_of_a_path()
    {
        ReluNetwork wide = ReluNetwork.FromLayers(
            [new AffineLayer(new DenseOperator(400, 1, [.. Enumerable.Repeat(1d, 400)]), [.. new double[400]]), new AffineLayer(new DenseOperator(1, 400, [.. Enumerable.Repeat(1d, 400)]), [1d])]);
        const int Polyhedra = 20_000;
        PropertyClaim claim = new(new string('0', 64), null, 1, 1, [new PropertyClaimGroup(Box.Cube(1, -1, 1), [.. Enumerable.Range(0, Polyhedra).Select(static k => (System.Collections.Immutable.ImmutableArray<PropertyRow>)[new PropertyRow([], [new PropertyTerm(0, 1)], 0)])])]);
        using MemoryStream stream = new();
        using PropertyProofWriter writer = new(stream, claim);
        writer.Inherit();
        writer.SplitPolyhedra();
        for (int k = 0; k < Polyhedra; k++)
        {
            writer.Inherit();
            writer.Close(k, 0);
            writer.Leaf();
        }

        writer.Finish();
        stream.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<CheckResult.Valid>(CertificateChecker.Check(wide, claim.NetworkSha256, stream));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A state has 400 neurons · 24 bytes; one for each polyhedron would be 190 MB.
        Assert.True(allocated < 100_000_000, string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes allocated"));
    }

    private static byte[] Seal(params string[] body) => CertificateText.Seal(body);

    private static string Spell(double value) => CanonicalNumber.Spell(Rational.FromDouble(value));
}

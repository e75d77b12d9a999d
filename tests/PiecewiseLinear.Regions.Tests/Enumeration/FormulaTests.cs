using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;

namespace PiecewiseLinear.Regions.Tests.Enumeration;

/// <summary>Counts that are theorems.</summary>
public sealed class FormulaTests
{
    /// <summary>Σ C(n, i), i ≤ d (Buck 1943): hyperplanes in general position that all meet deep inside the box.</summary>
    [Theory]
    [InlineData(4, 2)]
    [InlineData(8, 2)]
    [InlineData(32, 2)]
    [InlineData(16, 3)]
    [InlineData(12, 4)]
    [InlineData(10, 5)]
    [InlineData(9, 6)]
    public void GenericArrangements(int n, int d)
    {
        Random random = new(n + (100 * d));
        double[] normals = [.. Enumerable.Range(0, n * d).Select(_ => (double)(float)(random.NextDouble() - 0.5))];
        double[] offsets = [.. Enumerable.Range(0, n).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, -20))];
        Assert.Equal((long)Sum(n, d), Count(OneLayer(n, d, normals, offsets), d));
    }

    /// <summary>2·Σ C(n − 1, i), i &lt; d: without biases.</summary>
    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(9, 2)]
    [InlineData(8, 3)]
    [InlineData(8, 4)]
    [InlineData(7, 5)]
    public void CentralArrangements(int n, int d)
    {
        Random random = new(n + (100 * d));
        double[] normals = [.. Enumerable.Range(0, n * d).Select(_ => (double)(float)(random.NextDouble() - 0.5))];
        Assert.Equal(2 * (long)Sum(n - 1, d - 1), Count(OneLayer(n, d, normals, new double[n]), d));
    }

    /// <summary>xᵢ = xⱼ: n! regions.</summary>
    [Theory]
    [InlineData(3, 6)]
    [InlineData(4, 24)]
    [InlineData(5, 120)]
    public void BraidArrangements(int n, long expected)
    {
        List<double> normals = [];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                normals.AddRange(Enumerable.Range(0, n).Select(c => c == i ? 1d : c == j ? -1d : 0d));
            }
        }

        Assert.Equal(expected, Count(OneLayer(normals.Count / n, n, [.. normals], new double[normals.Count / n]), n));
    }

    /// <summary>Σ over a subset = 0, for every nonempty subset: 2, 6, 32, 370, 11292.</summary>
    [Theory]
    [InlineData(2, 6)]
    [InlineData(3, 32)]
    [InlineData(4, 370)]
    public void ResonanceArrangements(int n, long expected)
    {
        double[] normals = [.. Enumerable.Range(1, (1 << n) - 1).SelectMany(subset => Enumerable.Range(0, n).Select(c => (double)((subset >> c) & 1)))];
        Assert.Equal(expected, Count(OneLayer(normals.Length / n, n, normals, new double[normals.Length / n]), n));
    }

    /// <summary>Montúfar's folding: k layers of four neurons fold the square on itself, then four lines: 11·4^k.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void ZigZags(int k)
    {
        (ReluNetwork golden, Box box) = GoldenNetworks.Load("g_zigzag_2d_k3");
        AffineLayer[] layers = [.. golden.Nodes.OfType<AffineNode>().Select(static node => new AffineLayer(node.Terms[0].Operator, node.Bias))];
        ReluNetwork network = ReluNetwork.FromLayers([layers[0], .. Enumerable.Repeat(layers[1], k - 1), .. layers[3..]]);
        RegionCount count = RegionEnumerator.Count(EnumerationQuery.InBox(network, box) with { Threads = 2 });
        Assert.Equal(11L << (2 * k), count.Regions);
        Assert.True(count.NeighborPairs <= box.Dimension * count.Regions, "the average degree is at most 2d");
    }

    /// <summary>Cutting the box in two: R₁ + R₂ − (regions of the cut, one dimension less) = R when the cut is generic.</summary>
    [Fact]
    public void CuttingTheBoxAddsTheRegionsOfTheCut()
    {
        foreach (string name in new[] { "a_2_32x3_1", "c_2_8x2_1", "d_3_16x2_1" })
        {
            (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
            Rational cut = new(3, 7);
            Box lower = new(box.Lower, box.Upper.SetItem(0, cut)), upper = new(box.Lower.SetItem(0, cut), box.Upper), face = new(lower.Lower.SetItem(0, cut), lower.Upper);
            Assert.Equal(Count(network, box), Count(network, lower) + Count(network, upper) - Count(network, face));
        }
    }

    [Fact]
    public void SawtoothsOfOneInputHaveTwoToTheDepthPieces()
    {
        AffineLayer fold = new(new DenseOperator(2, 1, [2d, 4d]), [0d, -2d]);
        AffineLayer again = new(new DenseOperator(2, 2, [2d, -2d, 4d, -4d]), [0d, -2d]);
        for (int depth = 1; depth <= 12; depth++)
        {
            AffineLayer last = new(new DenseOperator(1, 2, [1d, -1d]), [0d]);
            ReluNetwork network = ReluNetwork.FromLayers([fold, .. Enumerable.Repeat(again, depth - 1), last]);
            RegionCount count = RegionEnumerator.Count(EnumerationQuery.InBox(network, Box.Cube(1, 0, 1)) with { Quantities = (CountedQuantities)63, Threads = 1 });
            Assert.Equal(1L << depth, count.Regions);
            Assert.Equal(count.Regions + 1, count.Vertices);
            Assert.Equal(count.Regions, count.Edges);
            Assert.Equal(1L << depth, count.DistinctMaps);
        }
    }

    private static long Count(ReluNetwork network, int d)
        => Count(network, Box.Cube(d, -1, 1));

    private static long Count(ReluNetwork network, Box box) => RegionEnumerator.Count(EnumerationQuery.InBox(network, box) with { Threads = 2 }).Regions;

    private static ReluNetwork OneLayer(int n, int d, double[] normals, double[] offsets)
        => ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(n, d, [.. normals]), [.. offsets]),
            new AffineLayer(new DenseOperator(1, n, [.. Enumerable.Repeat(1d, n)]), [0d]),
        ]);

    private static BigInteger Sum(int n, int d)
    {
        BigInteger sum = 0, binomial = 1;
        for (int i = 0; i <= Math.Min(n, d); i++)
        {
            sum += binomial;
            binomial = binomial * (n - i) / (i + 1);
        }

        return sum;
    }
}

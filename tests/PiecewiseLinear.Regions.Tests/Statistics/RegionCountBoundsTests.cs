using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

public sealed class RegionCountBoundsTests
{
    [Theory]
    [InlineData("a_2_32x3_1", 148_035_889, 2788)]
    [InlineData("b_5_20x2_1", 470_890_000, 387_497)]
    [InlineData("c_2_8x2_1", 1369, 174)]
    [InlineData("d_3_16x2_1", 485_809, 1333)]
    [InlineData("e_5_10x2_1", 407_044, 7291)]
    public void The_bounds_of_the_golden_networks_are_the_published_ones_and_hold(string name, long serra, long regions)
    {
        RegionCountBounds bounds = RegionCountBounds.For(GoldenNetwork.Load(name).Network, GoldenNetwork.Load(name).Network.InputDimension);
        Assert.Null(bounds.NotLayered);
        Assert.Equal(serra, bounds.Serra);
        Assert.True(bounds.Serra <= bounds.Montufar && bounds.Montufar <= bounds.PerLayerProduct, $"{bounds}");
        Assert.True(bounds.ActivationHistogram <= bounds.Serra && bounds.ActivationHistogram >= regions, $"{bounds}");
        Assert.Equal(bounds.ActivationHistogram, bounds.Least);
    }

    [Fact]
    public void One_generic_layer_attains_all_bounds()
    {
        foreach ((int neurons, int dimension, int cells) in new[] { (4, 2, 11), (8, 2, 37), (32, 2, 529), (16, 3, 697), (20, 5, 21_700), (50, 3, 20_876), (7, 0, 1), (3, 5, 8) })
        {
            RegionCountBounds bounds = RegionCountBounds.For([neurons], dimension);
            Assert.All(new[] { bounds.PerLayerProduct, bounds.Montufar, bounds.Serra, bounds.Least }, bound => Assert.Equal(cells, bound));
        }
    }

    [Fact]
    public void Serra_is_the_sum_over_their_index_set()
    {
        Seeded.Check(60, random =>
        {
            int[] widths = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(0, 7))];
            int dimension = random.Next(0, 6);
            Assert.Equal(SerraByDefinition(widths, 0, dimension), RegionCountBounds.For([.. widths], dimension).Serra);
        });
    }

    [Fact]
    public void Histograms_that_are_exact_on_lines_are_sharper_than_binomial_ones()
    {
        Assert.Equal(9, RegionCountBounds.For([2, 2], 1).Montufar);
        Assert.Equal(9, RegionCountBounds.For([2, 2], 1).Serra);

        // Pieces by number of active neurons, all of them first. Three points on a line: besides the piece where all are active only two have one inactive neuron.
        Assert.Equal([1, 3, 0, 0], FromAllActive(HistogramChoice.Binomial, 3, 1));
        Assert.Equal([1, 2, 1, 0], FromAllActive(HistogramChoice.ExactOnLines, 3, 1));
        Assert.Equal([4, 0, 0, 0], FromAllActive(HistogramChoice.WidthsOnly, 3, 1));

        // Four lines in the plane: T = 1, 5, 10, 11 against 1, 5, 11. So one of the eleven pieces has at most one active neuron and an image of dimension one,
        // on which three more neurons make four pieces instead of seven: 10·7 + 4.
        Assert.Equal([1, 4, 5, 1, 0], FromAllActive(HistogramChoice.ExactOnLines, 4, 2));
        Assert.Equal(77, RegionCountBounds.For([4, 3], 2).Serra);
        Assert.Equal(74, RegionCountBounds.For([4, 3], 2).ActivationHistogram);
    }

    [Fact]
    public void Histograms_bound_what_layers_do_in_the_plane()
    {
        Seeded.Check(40, random =>
        {
            int neurons = random.Next(1, 7);
            double[] weights = [.. Enumerable.Range(0, 2 * neurons).Select(_ => (double)random.Next(-4, 5))];
            AffineLayer layer = new(new DenseOperator(neurons, 2, [.. weights]), [.. Enumerable.Range(0, neurons).Select(_ => (double)random.Next(-3, 4))]);
            AffineLayer output = new(new DenseOperator(1, neurons, [.. new double[neurons]]), [0d]);
            ImmutableArray<PlaneRegion> regions = PlaneSubdivision.Enumerate(ReluNetwork.FromLayers([layer, output]), Box.Cube(2, -50, 50));
            foreach (HistogramChoice choice in Enum.GetValues<HistogramChoice>())
            {
                BigInteger[] bound = ActivationHistograms.Of(choice, neurons, 2)[2];
                BigInteger tail = BigInteger.Zero;
                for (int active = neurons; active >= 0; active--)
                {
                    tail += bound[active];
                    Assert.True(regions.Count(region => region.Pattern.ActiveCount >= active) <= tail, $"{choice}, {active} active of {neurons}");
                }
            }
        });
    }

    [Fact]
    public void Branches_leave_only_the_product()
    {
        NetworkNode[] nodes =
        [
            new InputNode(2, "x"),
            new AffineNode(3, "first", [new AffineTerm(0, new DenseOperator(3, 2, [1, 0, 0, 1, 1, 1]))], [0, 0, 0]),
            new ReluNode(3, "relu 0", 1, 0),
            new AffineNode(3, "skip", [new AffineTerm(1, new IdentityOperator(3)), new AffineTerm(2, new IdentityOperator(3))], [0, 0, 0]),
            new ReluNode(3, "relu 1", 3, 1),
        ];
        RegionCountBounds bounds = RegionCountBounds.For(new ReluNetwork([.. nodes], 4), 2);
        Assert.Equal("hidden layer 1 is an affine function of the input and hidden layer 0, not of hidden layer 0 alone", bounds.NotLayered);
        Assert.Null(bounds.Serra);
        Assert.Null(bounds.Montufar);
        Assert.Equal(49, bounds.PerLayerProduct);
        Assert.Equal(49, bounds.Least);
        Assert.Throws<ArgumentOutOfRangeException>(() => RegionCountBounds.For(new ReluNetwork([.. nodes], 4), 3));
    }

    private static BigInteger[] FromAllActive(HistogramChoice choice, int neurons, int dimension) => [.. ActivationHistograms.Of(choice, neurons, dimension)[dimension].Reverse()];

    private static BigInteger SerraByDefinition(int[] widths, int layer, int limit)
    {
        if (layer == widths.Length)
        {
            return BigInteger.One;
        }

        BigInteger sum = BigInteger.Zero;
        for (int j = 0; j <= Math.Min(limit, widths[layer]); j++)
        {
            sum += Binomial(widths[layer], j) * SerraByDefinition(widths, layer + 1, Math.Min(limit, widths[layer] - j));
        }

        return sum;
    }

    private static BigInteger Binomial(int n, int k) => k == 0 ? BigInteger.One : Binomial(n - 1, k - 1) * n / k;
}

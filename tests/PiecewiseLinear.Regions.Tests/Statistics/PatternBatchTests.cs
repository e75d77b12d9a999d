using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

public sealed class PatternBatchTests
{
    [Fact]
    public void Bits_are_the_exact_signs_of_every_kind_of_network()
    {
        Seeded.Check(150, random =>
        {
            ReluNetwork network = RandomNetworks.Next(random);
            ImmutableArray<ImmutableArray<Rational>> points = [.. Enumerable.Range(0, 5).Select(_ => RandomNetworks.Point(random, network.InputDimension).ToImmutableArray())];
            PatternBatch batch = PatternBatch.Find(network, points, 2, default);
            BruteForceRegions oracle = new(network, null);
            for (int p = 0; p < points.Length; p++)
            {
                int[] signs = [.. oracle.SignsAt(points[p]).SelectMany(static layer => layer)];
                Assert.Equal(signs.Select(static sign => sign > 0), Enumerable.Range(0, batch.Neurons).Select(k => (batch[p][k >> 3] >> (k & 7) & 1) == 1));
                Assert.Equal(signs.Contains(0), batch.HasZero[p]);
                Assert.Equal(ExactEvaluator.Trace(network, points[p]).Pattern, batch.PatternOf(p));
            }
        });
    }

    [Fact]
    public void Points_too_near_a_wall_for_doubles_are_decided_exactly()
    {
        LoadedNetwork network = GoldenNetwork.Load("g_trap_absx");
        Rational tiny = new(1, System.Numerics.BigInteger.Pow(10, 60));
        ImmutableArray<ImmutableArray<Rational>> points = [[tiny, tiny + tiny], [-tiny, tiny], [0, new Rational(1, 3)]];
        PatternBatch batch = PatternBatch.Find(network.Network, points, 1, default);
        Assert.Equal(points.Select(point => ExactEvaluator.Trace(network.Network, point).Pattern), points.Select((_, p) => batch.PatternOf(p)));
        Assert.True(batch.HasZero[2]);
    }

    [Fact]
    public void Doubles_and_rationals_give_the_same_and_unfit_points_are_refused()
    {
        LoadedNetwork network = GoldenNetwork.Load("a_2_32x3_1");
        Random random = new(5);
        double[][] points = [.. Enumerable.Range(0, 200).Select(_ => new[] { (2 * random.NextDouble()) - 1, (2 * random.NextDouble()) - 1 })];
        PatternBatch one = PatternBatch.Find(network.Network, points, 1, default);
        PatternBatch two = PatternBatch.Find(network.Network, [.. points.Select(static p => p.Select(Rational.FromDouble).ToImmutableArray())], 2, default);
        Assert.Equal(one.Bits.ToArray(), two.Bits.ToArray());
        Assert.Equal(12, one.BytesPerPoint);
        Assert.Equal("points", Assert.Throws<RegionQueryException>(() => PatternBatch.Find(network.Network, [[0d]], 1, default)).Field);
        Assert.Contains("point 1: input 0", Assert.Throws<RegionQueryException>(() => PatternBatch.Find(network.Network, [[0d, 0d], [double.NaN, 0d]], 1, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Distances_count_the_neurons_that_differ()
    {
        LoadedNetwork network = GoldenNetwork.Load("a_2_32x3_1");
        Random random = new(6);
        double[][] points = [.. Enumerable.Range(0, 60).Select(_ => new[] { (2 * random.NextDouble()) - 1, (2 * random.NextDouble()) - 1 }), [0.5, 0.5], [0.5, 0.5]];
        PatternBatch batch = PatternBatch.Find(network.Network, points, 2, default);
        string[] text = [.. Enumerable.Range(0, batch.Count).Select(p => string.Concat(batch.PatternOf(p).ToLayerStrings()))];
        int[] matrix = PatternDistances.Matrix(batch);
        long[] histogram = new long[97];
        for (int p = 0; p < text.Length; p++)
        {
            for (int q = 0; q < text.Length; q++)
            {
                int expected = text[p].Zip(text[q]).Count(static pair => pair.First != pair.Second);
                Assert.Equal(expected, matrix[(p * text.Length) + q]);
                histogram[expected] += q < p ? 1 : 0;
            }
        }

        Assert.Equal(histogram, PatternDistances.Histogram(batch, default));
        Assert.Equal(Enumerable.Range(0, text.Length - 1).Select(p => matrix[(p * text.Length) + p + 1]), PatternDistances.Consecutive(batch));
        ImmutableArray<ImmutableArray<int>> groups = PatternDistances.SharedPatterns(batch);
        Assert.Equal(text.Distinct().Count(), groups.Length);
        Assert.Contains(groups, static group => group.Contains(60) && group.Contains(61));
        Assert.Equal(Enumerable.Range(0, text.Length), groups.SelectMany(static group => group).Order());
    }

    [Fact]
    public void Decisions_are_exact()
    {
        // Outputs (x, 0): the label is 0 right of the wall x = 0, 1 left of it, and there is none on it.
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(2, 1, [1, 0]), [0, 0])]);
        Rational tiny = new(1, System.Numerics.BigInteger.Pow(10, 60));
        Assert.Equal([0, 1, null], PointDecisions.Find(network, [[tiny], [-tiny], [0]], 2, default).AsEnumerable());
        ReluNetwork single = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 1, [1]), [0])]);
        Assert.Equal([1, 0, null], PointDecisions.Find(single, [[tiny], [-tiny], [0]], 1, default).AsEnumerable());
    }
}

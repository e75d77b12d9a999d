using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

public sealed class RayPositionTests
{
    [Fact]
    public void The_ray_meets_the_walls_of_the_sawtooth_in_order()
    {
        // relu(x), relu(x − 1), relu(x − 3): breakpoints 0, 1, 3.
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(3, 1, [1, 1, 1]), [0, -1, -3]), new AffineLayer(new DenseOperator(1, 3, [1, 1, 1]), [0])]);
        RayPosition ray = new(network, [new Rational(-1, 2)], [2]);
        List<string> met = [$"{ray.Time} {ray.Forms.Pattern.ToLayerStrings()[0]}"];
        while (ray.MoveNext())
        {
            met.Add($"{ray.Time} {ray.Forms.Pattern.ToLayerStrings()[0]}");
        }

        Assert.Equal(["0 000", "1/4 100", "3/4 110", "7/4 111"], met);
        Assert.False(ray.InsideWall);
    }

    [Fact]
    public void A_ray_inside_a_wall_belongs_to_no_region()
    {
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 2, [1, 0]), [0]), new AffineLayer(new DenseOperator(1, 1, [1]), [0])]);
        RayPosition ray = new(network, [0, 1], [0, 1]);
        Assert.True(ray.InsideWall);
        Assert.False(ray.MoveNext());
    }

    /// <summary>Between two breakpoints the exact signs are those of the region, and just before and after a breakpoint they differ.</summary>
    [Fact]
    public void Breakpoints_separate_the_patterns_of_every_kind_of_network()
    {
        Seeded.Check(150, random =>
        {
            ReluNetwork network = RandomNetworks.Next(random);
            int d = network.InputDimension;
            Rational[] start = RandomNetworks.Point(random, d);
            BigInteger[] direction = [.. Enumerable.Range(0, d).Select(_ => (BigInteger)random.Next(-9, 10))];
            RayPosition ray = new(network, start, direction);
            if (ray.InsideWall || Array.TrueForAll(direction, static x => x.IsZero))
            {
                return;
            }

            Rational[] velocity = [.. direction.Select(static x => (Rational)x)];
            ActivationPattern before = ray.Forms.Pattern;
            Rational time = ray.Time;
            for (int hop = 0; hop < 6 && ray.MoveNext(); hop++)
            {
                Assert.True(ray.Time > time);
                Rational middle = (time + ray.Time) / 2;
                Assert.Equal(before, ExactEvaluator.Trace(network, RationalVector.Along(start, middle, velocity)).Pattern);
                Assert.NotEqual(before, ray.Forms.Pattern);
                (before, time) = (ray.Forms.Pattern, ray.Time);
            }

            if (!ray.InsideWall)
            {
                return;
            }

            Assert.Contains(0, ExactEvaluator.Trace(network, RationalVector.Along(start, ray.Time, velocity)).Signs.SelectMany(static layer => layer));
        });
    }

    [Fact]
    public void Walks_name_their_directions_and_stop_where_the_regions_end()
    {
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(2, 1, [1, 1]), [0, -1]), new AffineLayer(new DenseOperator(1, 2, [1, 1]), [-0.25])]);
        StatisticsQuery query = RegionStatisticsTests.Ask(network, null) with { Walks = new WalkOptions(2, 4, 3) };
        RegionRecord[] records = [.. RegionStatistics.OverPoints(query, [[new Rational(1, 2)], [2], [-1]], default)];

        // f = relu(x) + relu(x − 1) − 1/4 at 1/2: the adversarial way is to the left, one region, whose map is constant.
        RegionWalk walk = Assert.Single(records[0].Walks, static walk => walk.Direction == WalkDirection.Adversarial);
        WalkHop hop = Assert.Single(walk.Hops);
        Assert.Null(hop.Cosine);
        Assert.Equal(0.5, hop.Distance, 12);
        Assert.Equal(2, records[0].Walks.Count(static walk => walk.Direction == WalkDirection.TowardPoint));
        Assert.Equal(2, records[0].Walks.Count(static walk => walk.Direction == WalkDirection.Random));

        // From 2 to the left: slope 2, then 1, then 0.
        walk = Assert.Single(records[1].Walks, static walk => walk.Direction == WalkDirection.Adversarial);
        Assert.Equal([1d, null], walk.Hops.Select(static hop => hop.Cosine));
        Assert.Equal([1d, 2d], walk.Hops.Select(static hop => hop.Distance));

        // Where the map is constant there is no adversarial direction.
        Assert.DoesNotContain(records[2].Walks, static walk => walk.Direction == WalkDirection.Adversarial);
    }
}

using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Nearby;

public class RegionsNearbyTests
{
    private static readonly VectorNorm[] Norms = [VectorNorm.L1, VectorNorm.L2, VectorNorm.LInf];

    [Fact]
    public void Random_networks_agree_with_brute_force()
    {
        int touching = 0, walls = 0, unbounded = 0;
        Seeded.Check(90, random =>
        {
            int d = random.Next(1, 4);
            bool integer = random.Next(3) == 0;
            ReluNetwork network = Network(random, d, integer);
            Box? box = random.Next(3) == 0 ? null : Box.Cube(d, -3, 3);
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, d).Select(_ => integer ? random.Next(-2, 3) : Rational.FromDouble(random.NextDouble() - 0.5))];
            NearbyOracle oracle = new(network, box, point);
            VectorNorm norm = Norms[random.Next(d == 3 ? 1 : 0, 3)];
            (ActivationPattern Pattern, Rational Distance)[] all = oracle.ByDistance(point, norm);
            NearbyQuery query = Ask(network, point, norm) with { Box = box };
            AssertAnswer(query, oracle, all, all.Length);

            // A ball that just touches a region, where the distance is a rational that can be asked for.
            Rational some = all[random.Next(all.Length)].Distance;
            Rational? radius = norm != VectorNorm.L2 ? some : Root(some);
            Rational asked = radius ?? new Rational(random.Next(1, 9), 4);
            Rational power = norm == VectorNorm.L2 ? asked * asked : asked;
            AssertAnswer(query with { Radius = asked }, oracle, all, all.Count(entry => entry.Distance <= power));
            touching += radius is { Sign: > 0 } ? 1 : 0;
            walls += all.Count(static entry => entry.Distance.IsZero) > 1 ? 1 : 0;
            unbounded += box is null ? 1 : 0;

            int nearest = random.Next(1, all.Length + 1);
            AssertAnswer(query with { Nearest = nearest }, oracle, all, nearest);
        });
        Assert.True(touching > 10 && walls > 5 && unbounded > 10, $"the sample is one-sided: {touching} touching, {walls} on walls, {unbounded} unbounded");
    }

    [Theory]
    [InlineData("g_dup")]
    [InlineData("g_concurrent")]
    [InlineData("g_trap_absx")]
    [InlineData("g_deadlayer")]
    [InlineData("g_zigzag_2d_k1")]
    [InlineData("c_2_8x2_1")]
    public void Golden_networks_agree_with_brute_force(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        ImmutableArray<Rational> center = [.. box.Lower.Zip(box.Upper, static (a, b) => (a + b) / 2)];
        NearbyOracle oracle = new(network, box, center);
        foreach (VectorNorm norm in Norms)
        {
            (ActivationPattern Pattern, Rational Distance)[] all = oracle.ByDistance(center, norm);
            AssertAnswer(Ask(network, center, norm) with { Box = box }, oracle, all, all.Length);
        }
    }

    [Fact]
    public void All_regions_of_the_golden_network_and_their_pairs_are_reached()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("d_3_16x2_1");
        System.Text.Json.JsonElement facts = GoldenNetworks.Facts("d_3_16x2_1");
        (_, NearbySummary summary) = Run(Ask(network, [0, 0, 0], VectorNorm.LInf) with { Box = box });
        Assert.True(summary.Complete);
        Assert.Equal(facts.GetProperty("regions").GetInt64(), summary.Regions);
    }

    [Fact]
    public void Budgets_end_the_search_with_a_prefix_and_say_so()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("c_2_8x2_1");
        NearbyQuery query = Ask(network, [new Rational(1, 7), new Rational(1, 9)], VectorNorm.L2) with { Box = box };
        (NearbyRegion[] all, _) = Run(query);
        (NearbyRegion[] some, NearbySummary summary) = Run(query with { MaxRegions = 5 });
        Assert.Equal(all.Take(5).Select(static r => r.Pattern), some.Select(static r => r.Pattern));
        Assert.Equal((false, NearbyStop.RegionBudget), (summary.Complete, summary.Stop));
        Assert.Contains("5 regions", summary.Incomplete!, StringComparison.Ordinal);
        (_, summary) = Run(query with { MaxTime = TimeSpan.Zero });
        Assert.Equal((false, NearbyStop.TimeBudget), (summary.Complete, summary.Stop));
        (some, summary) = Run(query with { MaxMemory = 2000 });
        Assert.Equal((false, NearbyStop.MemoryBudget), (summary.Complete, summary.Stop));
        Assert.Equal(all.Take(some.Length).Select(static r => r.Pattern), some.Select(static r => r.Pattern));
        (some, summary) = Run(query with { MaxRegions = all.Length });
        Assert.Equal((true, all.Length), (summary.Complete, some.Length));
        using CancellationTokenSource stopped = new();
        using IEnumerator<NearbyMessage> messages = RegionsNearby.Find(query, stopped.Token).GetEnumerator();
        Assert.True(messages.MoveNext());
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => messages.MoveNext());
    }

    [Fact]
    public void Fixed_inputs_and_a_domain_that_is_one_point_are_right()
    {
        (ReluNetwork network, _) = GoldenNetworks.Load("e_5_10x2_1");
        ImmutableArray<Rational> point = [new Rational(1, 3), 0, new Rational(-1, 5), 0, new Rational(1, 2)];
        Box plane = new([-1, 0, -1, 0, new Rational(1, 2)], [1, 0, 1, 0, new Rational(1, 2)]);
        NearbyOracle oracle = new(network, plane, point);
        NearbyQuery query = Ask(network, point, VectorNorm.L2) with { Box = plane };
        (NearbyRegion[] regions, NearbySummary summary) = Run(query);
        Assert.Equal(oracle.Count, regions.Length);
        Assert.All(regions, static region => Assert.True(region.NearestPoint[1].IsZero && region.Interior[1].IsZero));
        Assert.True(summary.Complete);
        (regions, summary) = Run(query with { Box = new Box(point, point) });
        Assert.Equal((1, true, 0), (regions.Length, summary.Complete, regions[0].Facets.Length));
        Assert.True(regions[0].Distance.IsZero);
    }

    [Fact]
    public void Questions_that_do_not_fit_are_refused_by_field()
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("c_2_8x2_1");
        NearbyQuery query = Ask(network, [0, 0], VectorNorm.L2);
        AssertRefused(query with { Radius = -1 }, "radius");
        AssertRefused(query with { Nearest = 0 }, "nearest");
        AssertRefused(query with { MaxTime = TimeSpan.FromSeconds(-1) }, "max_time");
        AssertRefused(query with { MaxRegions = 0 }, "max_regions");
        AssertRefused(query with { Point = [0] }, "point");
        AssertRefused(query with { Point = [100, 0], Box = box }, "point");
    }

    private static void AssertRefused(NearbyQuery query, string field)
        => Assert.Equal(field, Assert.Throws<RegionQueryException>(() => RegionsNearby.Find(query, CancellationToken.None)).Field);

    private static void AssertAnswer(NearbyQuery query, NearbyOracle oracle, (ActivationPattern Pattern, Rational Distance)[] all, int expected)
    {
        (NearbyRegion[] regions, NearbySummary summary) = Run(query);
        Assert.True(summary.Complete, summary.Incomplete);
        Assert.Equal(Text(all.Take(expected)), Text(regions.Select(static region => (region.Pattern, region.Distance.Power))));
        Dictionary<ActivationPattern, int> hops = oracle.Hops(all);
        HashSet<ActivationPattern> listed = [.. regions.Select(static region => region.Pattern)];
        foreach (NearbyRegion region in regions)
        {
            Assert.Equal(hops[region.Pattern], region.Hops);
            Assert.Equal(
                oracle.NeighborsOf(region.Pattern).Select(static p => string.Join(' ', p.ToLayerStrings())).Order(StringComparer.Ordinal),
                region.Neighbors.Select(static n => string.Join(' ', n.Pattern.ToLayerStrings())).Order(StringComparer.Ordinal));
            Assert.Equal(region.Distance, ExactDistance.OfVector(query.Norm, [.. region.NearestPoint.Zip(query.Point, static (x, p) => x - p)]));
            Assert.All(region.Facets, facet =>
            {
                Assert.True(RationalVector.Dot(facet.Normal.AsSpan(), region.NearestPoint.AsSpan()) <= facet.Offset);
                Assert.True(RationalVector.Dot(facet.Normal.AsSpan(), region.Interior.AsSpan()) < facet.Offset);
            });
        }

        int pairs = regions.Sum(region => oracle.NeighborsOf(region.Pattern).Count(listed.Contains)) / 2;
        Assert.Equal((pairs, (long)expected), (summary.NeighborPairs, summary.Regions));
        Assert.Equal(regions.Length == 0 ? null : regions[^1].Distance, summary.Farthest);
    }

    private static string[] Text(IEnumerable<(ActivationPattern Pattern, Rational Distance)> entries)
        => [.. entries.Select(static entry => $"{entry.Distance} {string.Join(' ', entry.Pattern.ToLayerStrings())}")];

    private static (NearbyRegion[] Regions, NearbySummary Summary) Run(NearbyQuery query)
    {
        NearbyMessage[] messages = [.. RegionsNearby.Find(query, CancellationToken.None)];
        return ([.. messages.OfType<NearbyMessage.Found>().Select(static found => found.Region)], Assert.IsType<NearbyMessage.Finished>(messages[^1]).Summary);
    }

    private static NearbyQuery Ask(ReluNetwork network, ImmutableArray<Rational> point, VectorNorm norm)
        => new() { Network = network, Point = point, Solver = new DenseSimplex(), Norm = norm };

    private static Rational? Root(Rational square)
    {
        System.Numerics.BigInteger n = (System.Numerics.BigInteger)Math.Sqrt((double)square.Numerator), m = (System.Numerics.BigInteger)Math.Sqrt((double)square.Denominator);
        return n * n == square.Numerator && m * m == square.Denominator ? new Rational(n, m) : null;
    }

    /// <summary>One or two hidden layers; with small integers walls coincide, meet and touch, and neurons vanish.</summary>
    private static ReluNetwork Network(Random random, int d, bool integer)
    {
        List<AffineLayer> layers = [];
        int before = d, hidden = random.Next(1, 3);
        for (int l = 0; l <= hidden; l++)
        {
            int width = l == hidden ? 1 : random.Next(1, integer ? 5 : 4);
            double[] weights = [.. Enumerable.Range(0, width * before).Select(_ => integer ? random.Next(-1, 2) : random.NextUsualDouble())];
            double[] bias = [.. Enumerable.Range(0, width).Select(_ => integer ? random.Next(-1, 2) : random.NextUsualDouble() / 4)];
            layers.Add(new AffineLayer(new DenseOperator(width, before, [.. weights]), [.. bias]));
            before = width;
        }

        return ReluNetwork.FromLayers(layers);
    }
}

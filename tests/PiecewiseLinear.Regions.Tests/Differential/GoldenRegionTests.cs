using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

/// <summary>Every golden network against the brute-force oracle: at random points, and on all walls and corners that a lattice meets.</summary>
public sealed class GoldenRegionTests
{
    private const int Points = 200;

    [Theory]
    [InlineData("a_2_32x3_1")]
    [InlineData("b_5_20x2_1")]
    [InlineData("c_2_8x2_1")]
    [InlineData("d_3_16x2_1")]
    [InlineData("e_5_10x2_1")]
    [InlineData("g_concurrent")]
    [InlineData("g_deadlayer")]
    [InlineData("g_dup")]
    [InlineData("g_seed1_demo")]
    [InlineData("g_trap_absx")]
    [InlineData("g_zigzag_2d_k1")]
    [InlineData("g_zigzag_2d_k2")]
    [InlineData("g_zigzag_2d_k3")]
    public void Regions_at_random_points_agree_with_brute_force(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        LoadedNetwork loaded = GoldenNetwork.Load(name);
        BruteForceRegions oracle = new(network, box);
        Seeded.Check(Points, random =>
        {
            RegionQuery query = GoldenNetwork.Ask(loaded, RandomPoint(random, box), box) with { BallNorm = Norm(random) };
            PointRegions answer = PointLocator.Locate(query, CancellationToken.None);
            Agreement.AssertSame(query, answer, oracle);
            Agreement.AssertCertified(query, answer);
        });
    }

    [Theory]
    [InlineData("g_concurrent", 4)]
    [InlineData("g_deadlayer", 4)]
    [InlineData("g_dup", 8)]
    [InlineData("g_trap_absx", 2)]
    [InlineData("g_zigzag_2d_k1", 8)]
    public void Points_on_walls_and_corners_list_all_incident_regions_and_true_neighbors(string name, int steps)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        LoadedNetwork loaded = GoldenNetwork.Load(name);
        BruteForceRegions oracle = new(network, box);
        int onWalls = 0;
        foreach (ImmutableArray<Rational> point in Lattice(box, steps))
        {
            RegionQuery query = GoldenNetwork.Ask(loaded, point, box) with { Neighbors = true };
            PointRegions answer = PointLocator.Locate(query, CancellationToken.None);
            Agreement.AssertSame(query, answer, oracle);
            Agreement.AssertCertified(query, answer);
            onWalls += answer.Regions.Length > 1 ? 1 : 0;
        }

        Assert.True(onWalls > 0, "the lattice met no wall");
    }

    [Theory]
    [InlineData("a_2_32x3_1")]
    [InlineData("d_3_16x2_1")]
    [InlineData("g_zigzag_2d_k2")]
    public void A_point_in_a_facet_belongs_to_both_neighbors(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        LoadedNetwork loaded = GoldenNetwork.Load(name);
        BruteForceRegions oracle = new(network, box);
        Seeded.Check(5, random =>
        {
            OracleRegion region = oracle.RegionsAt(RandomPoint(random, box))[0];
            foreach (OracleFacet facet in region.Facets)
            {
                RegionQuery query = GoldenNetwork.Ask(loaded, facet.Point, box) with { Neighbors = true };
                PointRegions answer = PointLocator.Locate(query, CancellationToken.None);
                Agreement.AssertSame(query, answer, oracle);
                Agreement.AssertCertified(query, answer);
            }
        });
    }

    [Fact]
    public void Fixed_inputs_are_substituted_out()
    {
        (ReluNetwork network, _) = GoldenNetworks.Load("e_5_10x2_1");
        LoadedNetwork loaded = GoldenNetwork.Load("e_5_10x2_1");
        Seeded.Check(40, random =>
        {
            Rational[] lower = [.. Enumerable.Range(0, 5).Select(_ => new Rational(random.Next(-9, 1), 10))];
            Rational[] upper = [.. lower.Select(low => random.Next(2) == 0 ? low : low + new Rational(random.Next(1, 10), 7))];
            Box box = new([.. lower], [.. upper]);
            RegionQuery query = GoldenNetwork.Ask(loaded, RandomPoint(random, box), box) with { Neighbors = true };
            PointRegions answer = PointLocator.Locate(query, CancellationToken.None);
            Agreement.AssertSame(query, answer, new BruteForceRegions(network, box));
            Agreement.AssertCertified(query, answer);
        });
    }

    [Fact]
    public void A_box_that_is_a_point_has_one_vertex_and_no_facets()
    {
        (ReluNetwork network, _) = GoldenNetworks.Load("e_5_10x2_1");
        ImmutableArray<Rational> point = [new(1, 3), 0, new(-1, 2), 1, new(1, 7)];
        Box box = new(point, point);
        RegionQuery query = GoldenNetwork.Ask(GoldenNetwork.Load("e_5_10x2_1"), point, box) with { Neighbors = true, Vertices = true };
        PointRegions answer = PointLocator.Locate(query, CancellationToken.None);
        Agreement.AssertSame(query, answer, new BruteForceRegions(network, box));
        Agreement.AssertCertified(query, answer);
        LinearRegion region = Assert.Single(answer.Regions);
        Assert.Empty(region.Facets!.Value);
        Assert.Equal(point.AsEnumerable(), Assert.Single(region.Vertices!.Points));
    }

    [Theory]
    [InlineData("c_2_8x2_1")]
    [InlineData("e_5_10x2_1")]
    [InlineData("g_concurrent")]
    [InlineData("g_dup")]
    public void Without_a_box_regions_may_be_unbounded(string name)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load(name);
        LoadedNetwork loaded = GoldenNetwork.Load(name);
        BruteForceRegions oracle = new(network, box: null);
        Box wide = new([.. box.Lower.Select(static x => x * 20)], [.. box.Upper.Select(static x => x * 20)]);
        bool unbounded = false;
        Seeded.Check(30, random =>
        {
            RegionQuery query = GoldenNetwork.Ask(loaded, RandomPoint(random, wide), box: null) with { Neighbors = true, BallNorm = Norm(random) };
            PointRegions answer = PointLocator.Locate(query, CancellationToken.None);
            Agreement.AssertSame(query, answer, oracle);
            Agreement.AssertCertified(query, answer);
            unbounded |= answer.Regions.Any(static region => region.Ball!.Upper is null);
        });
        Assert.True(unbounded, "no region with an infinite inradius was met");
    }

    private static ImmutableArray<Rational> RandomPoint(Random random, Box box)
        => [.. Enumerable.Range(0, box.Dimension).Select(j => box.Lower[j] + ((box.Upper[j] - box.Lower[j]) * new Rational(random.Next(0, 1001), 1000)))];

    private static VectorNorm Norm(Random random) => (VectorNorm)random.Next(3);

    private static IEnumerable<ImmutableArray<Rational>> Lattice(Box box, int steps)
        => from i in Enumerable.Range(0, (2 * steps) + 1)
           from j in Enumerable.Range(0, (2 * steps) + 1)
           select ImmutableArray.Create(At(box, 0, i, 2 * steps), At(box, 1, j, 2 * steps));

    private static Rational At(Box box, int input, int step, int steps)
        => box.Lower[input] + ((box.Upper[input] - box.Lower[input]) * new Rational(step, steps));
}

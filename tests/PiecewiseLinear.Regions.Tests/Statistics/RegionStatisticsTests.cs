using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests;

public sealed class RegionStatisticsTests
{
    [Theory]
    [InlineData("c_2_8x2_1")]
    [InlineData("g_trap_absx")]
    [InlineData("g_concurrent")]
    [InlineData("g_dup")]
    [InlineData("g_deadlayer")]
    [InlineData("g_zigzag_2d_k1")]
    public void Every_region_of_a_plane_box_is_measured_as_the_subdivision_says(string name)
    {
        LoadedNetwork network = GoldenNetwork.Load(name);
        Box box = name.StartsWith("g_zigzag", StringComparison.Ordinal) ? Box.Cube(2, 0, 1) : Box.Cube(2, -2, 2);
        AssertAsSubdivided(network.Network, box);
    }

    [Fact]
    public void Random_degenerate_networks_are_measured_as_the_subdivision_says()
    {
        Seeded.Check(40, random =>
        {
            int outputs = random.Next(1, 4);
            ReluNetwork network = ReluNetwork.FromLayers([Layer(random, 4, 2), Layer(random, 3, 4), Layer(random, outputs, 3)]);
            AssertAsSubdivided(network, Box.Cube(2, -2, 2));
        });
    }

    [Fact]
    public void A_point_on_walls_counts_for_every_region_there()
    {
        LoadedNetwork network = GoldenNetwork.Load("g_concurrent");
        ImmutableArray<ImmutableArray<Rational>> points = [GoldenNetwork.Numbers("0,0"), GoldenNetwork.Numbers("1/3,1/5")];
        RegionRecord[] records = [.. RegionStatistics.OverPoints(Ask(network.Network, Box.Cube(2, -1, 1)), points, default)];
        Assert.Equal(8, records.Length);
        Assert.Equal(8, records.Count(static record => record.Points.Contains(0)));
        RegionRecord second = Assert.Single(records, static record => record.Points.Contains(1));
        Assert.Equal([0, 1], second.Points.AsEnumerable());
    }

    [Fact]
    public void Radii_enclose_those_of_hand()
    {
        // One neuron x: the box [-1, 1]² falls into two rectangles 1 × 2, inradius 1/2 in every norm but l1, where it is 1/2 as well (the short side decides).
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 2, [1, 0]), [0]), new AffineLayer(new DenseOperator(1, 1, [1]), [0])]);
        foreach (VectorNorm norm in Enum.GetValues<VectorNorm>())
        {
            StatisticsQuery query = Ask(network, Box.Cube(2, -1, 1)) with { BallNorm = norm };
            foreach (RegionRecord record in RegionStatistics.OverPoints(query, [GoldenNetwork.Numbers("1/2,0"), GoldenNetwork.Numbers("-1/2,0")], default))
            {
                RadiusEnclosure radius = record.Radius!.Value;
                Rational half = new(1, 2);
                Assert.True(radius.Lower <= half && radius.Upper >= half && radius.Upper - radius.Lower < new Rational(1, 1 << 20), $"{norm}: {radius}");
                Assert.Equal(new FacetCounts(1, 3), record.Facets);
            }
        }

        RegionRecord unbounded = Assert.Single(RegionStatistics.OverPoints(Ask(network, null), [GoldenNetwork.Numbers("1/2,0")], default));
        Assert.Null(unbounded.Radius!.Value.Upper);
        Assert.Equal(new FacetCounts(1, 0), unbounded.Facets);
    }

    [Fact]
    public void Cosines_are_those_of_hand()
    {
        // Walls x = 0, y = 0 and x + y = 1/2: normals (1, 0), (0, 1), (1, 1): |cos| 0, 1/√2, 1/√2.
        ReluNetwork network = ReluNetwork.FromLayers(
            [new AffineLayer(new DenseOperator(3, 2, [1, 0, 0, 1, 1, 1]), [0, 0, -0.5]), new AffineLayer(new DenseOperator(1, 3, [1, 1, 1]), [0])]);
        RegionRecord record = Assert.Single(RegionStatistics.OverPoints(Ask(network, null), [GoldenNetwork.Numbers("1/8,1/8")], default));
        CosineHistogram expected = record.LayerAngles.Single();
        Assert.Equal(expected, record.FacetAngles);
        Assert.Equal(3, expected.Pairs);
        Assert.Equal(1, expected.Counts[0]);
        Assert.Equal(2, expected.Counts[35]);
        Assert.Equal(Math.Sqrt(2) / 3, expected.Mean!.Value, 12);
        Assert.Equal(new FacetCounts(3, 0), record.Facets);

        // In the quadrant x, y < 0 all three neurons are inactive; the wall x + y = 1/2 is no facet there.
        record = Assert.Single(RegionStatistics.OverPoints(Ask(network, null), [GoldenNetwork.Numbers("-1,-1")], default));
        Assert.Equal(1, record.FacetAngles!.Pairs);
        Assert.Equal(0, record.FacetAngles.Mean);
        Assert.Equal(3, record.LayerAngles[0].Pairs);
    }

    [Fact]
    public void Records_depend_on_seed_but_not_on_threads()
    {
        LoadedNetwork network = GoldenNetwork.Load("a_2_32x3_1");
        ImmutableArray<ImmutableArray<Rational>> points = [.. Enumerable.Range(0, 24).Select(k => GoldenNetwork.Numbers($"{k - 12}/13,{(5 * k % 24) - 12}/17"))];
        StatisticsQuery query = Ask(network.Network, Box.Cube(2, -1, 1)) with { Walks = new WalkOptions(3, 5, 7), Threads = 1 };
        string one = Text(query, points);
        Assert.Equal(one, Text(query with { Threads = 3 }, points));
        Assert.NotEqual(one, Text(query with { Walks = new WalkOptions(3, 5, 8) }, points));
    }

    [Fact]
    public void A_reader_that_leaves_ends_the_work()
    {
        LoadedNetwork network = GoldenNetwork.Load("c_2_8x2_1");
        ImmutableArray<ImmutableArray<Rational>> points = [.. Enumerable.Range(0, 50).Select(k => GoldenNetwork.Numbers($"{k - 25}/27,{(7 * k % 50) - 25}/29"))];
        Assert.Equal(0, RegionStatistics.OverPoints(Ask(network.Network, null) with { Threads = 2 }, points, default).First().Index);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => RegionStatistics.OverPoints(Ask(network.Network, null), points, cancelled.Token).ToList());
    }

    [Fact]
    public void Questions_that_do_not_fit_name_the_field()
    {
        LoadedNetwork network = GoldenNetwork.Load("c_2_8x2_1");
        string Field(StatisticsQuery query, string point)
            => Assert.Throws<RegionQueryException>(() => RegionStatistics.OverPoints(query, [GoldenNetwork.Numbers(point)], default)).Field;

        StatisticsQuery query = Ask(network.Network, Box.Cube(2, -1, 1));
        Assert.Equal("points", Field(query, "0,0,0"));
        Assert.Equal("points", Field(query, "0,2"));
        Assert.Equal("box", Field(query with { Box = Box.Cube(3, -1, 1) }, "0,0"));
        Assert.Equal("box", Field(query with { Box = Box.Cube(2, 0, 0) }, "0,0"));
        Assert.Equal("hops", Field(query with { Walks = new WalkOptions(1, 0, 1) }, "0,0"));
        Assert.Equal("directions", Field(query with { Walks = new WalkOptions(0, 1, 1) }, "0,0"));
        Assert.Equal("threads", Field(query with { Threads = 0 }, "0,0"));
    }

    internal static StatisticsQuery Ask(ReluNetwork network, Box? box) => new() { Network = network, Box = box, Solver = new DenseSimplex(), Threads = 2 };

    private static string Text(StatisticsQuery query, ImmutableArray<ImmutableArray<Rational>> points)
        => string.Join('\n', RegionStatistics.OverPoints(query, points, default).Select(static record =>
            $"{record.Index} {string.Join(' ', record.Pattern.ToLayerStrings())} {record.Radius} {record.Facets} {record.FacetAngles} {record.Boundary} "
            + string.Join(';', record.Walks.Select(static walk => walk.Direction + ":" + string.Join(',', walk.Hops)))));

    private static void AssertAsSubdivided(ReluNetwork network, Box box)
    {
        ImmutableArray<PlaneRegion> truth = PlaneSubdivision.Enumerate(network, box);
        ImmutableArray<ImmutableArray<Rational>> points = [.. truth.Select(Middle)];
        RegionRecord[] records = [.. RegionStatistics.OverPoints(Ask(network, box), points, default)];
        Assert.Equal(truth.Select(static region => region.Pattern), records.Select(static record => record.Pattern));
        for (int r = 0; r < records.Length; r++)
        {
            Assert.Equal([r], records[r].Points.AsEnumerable());
            Assert.Equal(truth[r].Corners.Length, records[r].Facets!.Value.Total);
            Assert.Equal(truth[r].Sides.Count(static side => side.Any(static source => source.IsSide)), records[r].Facets!.Value.BoxSides);
            Assert.Equal(Winners(truth[r]), records[r].Boundary!.Labels.AsEnumerable());
            Assert.Equal(records[r].Boundary!.Labels.Length > 1, records[r].Boundary!.Crossed);
            Assert.Equal(records[r].Boundary!.Labels.IsEmpty, records[r].Boundary!.Tied);
            Assert.True(records[r].Radius!.Value.Lower.Sign > 0);
        }
    }

    /// <summary>The labels that win in a polygon: cut it by all differences of outputs, then look at the middle of each part.</summary>
    private static int[] Winners(PlaneRegion region)
    {
        int outputs = region.Bias.Length;
        List<(Rational X, Rational Y)[]> parts = [[.. region.Corners]];
        for (int i = 0; i < outputs; i++)
        {
            for (int j = outputs == 1 ? -1 : 0; j < i; j++)
            {
                Rational[] form = [.. Enumerable.Range(0, 2).Select(c => region.Matrix[i][c] - (j < 0 ? 0 : region.Matrix[j][c])), region.Bias[i] - (j < 0 ? 0 : region.Bias[j])];
                parts = [.. parts.SelectMany(part => new[] { Half(part, form, 1), Half(part, form, -1) }).Where(static part => part.Distinct().Count() > 2)];
            }
        }

        SortedSet<int> winners = [];
        foreach ((Rational X, Rational Y)[] part in parts)
        {
            Rational x = Sum(part.Select(static p => p.X)) / part.Length, y = Sum(part.Select(static p => p.Y)) / part.Length;
            Rational[] values = [.. Enumerable.Range(0, outputs).Select(i => (region.Matrix[i][0] * x) + (region.Matrix[i][1] * y) + region.Bias[i])];
            if (outputs == 1)
            {
                winners.UnionWith(values[0].Sign == 0 ? [] : [values[0].Sign > 0 ? 1 : 0]);
            }
            else if (values.Count(value => value == values.Max()) == 1)
            {
                winners.Add(Array.IndexOf(values, values.Max()));
            }
        }

        return [.. winners];
    }

    /// <summary>The part of a convex polygon where sign · form ≥ 0; degenerate ones may come out.</summary>
    private static (Rational X, Rational Y)[] Half((Rational X, Rational Y)[] polygon, Rational[] form, int sign)
    {
        List<(Rational, Rational)> kept = [];
        for (int k = 0; k < polygon.Length; k++)
        {
            (Rational X, Rational Y) p = polygon[k], q = polygon[(k + 1) % polygon.Length];
            Rational atP = sign * ((form[0] * p.X) + (form[1] * p.Y) + form[2]), atQ = sign * ((form[0] * q.X) + (form[1] * q.Y) + form[2]);
            if (atP.Sign >= 0)
            {
                kept.Add(p);
            }

            if (atP.Sign * atQ.Sign < 0)
            {
                Rational t = atP / (atP - atQ);
                kept.Add((p.X + (t * (q.X - p.X)), p.Y + (t * (q.Y - p.Y))));
            }
        }

        return [.. kept];
    }

    private static ImmutableArray<Rational> Middle(PlaneRegion region)
        => [Sum(region.Corners.Select(static p => p.X)) / region.Corners.Length, Sum(region.Corners.Select(static p => p.Y)) / region.Corners.Length];

    private static Rational Sum(IEnumerable<Rational> values) => values.Aggregate(Rational.Zero, static (sum, value) => sum + value);

    private static AffineLayer Layer(Random random, int rows, int columns)
        => new(
            new DenseOperator(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (double)random.Next(-2, 3))]),
            [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(-1, 2))]);
}

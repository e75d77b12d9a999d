using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Slices;

/// <summary>Slices against the brute-force subdivision of the network composed with the plane.</summary>
public sealed class SliceTests
{
    [Fact]
    public void The_polygons_are_those_of_the_composed_network()
    {
        int walls = 0;
        Seeded.Check(100, random =>
        {
            (ReluNetwork network, PlaneSlice slice, ReluNetwork composed) = Next(random);
            List<SliceRegion> regions = [];
            SliceSummary summary = SliceEnumeration.Run(new SliceQuery { Network = network, Slice = slice }, regions.Add, CancellationToken.None);
            ImmutableArray<PlaneRegion> expected = PlaneSubdivision.Enumerate(composed, slice.Range);
            Assert.True(summary.Complete);
            Assert.Equal(expected.Select(static region => region.Pattern), regions.Select(static region => region.Pattern));
            foreach ((PlaneRegion oracle, SliceRegion region) in expected.Zip(regions))
            {
                Assert.Equal(oracle.Corners.Order(), region.Corners().Order());
                Assert.Equal(PlaneSubdivision.TwiceArea(oracle) / 2, region.Area());
                for (int k = 0; k < network.OutputDimension; k++)
                {
                    Assert.Equal((oracle.Matrix[k][0], oracle.Matrix[k][1], oracle.Bias[k]), region.OutputForm(k));
                }
            }

            Assert.Equal(
                expected.Select(static region => string.Join(' ', region.Matrix.SelectMany(static row => row).Concat(region.Bias))).Distinct(StringComparer.Ordinal).Count(), summary.DistinctMaps);
            walls += composed.HiddenLayers.Length > 0 && regions.Count > 1 ? 1 : 0;
        });
        Assert.True(walls > 50);
    }

    [Fact]
    public void Areas_add_up_corners_turn_left_and_the_complex_obeys_Euler()
        => Seeded.Check(80, static random =>
        {
            (ReluNetwork network, PlaneSlice slice, _) = Next(random);
            List<SliceRegion> regions = [];
            SliceSummary summary = SliceEnumeration.Run(new SliceQuery { Network = network, Slice = slice }, regions.Add, CancellationToken.None);
            Box range = slice.Range;
            Assert.Equal((range.Upper[0] - range.Lower[0]) * (range.Upper[1] - range.Lower[1]), Sum(regions.Select(static region => region.Area())));
            Rational lower = Sum(summary.Areas.Select(static area => area.Area.Lower)), upper = Sum(summary.Areas.Select(static area => area.Area.Upper));
            Rational whole = Sum(regions.Select(static region => region.Area()));
            Assert.True(lower <= whole && whole <= upper);
            HashSet<(Rational, Rational)> vertices = [.. regions.SelectMany(static region => region.Corners())];
            HashSet<string> edges = [];
            foreach (SliceRegion region in regions)
            {
                ImmutableArray<(Rational S, Rational T)> corners = region.Corners();
                for (int i = 0; i < corners.Length; i++)
                {
                    ((Rational S, Rational T) a, (Rational S, Rational T) b, (Rational S, Rational T) c) = (corners[i], corners[(i + 1) % corners.Length], corners[(i + 2) % corners.Length]);
                    Assert.True((((b.S - a.S) * (c.T - b.T)) - ((b.T - a.T) * (c.S - b.S))).Sign > 0, "the corners do not turn left");
                    edges.Add(string.Join(' ', new[] { $"{a}", $"{b}" }.Order(StringComparer.Ordinal)));
                }
            }

            Assert.Equal(1, vertices.Count - edges.Count + regions.Count);
        });

    [Fact]
    public void The_decision_parts_cover_the_region_and_win_inside()
    {
        int crossed = 0, tied = 0;
        Seeded.Check(80, random =>
        {
            (ReluNetwork network, PlaneSlice slice, _) = Next(random);
            SliceSummary summary = SliceEnumeration.Run(new SliceQuery { Network = network, Slice = slice }, Check, CancellationToken.None);
            crossed += (int)summary.CrossedByBoundary;
            tied += (int)summary.TiedRegions;

            void Check(SliceRegion region)
            {
                Rational area = Rational.Zero;
                foreach ((ImmutableArray<int> labels, ImmutableArray<(Rational S, Rational T)> corners) in region.DecisionParts())
                {
                    Rational count = corners.Length;
                    Rational s = Sum(corners.Select(static c => c.S)) / count, t = Sum(corners.Select(static c => c.T)) / count;
                    Assert.True(labels.SequenceEqual(Winners(network, slice, s, t)));
                    Assert.All(corners, corner => Assert.Superset(labels.ToHashSet(), Winners(network, slice, corner.S, corner.T).ToHashSet()));
                    area += Sum(corners.Select((c, i) => (c.S * corners[(i + 1) % corners.Length].T) - (corners[(i + 1) % corners.Length].S * c.T))) / 2;
                }

                Assert.Equal(region.Area(), area);
                foreach (((Rational S, Rational T) from, (Rational S, Rational T) to) in region.BoundarySegments())
                {
                    Assert.NotEqual(from, to);
                    foreach ((Rational s, Rational t) in new[] { from, to, ((from.S + to.S) / 2, (from.T + to.T) / 2) })
                    {
                        Assert.True(Winners(network, slice, s, t).Length > 1, "a piece of the boundary is not tied");
                    }
                }
            }
        });
        Assert.True(crossed > 100 && tied > 20, $"{crossed} regions were crossed, {tied} tied");
    }

    [Fact]
    public void The_boundary_of_a_trained_network_has_no_loose_ends_inside()
    {
        foreach ((string model, string range) in new[] { ("moons", "-1.5 2.5 -1 1.5"), ("xor", "-1 1 -1 1"), ("annulus", "-2 2 -2 2") })
        {
            ReluNetwork network = NetworkFile.Load(RepositoryRoot.Combine("models", model, model + ".onnx")).Network;
            Rational[] ends = [.. range.Split(' ').Select(Rational.Parse)];
            Box box = new([ends[0], ends[2]], [ends[1], ends[3]]);
            Dictionary<(Rational S, Rational T), int> degrees = [];
            SliceSummary summary = SliceEnumeration.Run(
                new SliceQuery { Network = network, Slice = PlaneSlice.OfInputs(box) },
                region =>
                {
                    foreach (((Rational, Rational) from, (Rational, Rational) to) in region.BoundarySegments())
                    {
                        degrees[from] = degrees.GetValueOrDefault(from) + 1;
                        degrees[to] = degrees.GetValueOrDefault(to) + 1;
                    }
                },
                CancellationToken.None);
            Assert.NotEmpty(degrees);
            Assert.All(degrees, end => Assert.True(
                end.Value >= 2 || end.Key.S == box.Lower[0] || end.Key.S == box.Upper[0] || end.Key.T == box.Lower[1] || end.Key.T == box.Upper[1], $"{model}: a loose end at {end.Key}"));
            System.Text.Json.JsonElement facts = System.Text.Json.JsonDocument.Parse(File.ReadAllText(RepositoryRoot.Combine("models", model, "facts.json"))).RootElement.GetProperty("regions_in_box");
            Assert.Equal(facts.GetProperty("regions").GetInt64(), summary.Regions);
            Assert.Equal(facts.GetProperty("facet_incidences_incl_box").GetInt64(), summary.CornerIncidences);
            Assert.Equal(facts.GetProperty("distinct_affine_maps").GetInt64(), summary.DistinctMaps);
            Assert.Equal(facts.GetProperty("cells_crossed_by_f0").GetInt64(), summary.CrossedByBoundary);
        }
    }

    [Fact]
    public void A_line_within_a_slice_meets_the_same_patterns()
        => Seeded.Check(60, static random =>
        {
            (ReluNetwork network, PlaneSlice slice, _) = Next(random);
            List<SliceRegion> regions = [];
            SliceEnumeration.Run(new SliceQuery { Network = network, Slice = slice }, regions.Add, CancellationToken.None);
            Box range = slice.Range;
            Polyline path = new([slice.PointAt(range.Lower[0], range.Lower[1] + new Rational(1, 97)), slice.PointAt(range.Upper[0], range.Upper[1] - new Rational(2, 89))]);
            LineAnswer line = LineWalker.Walk(new LineQuery { Network = network, Path = path }, CancellationToken.None);

            // In general position; a line inside a wall would see that neuron inactive.
            HashSet<ActivationPattern> patterns = [.. regions.Select(static region => region.Pattern)];
            Assert.All(line.Pieces, piece => Assert.Contains(piece.Pattern, patterns));
        });

    [Fact]
    public void A_plane_inside_a_wall_leaves_that_neuron_inactive()
    {
        // z vanishes on the plane z = 0; x does not.
        ReluNetwork network = ReluNetwork.FromLayers([
            new AffineLayer(new DenseOperator(2, 3, [0, 0, 1, 1, 0, 0]), [0, 0]), new AffineLayer(new DenseOperator(1, 2, [1, 1]), [0])]);
        List<SliceRegion> regions = [];
        PlaneSlice slice = new([0, 0, 0], [1, 0, 0], [0, 1, 0], Box.Cube(2, -1, 1));
        SliceSummary summary = SliceEnumeration.Run(new SliceQuery { Network = network, Slice = slice }, regions.Add, CancellationToken.None);
        Assert.Equal(["00", "01"], regions.Select(static region => region.Pattern.ToLayerStrings()[0]));
        Assert.Equal((1, 0), (summary.TiedRegions, summary.CrossedByBoundary));
        Assert.Equal(1, summary.BoundarySegments);
    }

    [Fact]
    public void Planes_that_are_none_are_refused_by_name()
    {
        Box range = Box.Cube(2, -1, 1);
        AssertRefused("u", "is zero", () => new PlaneSlice([0, 0], [0, 0], [0, 1], range));
        AssertRefused("v", "is zero", () => new PlaneSlice([0, 0], [0, 1], [0, 0], range));
        AssertRefused("v", "-2 times u", () => new PlaneSlice([0, 0], [1, 2], [-2, -4], range));
        AssertRefused("u", "has 3 numbers", () => new PlaneSlice([0, 0], [1, 2, 3], [-2, -4], range));
        AssertRefused("range", "expected two", () => new PlaneSlice([0, 0], [1, 2], [0, 1], new Box([0, 1], [1, 1])));
        AssertRefused("v", "parallel", () => PlaneSlice.Through([0, 0], [1, 1], [2, 2], range));
        ReluNetwork network = SmallNetworks.Next(new Random(1), 3, 1);
        AssertRefused("origin", "expected 3", () => SliceEnumeration.Run(new SliceQuery { Network = network, Slice = PlaneSlice.OfInputs(range) }, static _ => { }, CancellationToken.None));
    }

    [Fact]
    public void The_limit_on_regions_stops_at_the_first_ones()
    {
        ReluNetwork network = GoldenNetwork.Load("a_2_32x3_1").Network;
        List<SliceRegion> some = [];
        SliceQuery query = new() { Network = network, Slice = PlaneSlice.OfInputs(Box.Cube(2, -1, 1)), MaxRegions = 10 };
        SliceSummary summary = SliceEnumeration.Run(query, some.Add, CancellationToken.None);
        Assert.False(summary.Complete);
        Assert.Equal((10, 10), ((int)summary.Regions, some.Count));
    }

    /// <summary>A network with small weights, a plane of small integers in its input space, and the network of two inputs that it is there.</summary>
    internal static (ReluNetwork Network, PlaneSlice Slice, ReluNetwork Composed) Next(Random random)
    {
        int d = random.Next(2, 5);
        ReluNetwork network = SmallNetworks.Next(random, d, random.Next(1, 4));
        int[] origin = Vector(random, d), u = Vector(random, d), v = Vector(random, d);
        try
        {
            PlaneSlice slice = new(Exact(origin), Exact(u), Exact(v), new Box([new Rational(-3, 2), -1], [1, new Rational(4, 3)]));
            return (network, slice, ComposedNetwork.Of(network, origin, u, v));
        }
        catch (RegionQueryException)
        {
            return Next(random);
        }
    }

    private static int[] Vector(Random random, int d) => [.. Enumerable.Range(0, d).Select(_ => random.Next(-2, 3))];

    private static ImmutableArray<Rational> Exact(int[] vector) => [.. vector.Select(static x => (Rational)x)];

    private static Rational Sum(IEnumerable<Rational> values) => values.Aggregate(Rational.Zero, static (sum, x) => sum + x);

    private static ImmutableArray<int> Winners(ReluNetwork network, PlaneSlice slice, Rational s, Rational t)
    {
        ImmutableArray<Rational> outputs = ExactEvaluator.Evaluate(network, slice.PointAt(s, t));
        ImmutableArray<Rational> scores = outputs.Length == 1 ? [0, outputs[0]] : outputs;
        Rational largest = scores.Max();
        return [.. Enumerable.Range(0, scores.Length).Where(label => scores[label] == largest)];
    }

    private static void AssertRefused(string field, string words, Func<object> ask)
    {
        RegionQueryException refusal = Assert.Throws<RegionQueryException>(ask);
        Assert.Equal(field, refusal.Field);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }
}

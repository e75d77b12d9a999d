using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Networks.Tests;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Lines;

/// <summary>The pieces along a path against the network itself, evaluated exactly.</summary>
public sealed class LineWalkerTests
{
    [Fact]
    public void Pieces_are_maximal_intervals_of_one_pattern_and_one_affine_function()
        => Seeded.Check(300, static random =>
        {
            ReluNetwork network = Network(random);
            LineAnswer answer = LineWalker.Walk(Ask(random, network), CancellationToken.None);
            AssertRight(network, answer);
        });

    [Fact]
    public void Without_exact_numbers_the_pieces_are_the_same_and_the_breakpoints_enclosed()
    {
        int enclosed = 0;
        Seeded.Check(150, random =>
        {
            ReluNetwork network = Network(random);
            LineQuery query = Ask(random, network);
            LineAnswer exact = LineWalker.Walk(query, CancellationToken.None), fast = LineWalker.Walk(query with { Exact = false }, CancellationToken.None);
            Assert.Equal(exact.Pieces.Select(static piece => (piece.Segment, piece.Pattern)), fast.Pieces.Select(static piece => (piece.Segment, piece.Pattern)));
            foreach ((LinePiece known, LinePiece piece) in exact.Pieces.Zip(fast.Pieces))
            {
                Assert.True(Rational.FromDouble(piece.From.Lower) <= known.From.Value && known.From.Value <= Rational.FromDouble(piece.From.Upper));
                Assert.True(Rational.FromDouble(piece.To.Lower) <= known.To.Value && known.To.Value <= Rational.FromDouble(piece.To.Upper));
                Assert.True(piece.To.Exact is null || piece.To.Exact == known.To.Value);
                Assert.Empty(piece.Outputs);
                enclosed += piece.To.Exact is null ? 1 : 0;
            }
        });
        Assert.True(enclosed > 100, "hardly any breakpoint was decided in doubles");
    }

    [Fact]
    public void The_regions_at_the_middle_of_a_piece_agree_with_its_pattern()
        => Seeded.Check(60, static random =>
        {
            ReluNetwork network = SmallNetworks.Next(random, random.Next(1, 4), 1);
            LineAnswer answer = LineWalker.Walk(Ask(random, network), CancellationToken.None);
            foreach (LinePiece piece in answer.Pieces)
            {
                RegionQuery query = new() { Network = network, NetworkSha256 = "", Point = At(answer, piece, new Rational(1, 2)), Solver = new DenseSimplex() };
                PointPatterns located = PointLocator.LocatePatterns(query, CancellationToken.None);
                foreach ((string signs, string phases) in located.Signs.Zip(piece.Pattern.ToLayerStrings()))
                {
                    Assert.Equal(signs.Replace('*', '0'), phases);
                }

                Assert.Contains(located.Patterns, pattern => located.Signs.Any(static s => s.Contains('*', StringComparison.Ordinal)) || pattern.Equals(piece.Pattern));
            }
        });

    [Fact]
    public void A_path_that_comes_back_meets_the_same_patterns_in_reverse()
        => Seeded.Check(60, static random =>
        {
            ReluNetwork network = SmallNetworks.Next(random, 2, 2);
            ImmutableArray<Rational> a = [.. SmallNetworks.Point(random, 2)], b = [.. SmallNetworks.Point(random, 2).Select(static x => x + new Rational(1, 7))];
            LineAnswer answer = LineWalker.Walk(new LineQuery { Network = network, Path = new Polyline([a, b, a]) }, CancellationToken.None);
            ActivationPattern[] patterns = [.. answer.Pieces.Select(static piece => piece.Pattern)];
            Assert.Equal(patterns, patterns.Reverse());
            Assert.Equal(patterns.Length / 2, answer.DistinctPatterns);
            Assert.Equal(patterns.Length - 2, answer.Breakpoints.Count());
        });

    [Fact]
    public void Several_neurons_at_one_breakpoint_cut_once_and_are_all_named()
    {
        // x, −x, 2x and a copy of x all vanish at 0; x − 1/3 does not.
        ReluNetwork network = ReluNetwork.FromLayers([
            new AffineLayer(new DenseOperator(5, 1, [1, -1, 2, 1, 3]), [0, 0, 0, 0, -1]),
            new AffineLayer(new DenseOperator(1, 5, [1, 1, 1, 1, 1]), [0])]);
        LineAnswer answer = LineWalker.Walk(new LineQuery { Network = network, Path = new Polyline([[-1], [1]]) }, CancellationToken.None);
        Assert.Equal([new Rational(1, 2), new Rational(2, 3)], answer.Pieces.Skip(1).Select(static piece => piece.From.Value));
        Assert.Equal([(0, 0), (0, 1), (0, 2), (0, 3)], answer.SwitchedAt(1));
        Assert.Equal([(0, 4)], answer.SwitchedAt(2));
    }

    [Fact]
    public void A_neuron_whose_wall_contains_the_segment_is_inactive()
    {
        // x − y vanishes along the diagonal.
        ReluNetwork network = ReluNetwork.FromLayers([
            new AffineLayer(new DenseOperator(2, 2, [1, -1, 1, 1]), [0, -1]), new AffineLayer(new DenseOperator(1, 2, [5, 1]), [0])]);
        LineAnswer answer = LineWalker.Walk(new LineQuery { Network = network, Path = new Polyline([[0, 0], [1, 1]]) }, CancellationToken.None);
        Assert.Equal(["00", "01"], answer.Pieces.Select(static piece => piece.Pattern.ToLayerStrings()[0]));
        Assert.Equal(new ParameterForm(2, -1), answer.Pieces[1].Outputs[0]);
    }

    [Fact]
    public void The_limit_on_pieces_stops_the_walk_and_says_so()
    {
        ReluNetwork network = GoldenNetwork.Load("g_zigzag_2d_k3").Network;
        LineQuery query = new() { Network = network, Path = new Polyline([[0, 0], [1, new Rational(1, 3)]]) };
        LineAnswer all = LineWalker.Walk(query, CancellationToken.None), some = LineWalker.Walk(query with { MaxPieces = 3 }, CancellationToken.None);
        Assert.True(all.Complete && all.Pieces.Length > 3);
        Assert.False(some.Complete);
        Assert.Equal(all.Pieces.Take(3).Select(static piece => piece.Pattern), some.Pieces.Select(static piece => piece.Pattern));
        Assert.Throws<ArgumentException>(() => LineMeasures.Of(some));
    }

    [Fact]
    public void Paths_that_make_no_sense_are_refused_by_name()
    {
        ReluNetwork network = SmallNetworks.Next(new Random(1), 2, 1);
        Assert.Contains("at least two", Assert.Throws<RegionQueryException>(() => new Polyline([[0, 0]])).Message, StringComparison.Ordinal);
        Assert.Contains("point 1 of the path equals point 0", Assert.Throws<RegionQueryException>(() => new Polyline([[0, 0], [0, 0]])).Message, StringComparison.Ordinal);
        Assert.Contains("point 1 of the path has 3 numbers", Assert.Throws<RegionQueryException>(() => new Polyline([[0, 0], [0, 0, 1]])).Message, StringComparison.Ordinal);
        LineQuery three = new() { Network = network, Path = new Polyline([[0, 0, 0], [0, 0, 1]]) };
        Assert.Contains("expected 2", Assert.Throws<RegionQueryException>(() => LineWalker.Walk(three, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    internal static ReluNetwork Network(Random random)
        => random.Next(2) == 0 ? RandomNetworks.Next(random) : SmallNetworks.Next(random, random.Next(1, 4), random.Next(1, 4));

    internal static LineQuery Ask(Random random, ReluNetwork network)
    {
        List<ImmutableArray<Rational>> points = [];
        int count = random.Next(2, 4);
        while (points.Count < count)
        {
            ImmutableArray<Rational> point = [.. random.Next(2) == 0 ? SmallNetworks.Point(random, network.InputDimension) : RandomNetworks.Point(random, network.InputDimension)];
            if (points.Count == 0 || !points[^1].SequenceEqual(point))
            {
                points.Add(point);
            }
        }

        return new LineQuery { Network = network, Path = new Polyline([.. points]) };
    }

    internal static ImmutableArray<Rational> At(LineAnswer answer, LinePiece piece, Rational part)
        => answer.Path.PointAt(piece.Segment, piece.From.Value + (part * (piece.To.Value - piece.From.Value)));

    private static void AssertRight(ReluNetwork network, LineAnswer answer)
    {
        Assert.True(answer.Complete);
        for (int i = 0; i < answer.Pieces.Length; i++)
        {
            LinePiece piece = answer.Pieces[i];
            bool first = i == 0 || answer.Pieces[i - 1].Segment != piece.Segment;
            Assert.Equal(first ? Rational.Zero : answer.Pieces[i - 1].To.Value, piece.From.Value);
            Assert.True(piece.From.Value < piece.To.Value);
            Assert.False(!first && piece.Pattern.Equals(answer.Pieces[i - 1].Pattern), "two neighboring pieces of a segment have one pattern");
            foreach (Rational part in new[] { new Rational(1, 1000), new Rational(1, 2), new Rational(999, 1000) })
            {
                ExactEvaluation at = ExactEvaluator.Trace(network, At(answer, piece, part));
                Assert.Equal(at.Pattern, piece.Pattern);
                Rational t = piece.From.Value + (part * (piece.To.Value - piece.From.Value));
                Assert.Equal(at.Output, piece.Outputs.Select(form => form.At(t)));
            }

            Assert.Equal(ExactEvaluator.Evaluate(network, At(answer, piece, 1)), piece.Outputs.Select(form => form.At(piece.To.Value)));
        }

        Assert.Equal(Rational.One, answer.Pieces[^1].To.Value);
        Assert.Equal(answer.Path.SegmentCount - 1, answer.Pieces[^1].Segment);
    }
}

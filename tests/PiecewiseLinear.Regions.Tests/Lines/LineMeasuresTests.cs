using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Regions.Tests.Lines;

/// <summary>Decisions, measures and attributions along a path.</summary>
public sealed class LineMeasuresTests
{
    [Fact]
    public void Integrated_gradients_add_up_and_are_the_sum_over_the_pieces()
        => Seeded.Check(120, static random =>
        {
            ReluNetwork network = LineWalkerTests.Network(random);
            LineAnswer answer = LineWalker.Walk(LineWalkerTests.Ask(random, network), CancellationToken.None);
            int output = random.Next(network.OutputDimension);
            IntegratedGradients gradients = IntegratedGradients.Along(network, answer, output, CancellationToken.None);
            Rational[] direct = new Rational[network.InputDimension];
            foreach (LinePiece piece in answer.Pieces)
            {
                LayerForms forms = ExactForms.Along(network, piece.Pattern).Output;
                Rational[] direction = answer.Path.Direction(piece.Segment);
                for (int j = 0; j < direct.Length; j++)
                {
                    direct[j] += (piece.To.Value - piece.From.Value) * forms.Coefficient(output, j) * direction[j];
                }
            }

            Assert.Equal(direct, Enumerable.Range(0, gradients.Count).Select(j => gradients[j]));
            Assert.Equal(direct.Select(static x => x.ToDoubleApproximate()), gradients.ToDoublesApproximate());
            Assert.Equal(gradients.Difference, direct.Aggregate(Rational.Zero, static (sum, x) => sum + x));
        });

    [Fact]
    public void Decisions_lead_between_their_ends_and_tie_exactly_at_them()
    {
        int changes = 0;
        Seeded.Check(200, random =>
        {
            ReluNetwork network = SmallNetworks.Next(random, random.Next(1, 4), random.Next(1, 4));
            LineAnswer answer = LineWalker.Walk(LineWalkerTests.Ask(random, network), CancellationToken.None);
            LineDecisions decisions = LineDecisions.Of(answer);
            Assert.Equal(new LinePlace(0, 0), decisions.Spans[0].From);
            Assert.Equal(new LinePlace(answer.Path.SegmentCount - 1, 1), decisions.Spans[^1].To);
            for (int i = 1; i < decisions.Spans.Length; i++)
            {
                DecisionSpan before = decisions.Spans[i - 1], after = decisions.Spans[i];
                Assert.True(Point(answer, before.To).SequenceEqual(Point(answer, after.From)));
                Assert.False(before.Labels.SequenceEqual(after.Labels));
                Assert.Superset(before.Labels.Union(after.Labels).ToHashSet(), Maximizers(network, Point(answer, after.From)).ToHashSet());
            }

            changes += decisions.Spans.Length - 1;
            foreach (DecisionSpan span in decisions.Spans)
            {
                AssertLeads(network, answer, decisions, span);
            }
        });
        Assert.True(changes > 50, $"only {changes} changes of decision were met");
    }

    [Fact]
    public void A_tie_at_one_point_between_equal_decisions_is_a_touch()
    {
        // |x| touches 0 at 0; relu(x) is 0 on a whole half.
        ReluNetwork tent = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(2, 1, [1, -1]), [0, 0]), new AffineLayer(new DenseOperator(1, 2, [1, 1]), [0])]);
        LineDecisions touching = LineDecisions.Of(LineWalker.Walk(new LineQuery { Network = tent, Path = new Polyline([[-1], [3]]) }, CancellationToken.None));
        Assert.Equal(new LinePlace(0, new Rational(1, 4)), Assert.Single(touching.Touches));
        Assert.Equal(1, Assert.Single(Assert.Single(touching.Spans).Labels));

        ReluNetwork ramp = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 1, [1]), [0]), new AffineLayer(new DenseOperator(1, 1, [1]), [0])]);
        LineDecisions tied = LineDecisions.Of(LineWalker.Walk(new LineQuery { Network = ramp, Path = new Polyline([[-1], [3]]) }, CancellationToken.None));
        Assert.Empty(tied.Touches);
        Assert.Equal(["0 1", "1"], tied.Spans.Select(static span => string.Join(' ', span.Labels)));
    }

    [Fact]
    public void The_measures_of_a_tent_are_known()
    {
        // |x| on the segment from (−3, −4) to (3, 4), of length 10: t ↦ |6t − 3|.
        ReluNetwork network = ReluNetwork.FromLayers([
            new AffineLayer(new DenseOperator(2, 2, [1, 0, -1, 0]), [0, 0]), new AffineLayer(new DenseOperator(1, 2, [1, 1]), [0])]);
        LineAnswer answer = LineWalker.Walk(new LineQuery { Network = network, Path = new Polyline([[-3, -4], [3, 4]]) }, CancellationToken.None);
        LineMeasures measures = LineMeasures.Of(answer);
        Assert.Equal(1, measures.Breakpoints);
        Assert.Equal(new RationalInterval(10, 10), measures.Length);
        Assert.Equal(new RationalInterval(new Rational(1, 10), new Rational(1, 10)), measures.Density);
        Assert.Equal(12, measures.Segments[0].SlopeChange[0]);
        Assert.Equal(new Rational(6, 5), measures.SlopeChange[0].Lower);
        Assert.Equal(new Rational(3, 2), measures.Segments[0].Deviation[0]);
    }

    [Fact]
    public void Deviation_and_slope_change_agree_with_fine_sums()
        => Seeded.Check(40, static random =>
        {
            ReluNetwork network = SmallNetworks.Next(random, 2, 1);
            LineAnswer answer = LineWalker.Walk(LineWalkerTests.Ask(random, network), CancellationToken.None);
            LineMeasures measures = LineMeasures.Of(answer);
            for (int segment = 0; segment < answer.Path.SegmentCount; segment++)
            {
                const int steps = 2000;
                double[] values = [.. Enumerable.Range(0, steps + 1).Select(i =>
                    DoubleEvaluator.Evaluate(network, answer.Path.PointAt(segment, new Rational(i, steps))).Output.Values[0])];
                double mean = Enumerable.Range(0, steps + 1).Average(i => Math.Abs(values[i] - values[0] - ((values[^1] - values[0]) * i / steps)));
                double scale = values.Max() - values.Min() + 1;
                Assert.True(Math.Abs(mean - measures.Segments[segment].Deviation[0].ToDoubleApproximate()) < 0.01 * scale);
                double turns = Enumerable.Range(1, steps - 1).Sum(i => Math.Abs(values[i + 1] - (2 * values[i]) + values[i - 1])) * steps;
                double total = measures.Segments[segment].SlopeChange[0].ToDoubleApproximate();
                Assert.True(turns <= total + (1e-6 * steps * scale), "the fine sum of turns is above the total change of slope");
            }

            Assert.True(measures.Length.Lower * measures.Length.Lower <= measures.Length.Upper * measures.Length.Upper);
            Assert.True(answer.Path.SegmentCount > 1
                || (measures.Length.Lower * measures.Length.Lower <= measures.Segments[0].SquaredLength && measures.Segments[0].SquaredLength <= measures.Length.Upper * measures.Length.Upper));
        });

    [Fact]
    public void A_line_between_two_digits_is_answered_for_every_model_of_digits()
    {
        foreach (string model in new[] { "digits", "digits-conv", "digits-residual" })
        {
            ReluNetwork network = NetworkFile.Load(RepositoryRoot.Combine("models", model, model + ".onnx")).Network;
            ImmutableArray<Rational> from = Digit(model, 0), to = Digit(model, 1);
            LineAnswer answer = LineWalker.Walk(new LineQuery { Network = network, Path = new Polyline([from, to]) }, CancellationToken.None);
            LineDecisions decisions = LineDecisions.Of(answer);
            Assert.Equal(0, Assert.Single(decisions.Spans[0].Labels));
            Assert.Equal(1, Assert.Single(decisions.Spans[^1].Labels));
            IntegratedGradients gradients = IntegratedGradients.Along(network, answer, 1, CancellationToken.None);
            Assert.Equal(answer.Pieces[^1].Outputs[1].At(1) - answer.Pieces[0].Outputs[1].At(0), gradients.Difference);
        }
    }

    private static ImmutableArray<Rational> Digit(string model, int digit)
        => [.. File.ReadAllText(RepositoryRoot.Combine("models", model, "samples", $"digit-{digit}.txt")).Split([' ', ',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Rational.Parse)];

    private static void AssertLeads(ReluNetwork network, LineAnswer answer, LineDecisions decisions, DecisionSpan span)
    {
        foreach (LinePiece piece in answer.Pieces)
        {
            Rational from = Before(span.From, piece.Segment, piece.From.Value) ? piece.From.Value : span.From.Parameter;
            Rational to = Before(new LinePlace(piece.Segment, piece.To.Value), span.To.Segment, span.To.Parameter) ? piece.To.Value : span.To.Parameter;
            if (Before(new LinePlace(piece.Segment, piece.To.Value), span.From.Segment, span.From.Parameter) || Before(span.To, piece.Segment, piece.From.Value) || from >= to)
            {
                continue;
            }

            Assert.True(span.Labels.SequenceEqual(Maximizers(network, answer.Path.PointAt(piece.Segment, (from + to) / 2))));
            LinePlace end = new(piece.Segment, to);
            bool inside = Before(end, span.To.Segment, span.To.Parameter) && end != span.To;
            Assert.Equal(inside && !Maximizers(network, Point(answer, end)).SequenceEqual(span.Labels), inside && decisions.Touches.Any(touch => Point(answer, touch).SequenceEqual(Point(answer, end))));
        }
    }

    /// <summary>Whether a place is at or before another.</summary>
    private static bool Before(LinePlace place, int segment, Rational t) => place.Segment < segment || (place.Segment == segment && place.Parameter <= t);

    private static ImmutableArray<Rational> Point(LineAnswer answer, LinePlace place) => answer.Path.PointAt(place.Segment, place.Parameter);

    private static ImmutableArray<int> Maximizers(ReluNetwork network, ImmutableArray<Rational> point)
    {
        ImmutableArray<Rational> outputs = ExactEvaluator.Evaluate(network, point);
        ImmutableArray<Rational> scores = outputs.Length == 1 ? [0, outputs[0]] : outputs;
        Rational largest = scores.Max();
        return [.. Enumerable.Range(0, scores.Length).Where(label => scores[label] == largest)];
    }
}

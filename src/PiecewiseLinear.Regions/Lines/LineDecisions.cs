using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>A place on a path.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Parameter">The parameter t in [0, 1].</param>
public readonly record struct LinePlace(int Segment, Rational Parameter);

/// <summary>A maximal open stretch of a path with one decision.</summary>
/// <param name="From">Where it starts.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Labels">The labels with the largest output on all of it, ascending: one, or several where they are tied throughout.</param>
public sealed record DecisionSpan(LinePlace From, LinePlace To, ImmutableArray<int> Labels);

/// <summary>
/// The decision of a network along a path: the label with the largest output; of a single output, 1 where it is positive and 0 where it is negative (both where it is zero).
/// All places are exact.
/// </summary>
/// <param name="Spans">The spans in order; the decision changes where one ends and the next begins.</param>
/// <param name="Touches">The places inside a span where another label ties at that point alone.</param>
public sealed record LineDecisions(ImmutableArray<DecisionSpan> Spans, ImmutableArray<LinePlace> Touches)
{
    /// <summary>The decisions along an answer with exact outputs. Complexity: O(outputs) rationals a piece and a change of decision.</summary>
    /// <exception cref="ArgumentException">The answer has no exact outputs.</exception>
    public static LineDecisions Of(LineAnswer answer)
    {
        List<DecisionSpan> spans = [];
        List<LinePlace> touches = [];
        foreach (LinePiece piece in answer.Pieces)
        {
            ImmutableArray<ParameterForm> scores = Scores(piece);
            Rational from = piece.From.Value, to = piece.To.Value;
            while (from < to)
            {
                (ImmutableArray<int> labels, Rational next) = Leaders(scores, from, to);
                DecisionSpan span = new(new LinePlace(piece.Segment, from), new LinePlace(piece.Segment, next), labels);
                if (spans.Count > 0 && spans[^1].Labels.SequenceEqual(labels))
                {
                    if (Maximizers(scores, from).Length > labels.Length)
                    {
                        touches.Add(span.From);
                    }

                    spans[^1] = spans[^1] with { To = span.To };
                }
                else
                {
                    spans.Add(span);
                }

                from = next;
            }
        }

        return new LineDecisions([.. spans], [.. touches]);
    }

    /// <summary>One score a label: the outputs, or 0 and the output where there is only one.</summary>
    private static ImmutableArray<ParameterForm> Scores(LinePiece piece)
        => piece.Outputs.Length switch
        {
            0 => throw new ArgumentException("decisions along a line need exact outputs; ask with LineQuery.Exact", nameof(piece)),
            1 => [default, piece.Outputs[0]],
            _ => piece.Outputs,
        };

    /// <summary>The labels that lead just after <paramref name="from"/>, and where the next one overtakes them.</summary>
    private static (ImmutableArray<int> Labels, Rational Next) Leaders(ImmutableArray<ParameterForm> scores, Rational from, Rational to)
    {
        ImmutableArray<int> tied = Maximizers(scores, from);
        Rational slope = tied.Select(label => scores[label].Slope).Max();
        ImmutableArray<int> leaders = [.. tied.Where(label => scores[label].Slope == slope)];
        ParameterForm leader = scores[leaders[0]];
        Rational next = to;
        foreach (ParameterForm score in scores)
        {
            if (score.Slope > slope)
            {
                Rational crossing = (leader.Constant - score.Constant) / (score.Slope - slope);
                next = Rational.Min(next, crossing);
            }
        }

        return (leaders, next);
    }

    private static ImmutableArray<int> Maximizers(ImmutableArray<ParameterForm> scores, Rational t)
    {
        Rational[] values = [.. scores.Select(score => score.At(t))];
        Rational largest = values.Max();
        return [.. Enumerable.Range(0, values.Length).Where(label => values[label] == largest)];
    }
}

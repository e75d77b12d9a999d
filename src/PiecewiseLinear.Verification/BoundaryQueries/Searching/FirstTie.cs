using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>Ties of the decision on a segment, exact: from a point to one with another decision there is one.</summary>
internal static class FirstTie
{
    /// <summary>The first point of the segment whose outputs reach a goal's case; null where none of the places at which the decision changes does.</summary>
    public static ImmutableArray<Rational>? On(QueryFrame frame, ImmutableArray<Rational> from, ImmutableArray<Rational> to, CancellationToken cancellationToken)
    {
        if (from.SequenceEqual(to))
        {
            return null;
        }

        LineDecisions decisions = LineDecisions.Of(LineWalker.Walk(new LineQuery { Network = frame.Query.Network, Path = new Polyline([from, to]) }, cancellationToken));
        IEnumerable<Rational> places = decisions.Spans.SelectMany(static span => new[] { span.From.Parameter, span.To.Parameter }).Concat(decisions.Touches.Select(static touch => touch.Parameter));
        foreach (Rational t in places.Distinct().Order())
        {
            ImmutableArray<Rational> point = [.. from.Zip(to, (a, b) => a + (t * (b - a)))];
            ImmutableArray<Rational> outputs = Networks.ExactEvaluator.Evaluate(frame.Query.Network, point);
            if (frame.Cases.Any(goal => goal.Holds(outputs)))
            {
                return point;
            }
        }

        return null;
    }
}

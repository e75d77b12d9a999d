using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>What an exact answer must satisfy, by enumeration.</summary>
internal static class AnswerLaws
{
    /// <summary>Half the side of the box that stands for all of R^d in the enumeration.</summary>
    private const int Wide = 64;

    public static void Hold(RadiusQuery query, RadiusAnswer answer)
    {
        Assert.Null(answer.Incomplete);
        Assert.True(answer.IsExact);
        ImmutableArray<Rational> output = ExactEvaluator.Evaluate(query.Network, query.Point);
        if (query.Goal == RadiusGoal.Beaten && Enumerable.Range(0, Math.Max(2, output.Length)).Any(j => j != answer.Label && Margin(output, answer.Label, j).Sign <= 0))
        {
            Assert.True(answer.Upper!.Value.IsZero);
            Assert.Equal(query.Point, answer.Nearest!.Value);
            return;
        }

        if (answer.Nearest is { } nearest)
        {
            ImmutableArray<Rational> there = ExactEvaluator.Evaluate(query.Network, nearest);
            int sign = Margin(there, answer.Label, answer.Other!.Value).Sign;
            Assert.True(query.Goal == RadiusGoal.Boundary ? sign == 0 : sign <= 0);
            Assert.True(query.Goal == RadiusGoal.Beaten || there.Length == 1 || there[answer.Other!.Value] == there.Max());
            Assert.True(!(nearest.Where((x, j) => x != query.Point[j]).Count() > query.MaxChanged));
            Assert.True(query.Target is null || query.Target == answer.Other);
            Assert.True(query.Box is null || query.Box.Contains(nearest.AsSpan()));
            Assert.Equal(answer.Upper!.Value, ExactDistance.OfVector(query.Norm, [.. nearest.Zip(query.Point, static (x, p) => x - p)]));
        }

        Box box = query.Box ?? new Box([.. query.Point.Select(static x => x - Wide)], [.. query.Point.Select(static x => x + Wide)]);
        ExactDistance? expected = RadiusOracle.Distance(query, box, answer.Label);
        if (query.Box is not null || answer.None || answer.Upper <= ExactDistance.OfRadius(query.Norm, Wide))
        {
            Assert.Equal(expected, answer.Upper);
        }
        else
        {
            Assert.True(expected is null || expected >= answer.Upper);
        }
    }

    private static Rational Margin(ImmutableArray<Rational> output, int label, int rival)
        => output.Length == 1 ? (label == 1 ? output[0] : -output[0]) : output[label] - output[rival];
}

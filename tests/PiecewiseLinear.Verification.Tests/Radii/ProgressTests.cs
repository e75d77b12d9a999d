using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.Clocks;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>What is told of a radius while the search runs is proved, and gets no worse.</summary>
public static class ProgressTests
{
    private static readonly TimeSpan s_aWhile = TimeSpan.FromSeconds(1);

    [Fact]
    public static void A_search_in_a_smaller_ball_tells_of_no_more_than_its_radius()
    {
        (List<ExactDistance> told, SearchLimits limits, JumpingClock clock) = Watched();
        using (limits)
        {
            Tell(limits, clock, least: 0.5, radius: null);
            Tell(limits, clock, least: double.PositiveInfinity, radius: 2);
            Tell(limits, clock, least: 2.5, radius: 2);
        }

        Assert.Equal([new Rational(1, 2), 2, 2], told.Select(static lower => lower.Power));
    }

    [Fact]
    public static void Bounds_get_no_worse_from_ball_to_ball()
    {
        (List<ExactDistance> told, SearchLimits limits, JumpingClock clock) = Watched();
        using (limits)
        {
            Tell(limits, clock, least: 1.5, radius: null);
            Tell(limits, clock, least: 0, radius: 2);
            Tell(limits, clock, least: 7, radius: null);
        }

        Assert.Equal([new Rational(3, 2), new Rational(3, 2), 3], told.Select(static lower => lower.Power));
    }

    private static void Tell(SearchLimits limits, JumpingClock clock, double least, int? radius)
    {
        using IDisposable? watch = limits.Watch(() => least, radius is { } r ? ExactDistance.OfRadius(VectorNorm.LInf, r) : null);
        clock.Advance(s_aWhile);
    }

    /// <summary>The limits of the question where x leaves x &lt; 3, asked at 0, when the point 3 is known.</summary>
    private static (List<ExactDistance> Told, SearchLimits Limits, JumpingClock Clock) Watched()
    {
        JumpingClock clock = new();
        RadiusQuery query = new()
        {
            Network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 1, [-1d]), [3d])]),
            Point = [0],
            Norm = VectorNorm.LInf,
            Time = clock,
        };
        Incumbent incumbent = new(new DecisionProblem(query));
        Assert.True(incumbent.Offer([3], CancellationToken.None));
        List<ExactDistance> told = [];
        return (told, new SearchLimits(query, incumbent, new Listener(told), CancellationToken.None), clock);
    }

    private sealed class Listener(List<ExactDistance> told) : IProgress<RadiusProgress>
    {
        public void Report(RadiusProgress value) => told.Add(value.Lower);
    }
}

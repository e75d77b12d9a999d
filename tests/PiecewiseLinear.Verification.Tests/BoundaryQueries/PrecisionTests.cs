using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>The enclosure of a smallest distance that is not closed exactly is as narrow as was asked for, whatever the unit of the inputs.</summary>
public sealed class PrecisionTests
{
    private static readonly Z3Solver s_solver = new();

    /// <summary>Across x = 0 from the point 0, where the user's own condition allows 3 units and more.</summary>
    [Theory]
    [InlineData(0, BoundaryObjective.LInf)]
    [InlineData(-40, BoundaryObjective.LInf)]
    [InlineData(-40, BoundaryObjective.L2)]
    [InlineData(40, BoundaryObjective.L1)]
    public void The_unit_of_the_inputs_does_not_matter(int exponent, BoundaryObjective objective)
    {
        Rational unit = Rational.FromDouble(Math.ScaleB(1d, exponent));
        BoundaryQuery query = Across(unit) with
        {
            Minimize = objective,
            Constraints = ConstraintScript.Parse($"(assert (>= X_0 (/ {(3 * unit).Numerator} {(3 * unit).Denominator})))", "c.smt2", 1, 1),
        };
        MinimumEnclosure found = BoundaryEngine.Find(query, progress: null, CancellationToken.None).Minimum!;
        Rational least = objective == BoundaryObjective.L2 ? 9 * unit * unit : 3 * unit;
        Assert.True(found.Lower <= least && least <= found.Upper, $"{found}, expected {least}");
        Assert.True(found.Upper - found.Lower <= found.Upper * query.Options.Precision, $"{found} is wide");
    }

    /// <summary>Where the infimum of an open goal is 0, no lower end above that is ever proved: a point as near as was asked for, measured by the first one, ends the search.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-40)]
    public void An_infimum_of_zero_ends_the_search(int exponent)
    {
        BoundaryQuery query = Across(Rational.FromDouble(Math.ScaleB(1d, exponent))) with { Minimize = BoundaryObjective.LInf };
        BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, CancellationToken.None);
        Assert.Equal((BoundaryStatus.Found, Rational.Zero), (answer.Status, answer.Minimum!.Lower));
        Assert.True(answer.Minimum.Upper <= query.Options.Precision * query.Box!.Upper[0], $"{answer.Minimum}");
        Assert.StartsWith("nothing attains the infimum", answer.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-300)]
    [InlineData(300)]
    public void The_interval_around_an_l2_ball_is_hardly_longer_than_the_ball(int exponent)
    {
        Random random = new(1);
        for (int k = 0; k < 100; k++)
        {
            Rational square = Rational.FromDouble(Math.ScaleB(random.NextDouble(), exponent)) / 3;
            Rational above = new ChangeBall(VectorNorm.L2, new ExactDistance(VectorNorm.L2, square), IsOpen: false).RadiusAbove;
            Assert.True(square <= above * above && above * above <= square * (1 + new Rational(1, 1 << 28)), $"{square.ToDoubleApproximate()}: {above.ToDoubleApproximate()}");
        }
    }

    /// <summary>f = x at the point 0, which ties, in a box of 1,000 units.</summary>
    private static BoundaryQuery Across(Rational unit) => new()
    {
        Network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(1, 1, [1d]), [0d])]),
        Point = [0],
        Label = 0,
        Goal = BoundaryGoal.Across,
        Box = Box.Cube(1, -1000 * unit, 1000 * unit),
        Solver = s_solver,
    };
}

using System.Diagnostics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>Time, cancellation and questions that do not fit.</summary>
public sealed class LimitTests
{
    private static readonly Z3Solver s_solver = new();

    /// <summary>Forty dense inputs, a condition that only the solver sees, and no ball: more than Z3 finishes.</summary>
    private static BoundaryQuery Hard()
    {
        Random random = new(5);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)(float)(random.NextDouble() - 0.5))];
        ReluNetwork network = ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(60, 40, [.. Numbers(2400)]), [.. Numbers(60)]),
            new AffineLayer(new DenseOperator(60, 60, [.. Numbers(3600)]), [.. Numbers(60)]),
            new AffineLayer(new DenseOperator(3, 60, [.. Numbers(180)]), [.. Numbers(3)]),
        ]);
        return new BoundaryQuery
        {
            Network = network,
            Point = [.. Enumerable.Repeat(new Rational(1, 2), 40)],
            Box = Box.Cube(40, 0, 1),
            Solver = s_solver,
            Constraints = ConstraintScript.Parse("(assert (= (+ X_0 X_1) (* 2 X_2)))(assert (distinct X_0 X_1))(assert (= Y_0 (+ Y_1 100)))", "c.smt2", 40, 3),
        };
    }

    [Fact]
    public void What_the_solver_cannot_finish_is_unknown_with_the_reason()
    {
        BoundaryAnswer answer = BoundaryEngine.Find(Hard() with { Options = new BoundaryOptions { Time = TimeSpan.FromSeconds(2) } }, progress: null, CancellationToken.None);
        Assert.Equal(BoundaryStatus.Unknown, answer.Status);
        Assert.Contains("2 s", answer.Reason, StringComparison.Ordinal);
        Assert.Null(answer.Point);
    }

    [Fact]
    public void Cancellation_ends_a_search_soon()
    {
        using CancellationTokenSource source = new();
        source.CancelAfter(TimeSpan.FromMilliseconds(1500));
        long started = Stopwatch.GetTimestamp();
        BoundaryAnswer answer = BoundaryEngine.Find(Hard(), progress: null, source.Token);
        Assert.Equal((BoundaryStatus.Unknown, "it was cancelled"), (answer.Status, answer.Reason?.Split(" (")[0]));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.4, 8); // 0.25 s after the token on a free machine; machines of tests are not
    }

    [Fact]
    public void Questions_that_do_not_fit_name_the_field()
    {
        BoundaryQuery query = Hard() with { Constraints = null };
        Assert.Equal("point", FieldOf(query with { Point = [0] }));
        Assert.Equal("box", FieldOf(query with { Box = Box.Cube(2, 0, 1) }));
        Assert.Equal("ball", FieldOf(query with { Ball = new NormBall(VectorNorm.L1, -1) }));
        Assert.Equal("label", FieldOf(query with { Label = 3 }));
        Assert.Equal("target", FieldOf(query with { Target = -1 }));
        Assert.Equal("target", FieldOf(query with { Label = 1, Target = 1 }));
        Assert.Equal("integers", FieldOf(query with { Integers = [40] }));
        Assert.Equal("categories", FieldOf(query with { Categories = [new InputCategory(41, [1])] }));
        Assert.Equal("categories", FieldOf(query with { Categories = [new InputCategory(1, [])] }));
        Assert.Equal("one_hot", FieldOf(query with { OneHot = [[1, 1]] }));
        Assert.Equal("max_changed", FieldOf(query with { MaxChanged = -1 }));
        Assert.Equal("memory", FieldOf(query with { Options = new BoundaryOptions { MemoryMegabytes = 0 } }));
    }

    [Fact]
    public void A_plain_question_without_a_point_comes_with_a_proof()
    {
        BoundaryAnswer answer = BoundaryEngine.Find(Hard() with { Constraints = null, Ball = new NormBall(VectorNorm.LInf, new Rational(1, 1000)) }, progress: null, CancellationToken.None);
        Assert.Equal((BoundaryStatus.None, BoundaryEvidence.Certified), (answer.Status, answer.Evidence));
        Assert.NotNull(answer.Proof);
    }

    private static string FieldOf(BoundaryQuery query) => Assert.Throws<RegionQueryException>(() => BoundaryEngine.Find(query, progress: null, CancellationToken.None)).Field;
}

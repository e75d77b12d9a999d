using System.Diagnostics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.TestKit.Clocks;
using PiecewiseLinear.Verification.BoundaryQueries;
using Xunit.Abstractions;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>Time, cancellation and questions that do not fit.</summary>
public sealed class LimitTests(ITestOutputHelper output)
{
    private static readonly Z3Solver s_solver = new();

    /// <summary>Forty dense inputs, a condition that only the solver sees, and no ball: more than Z3 finishes.</summary>
    internal static BoundaryQuery Hard()
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
    public async Task Cancellation_ends_a_search()
    {
        using CancellationTokenSource source = new();
        source.CancelAfter(TimeSpan.FromMilliseconds(1500));
        BoundaryAnswer answer = await Ended(() => BoundaryEngine.Find(Hard(), progress: null, source.Token));
        Assert.Equal((BoundaryStatus.Unknown, "it was cancelled"), (answer.Status, answer.Reason?.Split(" (")[0]));
    }

    /// <summary>A search that must end when it is cancelled. How soon depends on the machine: about 100 ms later where it is free.</summary>
    private static Task<BoundaryAnswer> Ended(Func<BoundaryAnswer> find) => Task.Run(find).WaitAsync(TimeSpan.FromMinutes(3));

    /// <summary>Each kind of question is cancelled at many moments, so in each of its phases: reading the conditions, rounding the network, attack, descent, branch and bound, supports, the solver of logic.</summary>
    [Theory]
    [InlineData("logic")]
    [InlineData("nearest")]
    [InlineData("few changes")]
    [InlineData("fewest changes")]
    [InlineData("whole numbers")]
    public async Task Cancellation_ends_every_phase(string kind)
    {
        BoundaryQuery hard = Hard(), plain = hard with { Constraints = null };
        BoundaryQuery query = kind switch
        {
            "logic" => hard,
            "nearest" => plain with { Minimize = BoundaryObjective.L2 },
            "few changes" => plain with { Minimize = BoundaryObjective.LInf, MaxChanged = 6 },
            "fewest changes" => plain with { Minimize = BoundaryObjective.Changed },
            _ => plain with { Minimize = BoundaryObjective.L1, Integers = [.. Enumerable.Range(0, 40)] },
        };
        List<double> late = [];
        foreach (int moment in (int[])[0, 3, 10, 30, 60, 100, 200, 350, 600])
        {
            // A machine that stands still just then makes any search late; five times in a row it is the search.
            int tries = 0;
            while (await Cancelled(query, moment, late) is { } problem)
            {
                Assert.True(++tries < 5, $"cancelled after {moment} ms: {problem}");
            }
        }

        Assert.NotEmpty(late);
        output.WriteLine($"{kind}: cancelled {late.Count} times; ended after {late.Average():F0} ms, at most {late.Max():F0} ms");
    }

    /// <summary>Cancels a search; what is wrong then: the search did not heed it, but came to its own end.</summary>
    private static async Task<string?> Cancelled(BoundaryQuery query, int milliseconds, List<double> late)
    {
        using CancellationTokenSource source = new();
        long cancelled = 0;
        using Timer timer = new(
            _ =>
            {
                Volatile.Write(ref cancelled, Stopwatch.GetTimestamp());
                source.Cancel();
            },
            state: null,
            milliseconds,
            Timeout.Infinite);
        BoundaryAnswer answer = await Ended(() => BoundaryEngine.Find(query, progress: null, source.Token));
        if (Volatile.Read(ref cancelled) is not (> 0 and var at))
        {
            return null;
        }

        TimeSpan after = Stopwatch.GetElapsedTime(at);
        late.Add(after.TotalMilliseconds);
        Assert.True(answer.Status != BoundaryStatus.Unknown || answer.Reason!.StartsWith("it was cancelled", StringComparison.Ordinal), answer.Reason);
        bool whole = answer.Status == BoundaryStatus.None || answer is { Status: BoundaryStatus.Found, Minimum: null or { IsExact: true } };
        return whole && after > TimeSpan.FromSeconds(5) ? $"{answer.Status} {after.TotalSeconds:F1} s later" : null;
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
        Assert.Equal("precision", FieldOf(query with { Options = new BoundaryOptions { Precision = 0 } }));
        Assert.Equal("threads", FieldOf(query with { Options = new BoundaryOptions { Threads = 0 } }));
        Assert.Equal("max_seconds", FieldOf(query with { Options = new BoundaryOptions { Time = TimeSpan.FromSeconds(-1) } }));
    }

    [Fact]
    public void A_plain_question_without_a_point_comes_with_a_proof()
    {
        BoundaryAnswer answer = BoundaryEngine.Find(Hard() with { Constraints = null, Ball = new NormBall(VectorNorm.LInf, new Rational(1, 1000)), Options = new BoundaryOptions { Clock = new JumpingClock() } }, progress: null, CancellationToken.None);
        Assert.Equal((BoundaryStatus.None, BoundaryEvidence.Certified), (answer.Status, answer.Evidence));
        Assert.NotNull(answer.Proof);
    }

    private static string FieldOf(BoundaryQuery query) => Assert.Throws<RegionQueryException>(() => BoundaryEngine.Find(query, progress: null, CancellationToken.None)).Field;
}

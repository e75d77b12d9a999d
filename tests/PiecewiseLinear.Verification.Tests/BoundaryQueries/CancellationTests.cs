using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.TestKit.LinearPrograms;
using PiecewiseLinear.Verification.BoundaryQueries;
using PiecewiseLinear.Verification.Tests.Soundness;
using Xunit.Abstractions;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>
/// A question that is cancelled begins nothing any more. The token is cancelled from inside, at one of the programs, scripts or checks of the question; what is begun afterwards is counted. Nothing is timed.
/// </summary>
public sealed class CancellationTests(ITestOutputHelper output)
{
    private static readonly Z3Solver s_solver = new();

    [Theory]
    [InlineData("logic", 4)]
    [InlineData("nearest", 6)]
    [InlineData("few changes", 10)]
    [InlineData("fewest changes", 3)]
    [InlineData("whole numbers", 6)]
    [InlineData("across", 10)]
    [InlineData("reach", 6)]
    public void A_boundary_query_begins_nothing_after_it_was_cancelled(string kind, int latest)
    {
        BoundaryQuery hard = LimitTests.Hard() with { Options = new BoundaryOptions { Time = TimeSpan.FromSeconds(5) } }, plain = hard with { Constraints = null };
        BoundaryQuery query = kind switch
        {
            "logic" => hard,
            "nearest" => plain with { Minimize = BoundaryObjective.L1 },
            "few changes" => plain with { Minimize = BoundaryObjective.LInf, MaxChanged = 6 },
            "fewest changes" => plain with { Minimize = BoundaryObjective.Changed },
            "across" => plain with { Minimize = BoundaryObjective.L1, Goal = BoundaryGoal.Across },
            "reach" => plain with { Minimize = BoundaryObjective.L1, Goal = BoundaryGoal.Reach, Target = 2 },
            _ => plain with { Minimize = BoundaryObjective.L1, Integers = [.. Enumerable.Range(0, 40)] },
        };
        int cancelled = 0, kept = 0;
        for (int at = 1; at <= latest; at += 1 + (at / 2))
        {
            using CancellationTokenSource source = new();
            Work work = new(source, at);
            List<BoundaryPoint> reported = [];
            BoundaryAnswer answer = BoundaryEngine.Find(
                query with { Solver = new CountingLogic(work), LinearPrograms = new WatchedSimplex(work.Begin) }, new Told(reported), source.Token);
            Assert.Equal(0, work.After);
            cancelled += source.IsCancellationRequested ? 1 : 0;
            if (source.IsCancellationRequested && reported is [.., { } best])
            {
                // What was told as the best so far is not taken back.
                Assert.Equal(BoundaryStatus.Found, answer.Status);
                Assert.Same(best, answer.Point);
                kept++;
            }
        }

        output.WriteLine($"{kind}: {cancelled} cancelled, {kept} of them with a point");
        Assert.InRange(cancelled, 1, int.MaxValue);
    }

    [Fact]
    public void A_question_why_not_begins_nothing_after_it_was_cancelled()
    {
        int open = 0;
        Seeded.Check(40, random =>
        {
            (BoundaryQuery query, _) = RandomQueries.Next(random);
            query = query with { Label = 0, Target = 1, Constraints = null };
            using CancellationTokenSource source = new();
            Work work = new(source, random.Next(1, 4));
            WhyNotAnswer answer = WhyNotEngine.Explain(query with { Solver = new CountingLogic(work), LinearPrograms = new WatchedSimplex(work.Begin) }, progress: null, source.Token);
            Assert.Equal(0, work.After);
            open += answer.RegionKeepsIt is null ? 1 : 0;
        });
        Assert.InRange(open, 3, int.MaxValue);
    }

    [Fact]
    public void Questions_that_are_cancelled_before_they_begin_end_at_once()
    {
        (BoundaryQuery query, _) = RandomQueries.Next(new Random(1));
        using CancellationTokenSource source = new();
        source.Cancel();
        Work work = new(source, 1);
        query = query with { Constraints = null, Minimize = BoundaryObjective.L2, Solver = new CountingLogic(work), LinearPrograms = new WatchedSimplex(work.Begin) };
        Assert.Equal((BoundaryStatus.Unknown, "it was cancelled"), BoundaryEngine.Find(query, progress: null, source.Token) is var answer ? (answer.Status, answer.Reason) : default);
        Assert.Equal(0, work.Begun);
        RadiusQuery radius = new() { Network = query.Network, Point = query.Point, Norm = VectorNorm.L2, Solver = new WatchedSimplex(work.Begin) };
        Assert.Throws<OperationCanceledException>(() => DecisionRadius.Find(radius, progress: null, source.Token));
        Assert.Equal(0, work.Begun);
    }

    [Theory]
    [InlineData(RadiusMethod.BranchAndBound)]
    [InlineData(RadiusMethod.Regions)]
    public void A_radius_begins_nothing_after_it_was_cancelled(RadiusMethod method)
    {
        int cancelled = 0;
        Seeded.Check(60, random =>
        {
            ReluNetwork network = SmallChains.Next(random, degenerate: false, 2, 2, 5, 3);
            using CancellationTokenSource source = new();
            Work work = new(source, random.Next(1, 12));
            RadiusQuery query = new()
            {
                Network = network,
                Point = [.. Enumerable.Range(0, network.InputDimension).Select(_ => new Rational(random.Next(-8, 9), 8))],
                Norm = random.Next(2) == 0 ? VectorNorm.L1 : VectorNorm.LInf,
                Box = Box.Cube(network.InputDimension, -1, 1),
                Method = method,
                Threads = 1,
                Solver = new WatchedSimplex(work.Begin),
            };
            try
            {
                DecisionRadius.Find(query, progress: null, source.Token);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            Assert.Equal(0, work.After);
        });
        Assert.InRange(cancelled, 5, int.MaxValue);
    }

    /// <summary>Counts what is begun, and cancels at one of it.</summary>
    private sealed class Work(CancellationTokenSource source, int cancelledAt)
    {
        public int Begun { get; private set; }

        public int After => Math.Max(0, Begun - cancelledAt);

        public void Begin()
        {
            if (++Begun == cancelledAt)
            {
                source.Cancel();
            }
        }
    }

    private sealed class Told(List<BoundaryPoint> points) : IProgress<BoundaryPoint>
    {
        public void Report(BoundaryPoint value) => points.Add(value);
    }

    private sealed class CountingLogic(Work work) : ISatisfiabilitySolver
    {
        public string Name => s_solver.Name;

        public ISatisfiabilitySession Open(SatisfiabilityLimits limits) => new Session(work, s_solver.Open(limits));

        private sealed class Session(Work work, ISatisfiabilitySession inner) : ISatisfiabilitySession
        {
            public void Assert(string script, CancellationToken cancellationToken = default)
            {
                work.Begin();
                inner.Assert(script, cancellationToken);
            }

            public void Push() => inner.Push();

            public void Pop() => inner.Pop();

            public SatisfiabilityOutcome Check(ImmutableArray<WantedConstant> wanted, CancellationToken cancellationToken)
            {
                work.Begin();
                return inner.Check(wanted, cancellationToken);
            }

            public void Dispose() => inner.Dispose();
        }
    }
}

using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Clocks;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.TestKit.LinearPrograms;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>A budget holds: when the clock has passed its end, a search solves hardly another program, wherever it was. Nothing is timed; programs are counted.</summary>
public static class TimeLimitTests
{
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(30);

    /// <summary>What a program takes by the clock: four of them are the least time of a smaller ball.</summary>
    private static readonly TimeSpan s_program = TimeSpan.FromMilliseconds(25);

    /// <summary>Two smaller balls after the end with four programs each, and for each thread one that was under way whenever something was stopped.</summary>
    private const int MostAfterEnd = 16;

    [Theory]
    [InlineData(RadiusMethod.BranchAndBound)]
    [InlineData(RadiusMethod.Regions)]
    public static void After_the_end_of_the_budget_a_search_solves_hardly_another_program(RadiusMethod method)
    {
        int stopped = 0;
        Seeded.Check(20, random =>
        {
            (ReluNetwork network, Box box) = GoldenNetworks.Load("a_2_32x3_1");
            ImmutableArray<Rational> point = [.. Enumerable.Range(0, 2).Select(_ => new Rational(random.Next(-32, 33), 32))];
            JumpingClock clock = new();
            Programs programs = new(clock, endsAt: random.Next(1, 40));
            RadiusQuery query = new()
            {
                Network = network,
                Point = point,
                Norm = random.Next(2) == 0 ? VectorNorm.L1 : VectorNorm.LInf,
                Box = box,
                RecordProof = random.Next(2) == 0,
                Method = method,
                MaxTime = s_budget,
                Threads = random.Next(1, 3),
                Solver = new WatchedSimplex(programs.Pass),
                Time = clock,
            };
            RadiusAnswer answer = DecisionRadius.Find(query, progress: null, CancellationToken.None);
            Assert.True(programs.AfterEnd <= MostAfterEnd, $"{programs.AfterEnd} programs after the end of the budget");
            if (!answer.IsExact)
            {
                stopped++;
                Assert.Equal("the budget of 30 s was reached", answer.Incomplete);
            }

            if (query.RecordProof)
            {
                RadiusCertificates.Accept(query, answer);
            }
        });
        Assert.InRange(stopped, 4, int.MaxValue);
    }

    /// <summary>Each program takes its time by the clock, and at one of them the clock jumps over the end.</summary>
    private sealed class Programs(JumpingClock clock, int endsAt)
    {
        private readonly Lock _passing = new();
        private int _count;

        public int AfterEnd => Math.Max(0, Volatile.Read(ref _count) - endsAt);

        /// <summary>One thread at a time: while one passes the end and its alarms ring, however long the machine lets it wait there, the others solve nothing.</summary>
        public void Pass()
        {
            lock (_passing)
            {
                _count++;
                clock.Advance(_count == endsAt ? s_budget : s_program);
            }
        }
    }
}

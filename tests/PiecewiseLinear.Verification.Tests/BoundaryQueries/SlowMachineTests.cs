using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Clocks;
using PiecewiseLinear.TestKit.LinearPrograms;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>A machine on which a linear program takes minutes, by the clock: who gives a query hours gets the answer, and the evidence, of a fast one.</summary>
public sealed class SlowMachineTests
{
    [Theory]
    [InlineData(BoundaryObjective.L1)]
    [InlineData(BoundaryObjective.LInf)]
    public void Our_own_search_has_its_share_of_whatever_time_the_query_has(BoundaryObjective objective)
    {
        (ReluNetwork network, Box box) = GoldenNetworks.Load("a_2_32x3_1");
        JumpingClock clock = new();
        BoundaryQuery query = new()
        {
            Network = network,
            Point = [new Rational(1, 2), new Rational(1, 4)],
            Box = box,
            Solver = new Z3Solver(),
            LinearPrograms = new WatchedSimplex(() => clock.Advance(TimeSpan.FromMinutes(2))),
            Minimize = objective,
            Options = new BoundaryOptions { Time = TimeSpan.FromDays(30), Clock = clock },
        };
        BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, CancellationToken.None);
        Assert.Equal((true, BoundaryEvidence.Certified), (answer.Minimum!.IsExact, answer.Minimum.Evidence));
        Assert.True(answer.Elapsed > TimeSpan.FromMinutes(2));
        Proofs.Accept(query, answer);
    }
}

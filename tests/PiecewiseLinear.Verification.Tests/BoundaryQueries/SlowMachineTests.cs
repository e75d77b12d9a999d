using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Clocks;
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
            LinearPrograms = new SlowSolver(clock),
            Minimize = objective,
            Options = new BoundaryOptions { Time = TimeSpan.FromDays(30), Clock = clock },
        };
        BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, CancellationToken.None);
        Assert.Equal((true, BoundaryEvidence.Certified), (answer.Minimum!.IsExact, answer.Minimum.Evidence));
        Assert.True(answer.Elapsed > TimeSpan.FromMinutes(2));
        Proofs.Accept(query, answer);
    }

    private sealed class SlowSolver(JumpingClock clock) : ILinearProgramSolver
    {
        private readonly DenseSimplex _inner = new();

        public LinearProgramEngine Engine => _inner.Engine;

        public ILinearProgramSession Open(HRepresentation constraints) => new Session(clock, _inner.Open(constraints));

        private sealed class Session(JumpingClock clock, ILinearProgramSession inner) : ILinearProgramSession
        {
            public void SetActive(int row, bool active) => inner.SetActive(row, active);

            public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
            {
                clock.Advance(TimeSpan.FromMinutes(2));
                return inner.Maximize(objective, cancellationToken);
            }

            public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, double cutoff, CancellationToken cancellationToken)
            {
                clock.Advance(TimeSpan.FromMinutes(2));
                return inner.Maximize(objective, cutoff, cancellationToken);
            }

            public void Dispose() => inner.Dispose();
        }
    }
}

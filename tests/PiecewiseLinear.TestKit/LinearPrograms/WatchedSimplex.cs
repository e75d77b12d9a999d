using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.TestKit.LinearPrograms;

/// <summary>The dense simplex, and something that happens on the caller's thread before each program.</summary>
public sealed class WatchedSimplex(Action before) : ILinearProgramSolver
{
    private readonly DenseSimplex _inner = new();

    /// <inheritdoc/>
    public LinearProgramEngine Engine => _inner.Engine;

    /// <inheritdoc/>
    public ILinearProgramSession Open(HRepresentation constraints) => new Session(before, _inner.Open(constraints));

    private sealed class Session(Action before, ILinearProgramSession inner) : ILinearProgramSession
    {
        public void SetActive(int row, bool active) => inner.SetActive(row, active);

        public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
        {
            before();
            return inner.Maximize(objective, cancellationToken);
        }

        public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, double cutoff, CancellationToken cancellationToken)
        {
            before();
            return inner.Maximize(objective, cutoff, cancellationToken);
        }

        public void Dispose() => inner.Dispose();
    }
}

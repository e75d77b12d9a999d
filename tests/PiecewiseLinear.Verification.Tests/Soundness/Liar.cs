using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>An engine of linear programs whose answers are random: wrong statuses, points, multipliers and rays.</summary>
internal sealed class Liar(int seed) : ILinearProgramSolver
{
    public LinearProgramEngine Engine => LinearProgramEngine.Dense;

    public ILinearProgramSession Open(HRepresentation constraints) => new Session(constraints, new Random(seed));

    private sealed class Session(HRepresentation rows, Random random) : ILinearProgramSession
    {
        public void SetActive(int row, bool active)
        {
        }

        public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
            => new()
            {
                Status = (CandidateStatus)random.Next(4),
                Basis = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, random.Next(rows.Dimension + 1)).Select(_ => random.Next(rows.Count)).Distinct()],
                Point = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, rows.Dimension).Select(_ => random.NextUsualDouble())],
                Multipliers = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, rows.Count).Select(_ => random.Next(3) == 0 ? double.NaN : random.NextDouble())],
                Ray = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, rows.Dimension).Select(_ => random.NextUsualDouble())],
                Message = "a lie",
            };

        public void Dispose()
        {
        }
    }
}

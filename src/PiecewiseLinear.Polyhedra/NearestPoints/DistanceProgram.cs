using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The distance in l1 or linf as a linear program over centered rows. linf: max −t with −t ≤ yⱼ ≤ t, d + 1 variables. l1: max −Σtⱼ with −tⱼ ≤ yⱼ ≤ tⱼ,
/// 2d variables. In both the multipliers λ of the polyhedron's own rows satisfy ‖Σλᵢaᵢ‖* ≤ 1 and prove the distance.
/// </summary>
internal sealed class DistanceProgram
{
    private readonly CenteredRows _centered;

    public DistanceProgram(CenteredRows centered, VectorNorm norm, CancellationToken cancellationToken = default)
    {
        _centered = centered;
        int d = centered.Dimension, bounds = norm == VectorNorm.L1 ? d : 1;
        List<HalfSpace> rows = new(centered.Count + (2 * d));
        for (int i = 0; i < centered.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            BigInteger[] normal = new BigInteger[d + bounds];
            for (int j = 0; j < d; j++)
            {
                normal[j] = centered.Normal(i)[j] << centered.Shift;
            }

            rows.Add(new HalfSpace(ImmutableArray.Create(normal), centered.Slack(i)));
        }

        for (int j = 0; j < d; j++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int bound = d + (bounds == 1 ? 0 : j);
            rows.Add(Within(d + bounds, j, bound, 1));
            rows.Add(Within(d + bounds, j, bound, -1));
        }

        Rows = new HRepresentation(d + bounds, rows, cancellationToken);
        Objective = [.. Enumerable.Repeat(BigInteger.Zero, d), .. Enumerable.Repeat(BigInteger.MinusOne, bounds)];
    }

    /// <summary>The rows in (y, t).</summary>
    public HRepresentation Rows { get; }

    /// <summary>The objective: minus the length of y.</summary>
    public ImmutableArray<BigInteger> Objective { get; }

    /// <summary>What an engine believes.</summary>
    public LinearProgramCandidate Propose(ILinearProgramSolver solver, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        double[] objective = [.. Objective.Select(static c => (double)c)];
        using ILinearProgramSession session = solver.Open(Rows);
        return session.Maximize(objective, cancellationToken);
    }

    /// <summary>The part of the proof that is about the polyhedron's own rows.</summary>
    public ImmutableArray<RowMultiplier> Own(ImmutableArray<RowMultiplier> multipliers)
        => [.. multipliers.Where(m => m.Row < _centered.Count && !m.Weight.IsZero).OrderBy(static m => m.Row)];

    /// <summary>u = 2^k·y of an optimum.</summary>
    public ExactVector Step(ImmutableArray<Rational> optimum)
    {
        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(optimum.AsSpan()[.._centered.Dimension]);
        return new ExactVector([.. numerators.Select(n => n << _centered.Shift)], denominator);
    }

    private static HalfSpace Within(int dimension, int coordinate, int bound, int sign)
    {
        BigInteger[] normal = new BigInteger[dimension];
        normal[coordinate] = sign;
        normal[bound] = BigInteger.MinusOne;
        return new HalfSpace(ImmutableArray.Create(normal), BigInteger.Zero);
    }
}

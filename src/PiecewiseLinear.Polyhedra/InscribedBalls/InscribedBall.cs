using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The largest ball inside a polyhedron (its Chebyshev ball). Row i keeps a center c of a ball of radius r at ⟨aᵢ, c⟩ + r·‖aᵢ‖* ≤ bᵢ with the
/// norm dual to the ball's, so the largest r is a linear program (Boyd and Vandenberghe, Convex Optimization, §8.5.1).
/// </summary>
/// <remarks>
/// For l1 and linf the inradius is rational and is returned exactly, unless the budget ends first; for l2 it is enclosed between two doubles, with a relative
/// gap below 2⁻⁴⁰ where the box bounds every coordinate or the exact program is within the budget.
/// </remarks>
public static class InscribedBall
{
    private static readonly Rational GapWanted = new(BigInteger.One, BigInteger.One << 40);

    /// <summary>Finds the ball, or proves that there is none or no largest.</summary>
    /// <param name="rows">The polyhedron, box sides among its rows.</param>
    /// <param name="box">Which rows are sides of the box.</param>
    /// <param name="norm">The norm of the ball.</param>
    /// <param name="solver">The engine that proposes the optimum.</param>
    /// <param name="budget">The limits of the exact layer.</param>
    /// <param name="cancellationToken">Ends the search with <see cref="OperationCanceledException"/>.</param>
    public static InscribedBallOutcome Find(
        HRepresentation rows,
        BoxSides box,
        VectorNorm norm,
        ILinearProgramSolver solver,
        ExactBudget budget,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows.Offsets[i] < 0 && rows.Rows[i].IsTrivial)
            {
                return new InscribedBallOutcome.NoInterior([new RowMultiplier(i, Rational.One)]);
            }
        }

        BallProgram program = new(rows, norm);
        using ILinearProgramSession session = solver.Open(program.Rows);
        double[] objective = new double[rows.Dimension + 1];
        objective[^1] = 1;
        LinearProgramCandidate candidate = BallSearch.Maximize(session, program.Rows, box, objective, cancellationToken);
        ChebyshevBall? proposed = norm == VectorNorm.L2 ? Enclose(rows, box, norm, program, candidate) : null;
        if (proposed is not null && proposed.Upper - proposed.Lower <= proposed.Upper * GapWanted)
        {
            return new InscribedBallOutcome.Found(proposed);
        }

        LinearProgramOutcome outcome = ExactLinearProgramming.Prove(program.Rows, program.Objective, candidate, budget, cancellationToken);
        if (outcome is LinearProgramOutcome.Unknown)
        {
            outcome = ExactLinearProgramming.Solve(program.Rows, program.Objective, solver, budget, cancellationToken);
        }

        return outcome switch
        {
            LinearProgramOutcome.Optimal optimal when optimal.Value.Sign <= 0
                => new InscribedBallOutcome.NoInterior(program.ToOriginal(optimal.Multipliers)),
            LinearProgramOutcome.Optimal optimal when norm == VectorNorm.L2 => OfExact(rows, box, norm, program, optimal, proposed),
            LinearProgramOutcome.Optimal optimal => new InscribedBallOutcome.Found(
                new ChebyshevBall(norm, optimal.Point[..^1], optimal.Value, optimal.Value, program.ToOriginal(optimal.Multipliers))),
            LinearProgramOutcome.Unbounded unbounded => OfUnbounded(rows, norm, unbounded),
            LinearProgramOutcome.Infeasible => new InscribedBallOutcome.Unknown("the program of the ball was called infeasible, which it never is"),
            LinearProgramOutcome.Unknown unknown => (proposed ?? Enclose(rows, box, norm, program, candidate)) is { } ball
                ? new InscribedBallOutcome.Found(ball)
                : new InscribedBallOutcome.Unknown(unknown.Reason),
            _ => throw new InvalidOperationException($"an outcome of unknown kind: {outcome.GetType().Name}"),
        };
    }

    /// <summary>Both bounds from the floating optimum as it is, or null when it proves nothing.</summary>
    private static ChebyshevBall? Enclose(
        HRepresentation rows, BoxSides box, VectorNorm norm, BallProgram program, LinearProgramCandidate candidate)
    {
        bool usable = candidate is { Status: CandidateStatus.Optimal, Point: { } point, Multipliers: { } multipliers }
            && point.Length == rows.Dimension + 1 && multipliers.Length == rows.Count && point.All(double.IsFinite);
        return usable
            ? Bound(rows, box, norm, [.. candidate.Point!.SkipLast(1).Select(Dyadic.FromDouble)], program.ToOriginal(candidate.Multipliers!))
            : null;
    }

    private static ChebyshevBall? Bound(
        HRepresentation rows, BoxSides box, VectorNorm norm, ImmutableArray<Dyadic> center, ImmutableArray<RowMultiplier> multipliers)
    {
        double lower = BallBounds.Lower(rows, norm, center);
        return lower > 0 && double.IsFinite(lower) && BallBounds.Upper(rows, box, norm, multipliers) is { } upper
            ? new ChebyshevBall(norm, [.. center.Select(static c => c.ToRational())], Rational.FromDouble(lower), upper, multipliers)
            : null;
    }

    /// <summary>The exact optimum for the doubles of the norms, its center and multipliers rounded to what the enclosure needs.</summary>
    private static InscribedBallOutcome OfExact(
        HRepresentation rows,
        BoxSides box,
        VectorNorm norm,
        BallProgram program,
        LinearProgramOutcome.Optimal optimal,
        ChebyshevBall? proposed)
    {
        Rational radius = optimal.Value;
        int exponent = (int)((long)radius.Numerator.GetBitLength() - (long)radius.Denominator.GetBitLength()) - 64;
        ImmutableArray<Dyadic> center = [.. optimal.Point[..^1].Select(x => ChebyshevBall.RoundToGrid(x, exponent))];
        ImmutableArray<RowMultiplier> exact = program.ToOriginal(optimal.Multipliers);
        ImmutableArray<RowMultiplier> rounded = Shorten(rows, exact);
        ChebyshevBall? ball = Bound(rows, box, norm, center, rounded);
        if (ball is null || ball.Upper - ball.Lower > ball.Upper * GapWanted)
        {
            ball = Bound(rows, box, norm, center, exact) ?? ball;
        }

        return (ball ?? proposed) is { } found
            ? new InscribedBallOutcome.Found(found)
            : new InscribedBallOutcome.Unknown("the inradius is outside the range of doubles");
    }

    /// <summary>Multipliers rounded to 120 bits relative to the largest, in the scale of the mirror.</summary>
    private static ImmutableArray<RowMultiplier> Shorten(HRepresentation rows, ImmutableArray<RowMultiplier> multipliers)
    {
        long Exponent(RowMultiplier m)
            => (long)m.Weight.Numerator.GetBitLength() - (long)m.Weight.Denominator.GetBitLength() + rows.ScaleExponent(m.Row);

        long largest = multipliers.Max(Exponent);
        return [.. multipliers
            .Select(m => m with { Weight = ChebyshevBall.RoundToGrid(m.Weight, (int)(largest - 120) - rows.ScaleExponent(m.Row)).ToRational() })
            .Where(static m => !m.Weight.IsZero)];
    }

    /// <summary>Walks along the ray until a short point is the center of a ball of positive radius.</summary>
    private static InscribedBallOutcome OfUnbounded(HRepresentation rows, VectorNorm norm, LinearProgramOutcome.Unbounded unbounded)
    {
        ImmutableArray<Rational> ray = unbounded.Ray[..^1];
        Rational speed = unbounded.Ray[^1];
        Rational way = Rational.Max(Rational.Zero, (Rational.One - unbounded.Point[^1]) / speed);
        ImmutableArray<Rational> center = [.. unbounded.Point[..^1].Zip(ray, (p, v) => p + (way * v))];

        // Around this center a ball of radius 1 (for norms off by some units in the last place) is inside, so that the rounded point is strictly inside.
        ImmutableArray<Dyadic> rounded = ChebyshevBall.ShortPoint(center, Rational.One);
        double lower = Math.Min(BallBounds.Lower(rows, norm, rounded), 1);
        return lower > 0
            ? new InscribedBallOutcome.Unbounded([.. rounded.Select(static c => c.ToRational())], Rational.FromDouble(lower), ray)
            : new InscribedBallOutcome.Unknown("no ball could be proved although the inradius is infinite");
    }
}

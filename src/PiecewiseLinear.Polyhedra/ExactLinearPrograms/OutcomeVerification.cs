using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Recomputes from the rows alone that an outcome is proved by what it carries. It knows nothing of how the outcome was found, and every outcome passes here
/// before it leaves the exact layer.
/// </summary>
internal static class OutcomeVerification
{
    /// <summary>Whether the outcome's evidence proves it; an <see cref="LinearProgramOutcome.Unknown"/> claims nothing and is fine.</summary>
    public static bool Proves(ExactProgram program, LinearProgramOutcome outcome)
        => outcome switch
        {
            LinearProgramOutcome.Optimal optimal => IsOptimal(program, optimal),
            LinearProgramOutcome.Infeasible infeasible => IsInfeasible(program, infeasible.Certificate.Multipliers),
            LinearProgramOutcome.Unbounded unbounded => IsUnbounded(program, unbounded),
            _ => true,
        };

    private static bool IsOptimal(ExactProgram program, LinearProgramOutcome.Optimal optimal)
    {
        if (optimal.Point.Length != program.Dimension || Combine(program, optimal.Multipliers) is not { } sum)
        {
            return false;
        }

        ExactVector point = Common(optimal.Point);
        for (int j = 0; j < program.Dimension; j++)
        {
            if (sum.Normal[j] != program.Objective[j] * sum.Denominator)
            {
                return false;
            }
        }

        return IsFeasible(program, point)
            && point.Dot(program.Objective) * optimal.Value.Denominator == optimal.Value.Numerator * point.Denominator
            && sum.Offset * optimal.Value.Denominator == optimal.Value.Numerator * sum.Denominator;
    }

    private static bool IsInfeasible(ExactProgram program, ImmutableArray<RowMultiplier> multipliers)
        => Combine(program, multipliers) is { } sum && Array.TrueForAll(sum.Normal, static a => a.IsZero) && sum.Offset.Sign < 0;

    private static bool IsUnbounded(ExactProgram program, LinearProgramOutcome.Unbounded unbounded)
    {
        if (unbounded.Point.Length != program.Dimension || unbounded.Ray.Length != program.Dimension)
        {
            return false;
        }

        ExactVector ray = Common(unbounded.Ray);
        return IsFeasible(program, Common(unbounded.Point)) && program.Recedes(ray) && ray.Dot(program.Objective).Sign > 0;
    }

    private static bool IsFeasible(ExactProgram program, ExactVector point) => !program.SlackSigns(point).Contains((sbyte)-1);

    /// <summary>Σλᵢaᵢ and Σλᵢbᵢ over one denominator; null if a multiplier is negative or its row is not in the program.</summary>
    private static (BigInteger[] Normal, BigInteger Offset, BigInteger Denominator)? Combine(ExactProgram program, ImmutableArray<RowMultiplier> multipliers)
    {
        ExactVector weights = Common([.. multipliers.Select(static m => m.Weight)]);
        BigInteger[] normal = new BigInteger[program.Dimension];
        BigInteger offset = BigInteger.Zero;
        for (int k = 0; k < multipliers.Length; k++)
        {
            program.Stop.ThrowIfCancellationRequested();
            int row = multipliers[k].Row;
            if (row < 0 || row >= program.Rows.Count || !program.IsActive(row) || weights.Numerators[k].Sign < 0)
            {
                return null;
            }

            HalfSpace halfSpace = program.Rows.Rows[row];
            offset += weights.Numerators[k] * halfSpace.Offset;
            for (int j = 0; j < normal.Length; j++)
            {
                normal[j] += weights.Numerators[k] * halfSpace.Normal[j];
            }
        }

        return (normal, offset, weights.Denominator);
    }

    private static ExactVector Common(ImmutableArray<Rational> values)
    {
        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(values.AsSpan());
        return new ExactVector(numerators, denominator);
    }
}

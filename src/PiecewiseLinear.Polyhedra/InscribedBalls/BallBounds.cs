using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>The two ends of the inradius, each proved on its own: the lower by a center, the upper by multipliers.</summary>
internal static class BallBounds
{
    /// <summary>The largest double r such that the ball of radius r around the center is inside, or 0 when the center is not strictly inside.</summary>
    /// <remarks>
    /// The quotients (bᵢ − ⟨aᵢ, c⟩)/‖aᵢ‖* are accurate to (d + 6)·2⁻⁵³ relative in doubles, since the slacks are computed exactly and rounded once. Only the rows within
    /// twice that of the smallest are looked at exactly.
    /// </remarks>
    public static double Lower(HRepresentation rows, VectorNorm norm, ImmutableArray<Dyadic> center)
    {
        TranslatedRows local = new(rows, center);
        double[] radii = new double[rows.Count];
        double least = double.PositiveInfinity;
        for (int i = 0; i < radii.Length; i++)
        {
            double length = DualNorms.Approximate(rows, i, norm);
            if (local.SlackSign(i) < 0 || (local.SlackSign(i) == 0 && length > 0))
            {
                return 0;
            }

            radii[i] = length > 0 ? local.Local.Offsets[i] / length : double.PositiveInfinity;
            least = Math.Min(least, radii[i]);
        }

        // Below 1e-250 the relative accuracy could be lost to underflow.
        double window = least > 1e-250 ? least * (1 + ((rows.Dimension + 16) * double.ScaleB(1, -51))) : double.PositiveInfinity;
        double lower = double.PositiveInfinity;
        for (int i = 0; i < radii.Length; i++)
        {
            if (radii[i] <= window && !rows.Rows[i].IsTrivial)
            {
                lower = Math.Min(lower, Radius(local, i, norm));
            }
        }

        return lower;
    }

    /// <summary>The least upper bound of the inradius that these multipliers prove, or null when they prove none.</summary>
    public static Rational? Upper(HRepresentation rows, BoxSides box, VectorNorm norm, ImmutableArray<RowMultiplier> multipliers)
    {
        BigInteger common = IntegerVector.LeastCommonMultiple(multipliers.Select(static multiplier => multiplier.Weight.Denominator));

        BigInteger[] residual = new BigInteger[rows.Dimension];
        BigInteger bound = BigInteger.Zero, length = BigInteger.Zero;
        foreach (RowMultiplier multiplier in multipliers)
        {
            BigInteger weight = multiplier.Weight.Numerator * (common / multiplier.Weight.Denominator);
            HalfSpace row = rows.Rows[multiplier.Row];
            bound += weight * row.Offset;
            length += weight * DualNorms.LowerBound(row.Normal, norm);
            for (int j = 0; j < residual.Length; j++)
            {
                residual[j] += weight * row.Normal[j];
            }
        }

        if (length.Sign <= 0)
        {
            return null;
        }

        Rational total = bound;
        for (int j = 0; j < residual.Length; j++)
        {
            if (residual[j].IsZero)
            {
                continue;
            }

            // max of −ρⱼxⱼ: at the upper end for ρⱼ < 0, at the lower end for ρⱼ > 0.
            int side = residual[j].Sign < 0 ? box.Upper[j] : box.Lower[j];
            if (side < 0)
            {
                return null;
            }

            HalfSpace end = rows.Rows[side];
            total += new Rational(BigInteger.Abs(residual[j]) * end.Offset, BigInteger.Abs(end.Normal[j]));
        }

        Rational result = total / new Rational(length, BigInteger.One << DualNorms.EuclideanBits);
        if (norm != VectorNorm.L2)
        {
            return result;
        }

        // Whoever checks with another lower bound of the Euclidean norms (128 bits or more) finds the same: a little more, rounded up.
        Rational margin = new((BigInteger.One << 100) + BigInteger.One, BigInteger.One << 100);
        double rounded = (result * margin).RoundUp();
        return result.Sign > 0 && double.IsFinite(rounded) ? Rational.FromDouble(rounded) : null;
    }

    private static double Radius(TranslatedRows local, int row, VectorNorm norm)
    {
        ImmutableArray<BigInteger> normal = local.Original.Rows[row].Normal;
        BigInteger slack = local.Slack(row);
        return norm == VectorNorm.L2
            ? SquareRoots.RoundDown(slack * slack, DualNorms.Squared(normal), local.Shift)
            : new Rational(slack, DualNorms.Exact(normal, norm) << local.Shift).RoundDown();
    }
}

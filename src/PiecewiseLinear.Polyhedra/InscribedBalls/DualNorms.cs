using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>The norm in which the normals of half-spaces are measured, dual to the norm of the ball.</summary>
internal static class DualNorms
{
    /// <summary>The bits to which Euclidean norms are bounded from below.</summary>
    public const int EuclideanBits = 160;

    /// <summary>‖a‖* for a ball in l1 (largest magnitude) or linf (sum of magnitudes): an integer.</summary>
    public static BigInteger Exact(ImmutableArray<BigInteger> normal, VectorNorm norm)
    {
        BigInteger result = BigInteger.Zero;
        foreach (BigInteger a in normal)
        {
            BigInteger magnitude = BigInteger.Abs(a);
            result = norm == VectorNorm.LInf ? result + magnitude : BigInteger.Max(result, magnitude);
        }

        return result;
    }

    /// <summary>‖a‖₂², an integer.</summary>
    public static BigInteger Squared(ImmutableArray<BigInteger> normal)
    {
        BigInteger result = BigInteger.Zero;
        foreach (BigInteger a in normal)
        {
            result += a * a;
        }

        return result;
    }

    /// <summary>An integer N with N ≤ ‖a‖* · 2^<see cref="EuclideanBits"/> &lt; N + 1.</summary>
    public static BigInteger LowerBound(ImmutableArray<BigInteger> normal, VectorNorm norm)
        => norm == VectorNorm.L2 ? SquareRoots.Floor(Squared(normal) << (2 * EuclideanBits)) : Exact(normal, norm) << EuclideanBits;

    /// <summary>‖ã‖* of a mirrored row in doubles, within (d + 4)·2⁻⁵³ relative of the exact norm of the exact row (in the mirror's scale).</summary>
    public static double Approximate(HRepresentation rows, int row, VectorNorm norm)
    {
        double result = 0;
        for (int j = 0; j < rows.Dimension; j++)
        {
            double a = Math.Abs(rows.Columns[(j * rows.Stride) + row]);
            result = norm switch
            {
                VectorNorm.L1 => Math.Max(result, a),
                VectorNorm.LInf => result + a,
                _ => result + (a * a),
            };
        }

        return norm == VectorNorm.L2 ? Math.Sqrt(result) : result;
    }
}

using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// Correct rounding of a dyadic number in canonical form to a double, subnormals included, without division. The mantissa is odd, so that its
/// last bit is not zero: whatever bits are dropped, the number is no double, and it lies halfway between two doubles only if one bit is dropped.
/// </summary>
internal static class DyadicRounding
{
    private const int Precision = 53;
    private const int LeastNormalExponent = -1022;
    private const int LargestExponent = 1023;

    /// <summary>Rounds mantissa · 2^exponent, the mantissa odd or zero.</summary>
    public static double ToDouble(BigInteger mantissa, int exponent, RoundingDirection direction)
    {
        if (mantissa.IsZero)
        {
            return 0d;
        }

        bool negative = mantissa.Sign < 0;
        BigInteger magnitude = negative ? -mantissa : mantissa;
        long length = (long)magnitude.GetBitLength();
        long leading = length - 1 + exponent;
        bool away = direction switch
        {
            RoundingDirection.Down => negative,
            RoundingDirection.Up => !negative,
            _ => false,
        };
        double rounded = leading > LargestExponent
            ? Beyond(away || direction == RoundingDirection.Nearest)
            : Round(magnitude, exponent, length - Math.Min(Precision, Precision + leading - LeastNormalExponent), away, direction == RoundingDirection.Nearest);
        return negative ? -rounded : rounded;
    }

    private static double Round(BigInteger magnitude, int exponent, long dropped, bool away, bool nearest)
    {
        if (dropped <= 0)
        {
            return Math.ScaleB((double)(ulong)magnitude, exponent);
        }

        // All bits of the number lie below the least double's half once more than its length is dropped.
        ulong kept = dropped > int.MaxValue ? 0 : (ulong)(magnitude >> (int)(dropped - 1));
        bool half = (kept & 1) == 1;
        kept >>= 1;
        bool up = away || (nearest && half && (dropped > 1 || (kept & 1) == 1));

        // The exponent is applied to the kept bits, of which there are at most 53, or 2^53 itself: the scaling is exact, or gives ∞.
        return Math.ScaleB(kept + (up ? 1ul : 0ul), (int)Math.Clamp(exponent + dropped, -1074, 2000));
    }

    private static double Beyond(bool infinite) => infinite ? double.PositiveInfinity : double.MaxValue;
}

using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Directed rounding to short decimals m·10ᵉ, which every text format writes exactly.</summary>
/// <remarks>
/// m = ⌊value/10ᵉ⌋ (or ⌈ ⌉) in integers, so m·10ᵉ lies on the demanded side of the value whatever e is. The estimate of e decides nothing but the
/// length: the bit lengths tell log₂|value| to within one, which gives m 12 or 13 digits, so that the rounding moves a number by less than one part in
/// 10¹¹ and never to the other side of zero. A number that needs no more digits is returned as it is.
/// </remarks>
internal static class OutwardDecimal
{
    private const int Digits = 12;

    private const double DecimalDigitsOfABit = 0.30103;

    /// <summary>A short decimal that is not above the value.</summary>
    public static Rational Down(Rational value)
    {
        if (value.IsZero)
        {
            return value;
        }

        double bits = BigInteger.Abs(value.Numerator).GetBitLength() - (double)value.Denominator.GetBitLength();
        int exponent = (int)Math.Floor((bits - 1) * DecimalDigitsOfABit) - Digits + 1;
        BigInteger power = BigInteger.Pow(10, Math.Abs(exponent));
        (BigInteger top, BigInteger bottom) = exponent < 0 ? (value.Numerator * power, value.Denominator) : (value.Numerator, value.Denominator * power);
        BigInteger floor = BigInteger.DivRem(top, bottom, out BigInteger remainder);
        floor -= remainder.Sign < 0 ? 1 : 0;
        return exponent < 0 ? new Rational(floor, power) : floor * power;
    }

    /// <summary>A short decimal that is not below the value.</summary>
    public static Rational Up(Rational value) => -Down(-value);
}

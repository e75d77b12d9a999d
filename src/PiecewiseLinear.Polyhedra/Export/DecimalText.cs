using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>Rational numbers as decimal text, rounded to 17 digits (in full: <see cref="DecimalExpansion"/>).</summary>
internal static class DecimalText
{
    /// <summary>The digits of a rounded number: as many as a double needs.</summary>
    public const int RoundedDigits = 17;

    /// <summary>The nearest number of 17 significant digits (16 below 1e-99 and from 1e100 on), ties to even, with an exponent.</summary>
    public static string Rounded(Rational value)
    {
        if (value.IsZero)
        {
            return "0";
        }

        // 10^(exponent) ≤ |value| < 10^(exponent+1), from an estimate that is off by at most one either way.
        BigInteger numerator = BigInteger.Abs(value.Numerator);
        int exponent = (int)Math.Floor((numerator.GetBitLength() - value.Denominator.GetBitLength()) * 0.30102999566398120) - 1;
        while (Scale(numerator, value.Denominator, -exponent - 1) is var (p, q) && p >= q)
        {
            exponent++;
        }

        // One digit less where a sign and an exponent of three digits would make the number longer than some readers allow (CLP: 23).
        int digits = exponent <= -100 || exponent >= 100 ? RoundedDigits - 1 : RoundedDigits;
        (BigInteger top, BigInteger bottom) = Scale(numerator, value.Denominator, digits - 1 - exponent);
        BigInteger rounded = BigInteger.DivRem(top, bottom, out BigInteger remainder);
        int half = (2 * remainder).CompareTo(bottom);
        rounded += half > 0 || (half == 0 && !rounded.IsEven) ? 1 : 0;
        string text = rounded.ToString(CultureInfo.InvariantCulture);
        exponent += text.Length - digits;
        return $"{(value.Sign < 0 ? "-" : string.Empty)}{text[0]}.{text[1..digits]}e{exponent}";
    }

    /// <summary>The number of decimal digits of an integer.</summary>
    public static int DigitCount(BigInteger value) => BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).Length;

    private static (BigInteger Top, BigInteger Bottom) Scale(BigInteger top, BigInteger bottom, int power) =>
        power >= 0 ? (top * BigInteger.Pow(10, power), bottom) : (top, bottom * BigInteger.Pow(10, -power));
}

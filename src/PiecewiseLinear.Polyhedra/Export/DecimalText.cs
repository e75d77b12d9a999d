using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>Rational numbers as decimal text: in full where they have a finite expansion of bearable length, else rounded to 17 digits.</summary>
/// <remarks>p/q in lowest terms has a finite expansion iff q = 2^s·5^t; it then has max(s, t) decimals.</remarks>
internal static class DecimalText
{
    /// <summary>The digits of a rounded number: as many as a double needs.</summary>
    public const int RoundedDigits = 17;

    /// <summary>The exact number, without an exponent, in at most <paramref name="maximumDigits"/> digits; null if that cannot be.</summary>
    public static string? Exact(Rational value, int maximumDigits)
    {
        BigInteger rest = value.Denominator;
        int twos = Divide(ref rest, 2);
        int fives = Divide(ref rest, 5);
        int decimals = Math.Max(twos, fives);
        if (!rest.IsOne || decimals > maximumDigits)
        {
            return null;
        }

        BigInteger scaled = BigInteger.Abs(value.Numerator) * BigInteger.Pow(10, decimals) / value.Denominator;
        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        if (digits.Length > maximumDigits)
        {
            return null;
        }

        string sign = value.Sign < 0 ? "-" : string.Empty;
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

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

    private static int Divide(ref BigInteger value, int factor)
    {
        int count = 0;
        for (BigInteger quotient; (quotient = BigInteger.DivRem(value, factor, out BigInteger remainder)) > 0 && remainder.IsZero; count++)
        {
            value = quotient;
        }

        return count;
    }
}

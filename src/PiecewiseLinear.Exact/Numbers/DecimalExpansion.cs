using System.Globalization;
using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>Rational numbers as decimal text in full, where they have a finite expansion.</summary>
/// <remarks>p/q in lowest terms has a finite expansion iff q = 2^s·5^t; it then has max(s, t) decimals.</remarks>
public static class DecimalExpansion
{
    /// <summary>The exact number, without an exponent, in at most <paramref name="maximumDigits"/> digits; null if that cannot be.</summary>
    public static string? Of(Rational value, int maximumDigits)
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

using System.Globalization;
using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>The exact reader of <c>[+-]digits[.digits][e[+-]digits]</c> and <c>[+-]digits/digits</c>; ASCII digits only, no white space.</summary>
internal static class RationalParser
{
    public static bool TryParse(string text, NumberLimits limits, out Rational value, out string? error)
    {
        value = default;
        ReadOnlySpan<char> rest = text;
        bool negative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            rest = rest[1..];
        }

        int slash = rest.IndexOf('/');
        Rational magnitude;
        bool read = slash >= 0
            ? TryFraction(rest[..slash], rest[(slash + 1)..], limits, out magnitude, out error)
            : TryDecimal(rest, limits, out magnitude, out error);
        if (!read)
        {
            error = $"'{Shown(text)}' is not a number: {error}";
            return false;
        }

        value = negative ? -magnitude : magnitude;
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<char> top, ReadOnlySpan<char> bottom, NumberLimits limits, out Rational value, out string? error)
    {
        value = default;
        if (!TryDigits(top, limits, out BigInteger numerator, out error) || !TryDigits(bottom, limits, out BigInteger denominator, out error))
        {
            return false;
        }

        if (denominator.IsZero)
        {
            error = "the denominator of a fraction must not be 0";
            return false;
        }

        value = new Rational(numerator, denominator);
        return true;
    }

    private static bool TryDecimal(ReadOnlySpan<char> text, NumberLimits limits, out Rational value, out string? error)
    {
        value = default;
        int exponent = 0;
        int mark = text.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            if (!TryExponent(text[(mark + 1)..], limits, out exponent, out error))
            {
                return false;
            }

            text = text[..mark];
        }

        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point >= 0 ? text[..point] : text;
        ReadOnlySpan<char> part = point >= 0 ? text[(point + 1)..] : [];
        if (whole.Length + part.Length == 0)
        {
            error = "a number needs at least one digit";
            return false;
        }

        if (!TryDigits(string.Concat(whole, part), limits, out BigInteger mantissa, out error))
        {
            return false;
        }

        int shift = exponent - part.Length;
        value = shift >= 0 ? (Rational)(mantissa * BigInteger.Pow(10, shift)) : new Rational(mantissa, BigInteger.Pow(10, -shift));
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<char> text, NumberLimits limits, out int exponent, out string? error)
    {
        exponent = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<char> digits = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            error = "an exponent is a whole number";
            return false;
        }

        digits = digits.TrimStart('0');
        if (digits.Length > 9 || (digits.Length > 0 && int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) > limits.MaxExponent))
        {
            error = $"its exponent is beyond the limit of ±{limits.MaxExponent}";
            return false;
        }

        exponent = digits.IsEmpty ? 0 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        exponent = negative ? -exponent : exponent;
        error = null;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> digits, NumberLimits limits, out BigInteger value, out string? error)
    {
        value = BigInteger.Zero;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            error = "expected a decimal such as -0.5 or 1e-3, or a fraction such as 1/3";
            return false;
        }

        if (digits.Length > limits.MaxDigits)
        {
            error = $"it has {digits.Length} digits, more than the limit of {limits.MaxDigits}";
            return false;
        }

        value = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        error = null;
        return true;
    }

    private static string Shown(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 37), "...");
}

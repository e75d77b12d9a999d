using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The one spelling of each rational number: an integer <c>-5</c>; where the denominator is a power of two above 1, <c>mp-k</c> for m · 2^−k with
/// m odd; otherwise the fraction <c>p/q</c> in lowest terms with q &gt; 2. No leading zeros, no plus sign, no minus zero.
/// </summary>
internal static class CanonicalNumber
{
    public static string Spell(Rational value)
    {
        BigInteger denominator = value.Denominator;
        string numerator = value.Numerator.ToString(CultureInfo.InvariantCulture);
        return denominator.IsOne ? numerator
            : denominator.IsPowerOfTwo ? string.Create(CultureInfo.InvariantCulture, $"{numerator}p-{denominator.GetBitLength() - 1}")
            : string.Create(CultureInfo.InvariantCulture, $"{numerator}/{denominator}");
    }

    /// <summary>Reads a spelling; false with the reason for anything but the canonical one.</summary>
    public static bool TryRead(string text, out Rational value, out string problem)
    {
        value = default;
        int mark = text.AsSpan().IndexOfAny('p', '/');
        if (!TryInteger(mark < 0 ? text : text[..mark], out BigInteger numerator, out problem))
        {
            return false;
        }

        if (mark < 0)
        {
            value = numerator;
            return true;
        }

        return text[mark] == 'p' ? TryDyadic(text, mark, numerator, out value, out problem) : TryFraction(text, mark, numerator, out value, out problem);
    }

    private static bool TryDyadic(string text, int mark, BigInteger mantissa, out Rational value, out string problem)
    {
        value = default;
        ReadOnlySpan<char> digits = text.AsSpan(Math.Min(mark + 2, text.Length));
        if (text.Length < mark + 3 || text[mark + 1] != '-' || digits[0] == '0' || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int exponent))
        {
            problem = $"expected m'p-'k with k > 0 without leading zeros, found '{Shown(text)}'";
            return false;
        }

        if (exponent > FormatLimits.BinaryExponent)
        {
            problem = $"the exponent of '{Shown(text)}' is beyond the limit of {FormatLimits.BinaryExponent}";
            return false;
        }

        if (mantissa.IsEven)
        {
            problem = $"expected an odd mantissa, found '{Shown(text)}'";
            return false;
        }

        value = new Dyadic(mantissa, -exponent).ToRational();
        problem = "";
        return true;
    }

    private static bool TryFraction(string text, int mark, BigInteger numerator, out Rational value, out string problem)
    {
        value = default;
        if (!TryInteger(text[(mark + 1)..], out BigInteger denominator, out problem))
        {
            return false;
        }

        if (denominator.Sign <= 0 || denominator.IsPowerOfTwo)
        {
            problem = $"expected a positive denominator that is no power of two, found '{Shown(text)}'";
            return false;
        }

        value = new Rational(numerator, denominator);
        problem = value.Denominator == denominator ? "" : $"expected lowest terms, found '{Shown(text)}'";
        return problem.Length == 0;
    }

    /// <summary>Reads an integer's spelling; false with the reason for anything but the canonical one.</summary>
    public static bool TryInteger(string text, out BigInteger value, out string problem)
    {
        value = default;
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        bool canonical = digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') && (digits[0] != '0' || text.Length == 1);
        problem = !canonical ? $"expected an integer without leading zeros or plus sign, found '{Shown(text)}'"
            : digits.Length > FormatLimits.Digits ? $"the number has {digits.Length} digits, more than the limit of {FormatLimits.Digits}"
            : "";
        if (problem.Length == 0)
        {
            value = BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        return problem.Length == 0;
    }

    private static string Shown(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 37), "...");
}

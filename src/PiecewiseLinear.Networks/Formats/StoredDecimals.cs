using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Formats;

/// <summary>
/// Weights written as decimals: each is read as the nearest double (ties to even), and that double is the weight from then on. Remembers
/// the first decimal that no double equals, so that the report can say so.
/// </summary>
internal sealed class StoredDecimals
{
    private string? _inexact;

    /// <summary>A sentence for the report; null when every decimal was a double.</summary>
    public string? Note
        => _inexact is null ? null : $"decimals were read as the nearest float64, and those are the weights from then on ({_inexact} is the first that is no float64)";

    /// <summary>The nearest double to a decimal such as <c>-1.5e-3</c>; false when it is none or beyond the range of doubles.</summary>
    public bool TryRead(ReadOnlySpan<char> text, out double value)
    {
        const NumberStyles decimalStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(text, decimalStyle, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
        {
            return false;
        }

        if (_inexact is null && !IsExactly(text, value))
        {
            _inexact = text.ToString();
        }

        return true;
    }

    private static bool IsExactly(ReadOnlySpan<char> text, double value)
        => Rational.TryParse(text.ToString(), out Rational exact, out _) && exact == Rational.FromDouble(value);
}

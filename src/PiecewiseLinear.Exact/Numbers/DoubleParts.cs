namespace PiecewiseLinear.Exact;

/// <summary>The integer and the power of two that a finite double stands for.</summary>
public static class DoubleParts
{
    /// <summary>The pair (m, k) with <paramref name="value"/> = m · 2^k and |m| &lt; 2^53; not normalized.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public static (long Mantissa, int Exponent) Of(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "expected a finite number");
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        int biased = (int)((bits >> 52) & 0x7FF);
        long fraction = bits & 0xFFFFFFFFFFFFFL;
        long mantissa = biased == 0 ? fraction : fraction | (1L << 52);
        return (bits < 0 ? -mantissa : mantissa, Math.Max(biased, 1) - 1075);
    }
}

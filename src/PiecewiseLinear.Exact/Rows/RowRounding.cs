using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>Correct rounding of the entries of a row to doubles, straight from their digits.</summary>
internal static class RowRounding
{
    private const int Precision = 53;

    /// <summary>Below this exponent of the leading bit a double is subnormal and has fewer bits.</summary>
    private const int LeastNormalExponent = -1022;

    public static int Round(DyadicRow row, Span<double> target)
    {
        if (target.Length != row.Columns)
        {
            throw new ArgumentException($"the target has {target.Length} elements, expected {row.Columns}", nameof(target));
        }

        target.Clear();
        if (row.IsZero)
        {
            return 0;
        }

        Span<int> lengths = row.Columns <= 256 ? stackalloc int[row.Columns] : new int[row.Columns];
        Span<uint> magnitude = row.DigitCount <= 64 ? stackalloc uint[row.DigitCount] : new uint[row.DigitCount];
        int longest = 0;
        for (int j = 0; j < row.Columns; j++)
        {
            int start = row.StartOf(j);
            lengths[j] = 0;
            if (start >= 0)
            {
                bool negative = Magnitude(row, start, magnitude);
                (ulong mantissa, lengths[j]) = Leading(magnitude);
                longest = Math.Max(longest, lengths[j]);
                target[j] = negative ? -(double)mantissa : mantissa;
            }
        }

        int scale = longest - 1;
        for (int j = 0; j < row.Columns; j++)
        {
            if (lengths[j] - 1 - scale >= LeastNormalExponent)
            {
                target[j] = Math.ScaleB(target[j], lengths[j] - Precision - scale);
            }
            else if (lengths[j] > 0)
            {
                target[j] = new Dyadic(row.IntegerAt(j), -scale).ToDoubleApproximate();
            }
        }

        return checked(scale + row.Exponent);
    }

    /// <summary>The digits of the absolute value; returns whether the value is negative.</summary>
    private static bool Magnitude(DyadicRow row, int start, Span<uint> magnitude)
    {
        ReadOnlySpan<int> digits = row.Digits.AsSpan(start);
        int last = magnitude.Length - 1;
        bool negative = digits[last * DyadicRow.Lanes] < 0;
        long carry = 0;
        for (int l = 0; l < last; l++)
        {
            long digit = (negative ? -(long)digits[l * DyadicRow.Lanes] : digits[l * DyadicRow.Lanes]) + carry;
            magnitude[l] = (uint)(digit & DyadicRow.DigitMask);
            carry = digit >> DyadicRow.DigitBits;
        }

        magnitude[last] = (uint)(carry + Math.Abs((long)digits[last * DyadicRow.Lanes]));
        return negative;
    }

    /// <summary>The 53 leading bits, rounded to nearest even (2⁵³ after a carry), and the bit length before rounding; (0, 0) for zero.</summary>
    private static (ulong Mantissa, int Length) Leading(ReadOnlySpan<uint> magnitude)
    {
        int top = magnitude.LastIndexOfAnyExcept(0u);
        if (top < 0)
        {
            return (0, 0);
        }

        // The top digit may have 29 bits; four digits hold at least 1 + 3·28 = 85 bits, of which 55 are kept, the last one made sticky.
        UInt128 bits = 0;
        for (int l = top; l > top - 4; l--)
        {
            bits = (bits << DyadicRow.DigitBits) | (l >= 0 ? magnitude[l] : 0u);
        }

        int leading = 32 - BitOperations.LeadingZeroCount(magnitude[top]);
        int drop = (3 * DyadicRow.DigitBits) + leading - Precision - 2;
        ulong kept = (ulong)(bits >> drop);
        bool rest = (bits & ((UInt128.One << drop) - 1)) != 0 || (top >= 4 && magnitude[..(top - 3)].ContainsAnyExcept(0u));
        kept |= rest ? 1ul : 0ul;
        ulong mantissa = kept >> 2;
        mantissa += (kept & 3) > 2 || ((kept & 3) == 2 && (mantissa & 1) == 1) ? 1ul : 0ul;
        return (mantissa, (top * DyadicRow.DigitBits) + leading);
    }
}

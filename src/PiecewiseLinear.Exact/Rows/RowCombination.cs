using System.Buffers;
using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// The exact weighted sum of rows. First the exponent and the number of digits of the result are found from the exponents and magnitudes of the
/// terms, then every term is added at its digit offset without carries, then the carries are settled and the digits are trimmed.
/// </summary>
internal static class RowCombination
{
    /// <summary>
    /// How many products of digits (each ≤ 2⁵⁶) a 64-bit word takes before its carry must be settled: 120 · 2⁵⁶ plus the carry-free rest of at
    /// most 2²⁸ (or a top digit of that size) stays below 2⁶³.
    /// </summary>
    private const int ProductsPerCarry = 120;

    public static DyadicRow Combine(ReadOnlySpan<DyadicRow?> rows, ReadOnlySpan<double> weights)
    {
        if (rows.Length != weights.Length)
        {
            throw new ArgumentException($"{weights.Length} weights were given for {rows.Length} rows", nameof(weights));
        }

        Term[]? rented = rows.Length > 128 ? ArrayPool<Term>.Shared.Rent(rows.Length) : null;
        Span<Term> terms = rented ?? stackalloc Term[128];
        try
        {
            terms = terms[..Collect(rows, weights, terms, out int columns)];
            return terms.IsEmpty ? DyadicRow.Zero(columns) : Sum(rows, terms, columns);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<Term>.Shared.Return(rented);
            }
        }
    }

    public static DyadicRow Gather(ReadOnlySpan<Dyadic> values)
    {
        int least = int.MaxValue;
        long top = long.MinValue;
        foreach (Dyadic value in values)
        {
            if (!value.IsZero)
            {
                least = Math.Min(least, value.Exponent);
                top = Math.Max(top, value.Exponent + (long)BigInteger.Abs(value.Mantissa).GetBitLength());
            }
        }

        if (least == int.MaxValue)
        {
            return DyadicRow.Zero(values.Length);
        }

        RowAccumulator sum = new(values.Length, DigitsFor(top - least), null);
        try
        {
            for (int j = 0; j < values.Length; j++)
            {
                if (!values[j].IsZero)
                {
                    sum.AddInteger(j, values[j].Mantissa << (values[j].Exponent - least));
                }
            }

            return sum.ToRow(least);
        }
        finally
        {
            sum.Release();
        }
    }

    /// <summary>The terms that are not zero.</summary>
    private static int Collect(ReadOnlySpan<DyadicRow?> rows, ReadOnlySpan<double> weights, Span<Term> terms, out int columns)
    {
        columns = -1;
        int count = 0;
        for (int k = 0; k < rows.Length; k++)
        {
            if (rows[k] is not { } row)
            {
                continue;
            }

            if (columns >= 0 && row.Columns != columns)
            {
                throw new ArgumentException($"row {k} has {row.Columns} columns, the rows before it have {columns}", nameof(rows));
            }

            columns = row.Columns;
            double weight = weights[k];
            if (weight != 0 && !row.IsZero)
            {
                (long mantissa, int exponent) = DoubleParts.Of(weight);
                int zeros = BitOperations.TrailingZeroCount(mantissa);
                terms[count++] = new Term(k, mantissa >> zeros, checked(exponent + zeros + row.Exponent));
            }
            else if (!double.IsFinite(weight))
            {
                throw new ArgumentOutOfRangeException(nameof(weights), weight, $"weight {k}: expected a finite number");
            }
        }

        return columns >= 0 ? count : throw new ArgumentException("expected at least one row that is not null", nameof(rows));
    }

    private static DyadicRow Sum(ReadOnlySpan<DyadicRow?> rows, ReadOnlySpan<Term> terms, int columns)
    {
        int least = int.MaxValue;
        long top = long.MinValue;
        foreach (Term term in terms)
        {
            least = Math.Min(least, term.Exponent);
            top = Math.Max(top, (long)term.Exponent + rows[term.Row]!.MagnitudeBits + BitLength(term.Mantissa));
        }

        // |Σ| < n · 2^(top − least): the logarithm of the number of terms, rounded up, is the room for their sum.
        int room = BitOperations.Log2((uint)terms.Length * 2 - 1);
        RowAccumulator sum = new(columns, DigitsFor(top - least + room), StoredTiles(rows, terms, columns));
        try
        {
            int pending = 0;
            foreach (Term term in terms)
            {
                if (pending > ProductsPerCarry - 3)
                {
                    sum.SettleCarries();
                    pending = 0;
                }

                pending += sum.Add(rows[term.Row]!, term.Mantissa, term.Exponent - least);
            }

            return sum.ToRow(least);
        }
        finally
        {
            sum.Release();
        }
    }

    /// <summary>The digits that hold every |v| &lt; 2^bits with room for the sign in the top digit.</summary>
    private static int DigitsFor(long bits) => checked((int)(bits / DyadicRow.DigitBits) + 1);

    private static int BitLength(long mantissa) => 64 - BitOperations.LeadingZeroCount((ulong)Math.Abs(mantissa));

    /// <summary>The union of the tiles of the terms in ascending order; null when that is all of them.</summary>
    private static int[]? StoredTiles(ReadOnlySpan<DyadicRow?> rows, ReadOnlySpan<Term> terms, int columns)
    {
        foreach (Term term in terms)
        {
            if (rows[term.Row]!.Tiles is null)
            {
                return null;
            }
        }

        int tiles = (columns + DyadicRow.Lanes - 1) / DyadicRow.Lanes;
        Span<bool> used = tiles <= 1024 ? stackalloc bool[tiles] : new bool[tiles];
        int count = 0;
        foreach (Term term in terms)
        {
            foreach (int tile in rows[term.Row]!.Tiles!)
            {
                count += used[tile] ? 0 : 1;
                used[tile] = true;
            }
        }

        if (count == tiles)
        {
            return null;
        }

        int[] stored = new int[count];
        for (int tile = 0, next = 0; tile < tiles; tile++)
        {
            if (used[tile])
            {
                stored[next++] = tile;
            }
        }

        return stored;
    }

    /// <summary>The term mantissa · 2^exponent · (the integers of the row).</summary>
    private readonly record struct Term(int Row, long Mantissa, int Exponent);
}

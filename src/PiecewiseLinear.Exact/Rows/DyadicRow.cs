using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// An immutable row of exact dyadic numbers with one common power of two: entry j is <see cref="IntegerAt"/>(j) · 2^<see cref="Exponent"/>.
/// It is what an affine form ⟨a, x⟩ + c over the inputs is while a network is composed: weighted sums of rows, no division, no gcd.
/// </summary>
/// <remarks>
/// <para>An entry is stored in digits of radix 2²⁸: all digits but the top one lie in [0, 2²⁸), the top one is signed with magnitude at most 2²⁸,
/// so that a product of a digit with a digit of a weight is below 2⁵⁶ and 120 of them are summed in a 64-bit word before a carry is due.
/// Eight columns form a tile whose digits lie side by side (digit l of the tile's eight columns, then digit l + 1, …), which is what SIMD
/// works on. Tiles that are zero throughout need not be stored (rows of convolutions, unit rows).</para>
/// <para>The representation is not canonical: the integers may share a factor two.</para>
/// </remarks>
public sealed class DyadicRow
{
    internal const int DigitBits = 28;
    internal const int DigitMask = (1 << DigitBits) - 1;
    internal const int Lanes = 8;

    private readonly int[] _digits;
    private readonly int[]? _tiles;

    internal DyadicRow(int columns, int exponent, int digitCount, int magnitudeBits, int[] digits, int[]? tiles)
    {
        Columns = columns;
        Exponent = exponent;
        DigitCount = digitCount;
        MagnitudeBits = magnitudeBits;
        _digits = digits;
        _tiles = tiles;
    }

    /// <summary>The number of entries.</summary>
    public int Columns { get; }

    /// <summary>The common exponent of two (0 for the zero row).</summary>
    public int Exponent { get; }

    /// <summary>Whether every entry is zero.</summary>
    public bool IsZero => DigitCount == 0;

    /// <summary>The number of digits of every entry.</summary>
    internal int DigitCount { get; }

    /// <summary>A number B with |IntegerAt(j)| &lt; 2^B for every j.</summary>
    internal int MagnitudeBits { get; }

    /// <summary>The digits; digit l of lane c of the tile at position p is at (p · DigitCount + l) · 8 + c.</summary>
    internal int[] Digits => _digits;

    /// <summary>The stored tiles in ascending order, or null when all of them are stored.</summary>
    internal int[]? Tiles => _tiles;

    /// <summary>The row of zeros.</summary>
    public static DyadicRow Zero(int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        return new(columns, 0, 0, 0, [], []);
    }

    /// <summary>The row with 1 at <paramref name="column"/> and 0 elsewhere.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static DyadicRow Unit(int columns, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, columns);
        int[] digits = new int[Lanes];
        digits[column % Lanes] = 1;
        return new DyadicRow(columns, 0, 1, 1, digits, columns <= Lanes ? null : [column / Lanes]);
    }

    /// <summary>The row with the exact values of the given doubles.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is NaN or infinite.</exception>
    public static DyadicRow FromDoubles(ReadOnlySpan<double> values)
    {
        Dyadic[] exact = new Dyadic[values.Length];
        for (int j = 0; j < values.Length; j++)
        {
            exact[j] = Dyadic.FromDouble(values[j]);
        }

        return FromDyadics(exact);
    }

    /// <summary>The row with the given entries.</summary>
    public static DyadicRow FromDyadics(ReadOnlySpan<Dyadic> values) => RowCombination.Gather(values);

    /// <summary>
    /// The exact sum Σₖ weightsₖ · rowsₖ. A null row counts as zero; at least one row is not null and all that are not have the same number
    /// of columns. Cost: the number of products of digits, n · columns · digits of the rows · digits of the weights (2 for a float32, 3 for
    /// a float64), eight at a time with AVX-512 and four with AVX2.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ, all rows are null, or the rows have different numbers of columns.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weight of a row that is not null is NaN or infinite.</exception>
    public static DyadicRow Combine(ReadOnlySpan<DyadicRow?> rows, ReadOnlySpan<double> weights) => RowCombination.Combine(rows, weights);

    /// <summary>The integer of entry <paramref name="column"/>, whose value is this integer · 2^<see cref="Exponent"/>.</summary>
    public BigInteger IntegerAt(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        int start = StartOf(column);
        if (start < 0)
        {
            return BigInteger.Zero;
        }

        if (DigitCount <= 2)
        {
            long high = DigitCount == 2 ? (long)_digits[start + Lanes] << DigitBits : 0;
            return new BigInteger(high + _digits[start]);
        }

        // Two digits are 56 bits are 7 bytes; the signed top pair is written over 8 bytes, which extends its sign.
        int pairs = (DigitCount + 1) / 2;
        Span<byte> bytes = pairs <= 64 ? stackalloc byte[(7 * pairs) + 1] : new byte[(7 * pairs) + 1];
        for (int p = 0; p < pairs; p++)
        {
            int low = start + (2 * p * Lanes);
            long high = (2 * p) + 1 < DigitCount ? _digits[low + Lanes] : 0;
            BitConverter.TryWriteBytes(bytes[(7 * p)..], (high << DigitBits) + _digits[low]);
        }

        return new BigInteger(bytes);
    }

    /// <summary>The exact value of entry <paramref name="column"/>.</summary>
    public Dyadic ValueAt(int column) => new(IntegerAt(column), Exponent);

    /// <summary>The exact scalar product with an integer vector of <see cref="Columns"/> entries.</summary>
    /// <exception cref="ArgumentException">The vector has another length.</exception>
    public Dyadic Dot(ReadOnlySpan<BigInteger> vector)
    {
        if (vector.Length != Columns)
        {
            throw new ArgumentException($"the vector has {vector.Length} entries, expected {Columns}", nameof(vector));
        }

        BigInteger sum = BigInteger.Zero;
        for (int j = 0; j < vector.Length; j++)
        {
            if (!vector[j].IsZero)
            {
                sum += vector[j] * IntegerAt(j);
            }
        }

        return new Dyadic(sum, Exponent);
    }

    /// <summary>The row with every entry's sign changed.</summary>
    public DyadicRow Negate() => Combine([this], [-1d]);

    /// <summary>The row times 2^<paramref name="power"/>; shares the digits.</summary>
    public DyadicRow ScaleByPowerOfTwo(int power)
        => IsZero ? this : new DyadicRow(Columns, checked(Exponent + power), DigitCount, MagnitudeBits, _digits, _tiles);

    /// <summary>
    /// Writes every entry divided by 2^e, correctly rounded to the nearest double (ties to even, subnormals included), and returns e. The
    /// scale is such that the largest magnitude lies in [1, 2) before it is rounded; e = 0 for the zero row.
    /// </summary>
    /// <exception cref="ArgumentException">The target has not <see cref="Columns"/> elements.</exception>
    public int Round(Span<double> target) => RowRounding.Round(this, target);

    /// <summary>Where the lowest digit of an entry lies, or −1 when its tile is not stored.</summary>
    internal int StartOf(int column)
    {
        int tile = column / Lanes;
        int position = _tiles is null ? (IsZero ? -1 : tile) : Array.BinarySearch(_tiles, tile);
        return position < 0 ? -1 : (position * DigitCount * Lanes) + (column % Lanes);
    }
}

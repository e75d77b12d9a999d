using System.Buffers;
using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// A row under construction: per entry one 64-bit word a digit, carries outstanding. Its words come from a pool, hence
/// <see cref="Release"/>.
/// </summary>
internal ref struct RowAccumulator
{
    private readonly int _columns;
    private readonly int _digits;
    private readonly int[]? _stored;
    private readonly int _tileCount;
    private readonly long[] _words;

    /// <summary>Zero, with the given number of digits and the given tiles (null: all).</summary>
    public RowAccumulator(int columns, int digits, int[]? stored)
    {
        _columns = columns;
        _digits = digits;
        _stored = stored;
        _tileCount = stored?.Length ?? (columns + DyadicRow.Lanes - 1) / DyadicRow.Lanes;
        int length = checked(_tileCount * digits * DyadicRow.Lanes);
        _words = ArrayPool<long>.Shared.Rent(length);
        _words.AsSpan(0, length).Clear();
    }

    public readonly void Release() => ArrayPool<long>.Shared.Return(_words);

    /// <summary>Adds mantissa · 2^shift · row; returns how many products of digits a word may have received.</summary>
    public readonly int Add(DyadicRow row, long mantissa, int shift)
    {
        int offset = shift / DyadicRow.DigitBits;
        UInt128 weight = (UInt128)(ulong)Math.Abs(mantissa) << (shift % DyadicRow.DigitBits);
        int w0 = (int)(weight & DyadicRow.DigitMask);
        int w1 = (int)((weight >> DyadicRow.DigitBits) & DyadicRow.DigitMask);
        int w2 = (int)(weight >> (2 * DyadicRow.DigitBits));
        if (mantissa < 0)
        {
            (w0, w1, w2) = (-w0, -w1, -w2);
        }

        if (row.Tiles == null)
        {
            AddTiles(row, 0, 0, _tileCount, offset, w0, w1, w2);
        }
        else
        {
            int place = 0;
            for (int p = 0; p < row.Tiles.Length; p++)
            {
                place = _stored is null ? row.Tiles[p] : Find(row.Tiles[p], place);
                AddTiles(row, p, place, 1, offset, w0, w1, w2);
            }
        }

        return w2 != 0 ? 3 : 2;
    }

    /// <summary>Adds an integer to one entry; every tile is stored.</summary>
    public readonly void AddInteger(int column, BigInteger value)
    {
        int at = ((column / DyadicRow.Lanes) * _digits * DyadicRow.Lanes) + (column % DyadicRow.Lanes);
        bool negative = value.Sign < 0;
        Span<byte> bytes = new byte[value.GetByteCount() + sizeof(ulong)];
        BigInteger.Abs(value).TryWriteBytes(bytes, out int _, isUnsigned: true);
        for (int bit = 0; (bit >> 3) + sizeof(ulong) <= bytes.Length; bit += DyadicRow.DigitBits, at += DyadicRow.Lanes)
        {
            long digit = (long)(BitConverter.ToUInt64(bytes[(bit >> 3)..]) >> (bit & 7)) & DyadicRow.DigitMask;
            if (digit != 0)
            {
                _words[at] += negative ? -digit : digit;
            }
        }
    }

    /// <summary>Brings every digit but the top one into [0, 2²⁸).</summary>
    public readonly void SettleCarries()
    {
        for (int p = 0; p < _tileCount; p++)
        {
            DigitKernel.SettleCarries(ref _words[p * _digits * DyadicRow.Lanes], _digits);
        }
    }

    /// <summary>The finished row, without leading digits that only repeat the sign and without trailing digits that are zero throughout.</summary>
    public readonly DyadicRow ToRow(int exponent)
    {
        SettleCarries();
        int low = LeastUsedDigit();
        if (low == _digits)
        {
            return DyadicRow.Zero(_columns);
        }

        int high = _digits;
        int magnitude = MergeTopDigits(low, ref high);
        int count = high - low;
        int[] digits = new int[_tileCount * count * DyadicRow.Lanes];
        for (int p = 0; p < _tileCount; p++)
        {
            ReadOnlySpan<long> source = _words.AsSpan(((p * _digits) + low) * DyadicRow.Lanes, count * DyadicRow.Lanes);
            Span<int> target = digits.AsSpan(p * count * DyadicRow.Lanes, count * DyadicRow.Lanes);
            DigitKernel.Narrow(source, target);
        }

        int bits = ((count - 1) * DyadicRow.DigitBits) + 32 - BitOperations.LeadingZeroCount((uint)magnitude);
        return new DyadicRow(_columns, checked(exponent + (low * DyadicRow.DigitBits)), count, bits, digits, _stored);
    }

    private readonly void AddTiles(DyadicRow row, int from, int to, int count, int offset, int w0, int w1, int w2)
    {
        ref int source = ref row.Digits[from * row.DigitCount * DyadicRow.Lanes];
        ref long target = ref _words[((to * _digits) + offset) * DyadicRow.Lanes];
        DigitKernel.MultiplyAdd(ref target, _digits, ref source, row.DigitCount, count, w0, w1);
        if (w2 != 0)
        {
            ref long shifted = ref _words[((to * _digits) + offset + 2) * DyadicRow.Lanes];
            DigitKernel.MultiplyAdd(ref shifted, _digits, ref source, row.DigitCount, count, w2, 0);
        }
    }

    private readonly int Find(int tile, int from)
    {
        while (_stored![from] != tile)
        {
            from++;
        }

        return from;
    }

    private readonly int LeastUsedDigit()
    {
        for (int l = 0; l < _digits; l++)
        {
            for (int p = 0; p < _tileCount; p++)
            {
                if (_words.AsSpan(((p * _digits) + l) * DyadicRow.Lanes, DyadicRow.Lanes).ContainsAnyExcept(0L))
                {
                    return l;
                }
            }
        }

        return _digits;
    }

    /// <summary>
    /// Merges the top digit into the one below while it is 0 or −1 in every entry (the digit below lies in [0, 2²⁸), so the sum lies in
    /// [−2²⁸, 2²⁸)); returns the largest magnitude of the top digit that is left.
    /// </summary>
    private readonly int MergeTopDigits(int low, ref int high)
    {
        while (true)
        {
            long least = 0, most = 0;
            for (int p = 0; p < _tileCount; p++)
            {
                foreach (long top in _words.AsSpan(((p * _digits) + high - 1) * DyadicRow.Lanes, DyadicRow.Lanes))
                {
                    least = Math.Min(least, top);
                    most = Math.Max(most, top);
                }
            }

            if (least < -1 || most > 0 || high - 1 == low)
            {
                return (int)Math.Max(-least, most);
            }

            high--;
            for (int p = 0; p < _tileCount && least < 0; p++)
            {
                Span<long> pair = _words.AsSpan(((p * _digits) + high - 1) * DyadicRow.Lanes, 2 * DyadicRow.Lanes);
                for (int c = 0; c < DyadicRow.Lanes; c++)
                {
                    pair[c] += pair[c + DyadicRow.Lanes] << DyadicRow.DigitBits;
                }
            }
        }
    }
}

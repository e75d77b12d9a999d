using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PiecewiseLinear.Exact;

/// <summary>The inner loops over tiles of eight columns: multiply by up to two digits and add, settle carries, narrow.</summary>
internal static class DigitKernel
{
    private const int Lanes = DyadicRow.Lanes;

    /// <summary>
    /// For each of <paramref name="tiles"/> tiles and each digit l: target[l] += source[l] · w0 and target[l + 1] += source[l] · w1. The tiles
    /// of the target are <paramref name="targetDigits"/> digits apart, those of the source <paramref name="digits"/>.
    /// </summary>
    public static void MultiplyAdd(ref long target, int targetDigits, ref int source, int digits, int tiles, int w0, int w1)
    {
        if (Avx512F.IsSupported)
        {
            MultiplyAdd512(ref target, targetDigits, ref source, digits, tiles, w0, w1);
        }
        else if (Avx2.IsSupported)
        {
            MultiplyAdd256(ref target, targetDigits, ref source, digits, tiles, w0, w1);
        }
        else
        {
            MultiplyAddScalar(ref target, targetDigits, ref source, digits, tiles, w0, w1);
        }
    }

    /// <summary>Brings every digit of a tile but the top one into [0, 2²⁸), passing the rest on.</summary>
    public static void SettleCarries(ref long words, int digits)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<long> mask = Vector512.Create((long)DyadicRow.DigitMask);
            Vector512<long> word = Vector512.LoadUnsafe(ref words);
            for (int l = 0; l < digits - 1; l++)
            {
                Vector512.StoreUnsafe(word & mask, ref words, (nuint)(l * Lanes));
                word = Vector512.LoadUnsafe(ref words, (nuint)((l + 1) * Lanes)) + Vector512.ShiftRightArithmetic(word, DyadicRow.DigitBits);
            }

            Vector512.StoreUnsafe(word, ref words, (nuint)((digits - 1) * Lanes));
            return;
        }

        for (int at = 0; at < (digits - 1) * Lanes; at++)
        {
            ref long word = ref Unsafe.Add(ref words, at);
            Unsafe.Add(ref words, at + Lanes) += word >> DyadicRow.DigitBits;
            word &= DyadicRow.DigitMask;
        }
    }

    /// <summary>Stores settled words, which fit into 32 bits, as 32-bit digits.</summary>
    public static void Narrow(ReadOnlySpan<long> words, Span<int> digits)
    {
        for (int at = 0; at < digits.Length; at += 4)
        {
            Vector256.Narrow(Vector256.Create(words.Slice(at, 4)), Vector256<long>.Zero).GetLower().CopyTo(digits[at..]);
        }
    }

    internal static void MultiplyAddScalar(ref long target, int targetDigits, ref int source, int digits, int tiles, int w0, int w1)
    {
        for (int tile = 0; tile < tiles; tile++)
        {
            for (int at = 0; at < digits * Lanes; at++)
            {
                long digit = Unsafe.Add(ref source, (tile * digits * Lanes) + at);
                ref long word = ref Unsafe.Add(ref target, (tile * targetDigits * Lanes) + at);
                word += digit * w0;
                if (w1 != 0)
                {
                    Unsafe.Add(ref word, Lanes) += digit * w1;
                }
            }
        }
    }

    internal static void MultiplyAdd256(ref long target, int targetDigits, ref int source, int digits, int tiles, int w0, int w1)
    {
        Vector256<int> low = Vector256.Create((long)w0).AsInt32(), high = Vector256.Create((long)w1).AsInt32();
        for (int half = 0; half < 2 * tiles; half++)
        {
            ref int x = ref Unsafe.Add(ref source, ((half >> 1) * digits * Lanes) + ((half & 1) * 4));
            ref long y = ref Unsafe.Add(ref target, ((half >> 1) * targetDigits * Lanes) + ((half & 1) * 4));
            Vector256<long> carried = Vector256<long>.Zero;
            for (int l = 0; l < digits; l++)
            {
                Vector256<int> digit = Avx2.ConvertToVector256Int64(Vector128.LoadUnsafe(ref x)).AsInt32();
                Vector256.StoreUnsafe(Vector256.LoadUnsafe(ref y) + Avx2.Multiply(digit, low) + carried, ref y);
                carried = Avx2.Multiply(digit, high);
                x = ref Unsafe.Add(ref x, Lanes);
                y = ref Unsafe.Add(ref y, Lanes);
            }

            if (w1 != 0)
            {
                Vector256.StoreUnsafe(Vector256.LoadUnsafe(ref y) + carried, ref y);
            }
        }
    }

    internal static void MultiplyAdd512(ref long target, int targetDigits, ref int source, int digits, int tiles, int w0, int w1)
    {
        Vector512<int> low = Vector512.Create((long)w0).AsInt32(), high = Vector512.Create((long)w1).AsInt32();
        for (int tile = 0; tile < tiles; tile++)
        {
            ref int x = ref Unsafe.Add(ref source, tile * digits * Lanes);
            ref long y = ref Unsafe.Add(ref target, tile * targetDigits * Lanes);
            Vector512<long> carried = Vector512<long>.Zero;
            for (int l = 0; l < digits; l++)
            {
                Vector512<int> digit = Avx512F.ConvertToVector512Int64(Vector256.LoadUnsafe(ref x)).AsInt32();
                Vector512.StoreUnsafe(Vector512.LoadUnsafe(ref y) + Avx512F.Multiply(digit, low) + carried, ref y);
                carried = Avx512F.Multiply(digit, high);
                x = ref Unsafe.Add(ref x, Lanes);
                y = ref Unsafe.Add(ref y, Lanes);
            }

            if (w1 != 0)
            {
                Vector512.StoreUnsafe(Vector512.LoadUnsafe(ref y) + carried, ref y);
            }
        }
    }
}

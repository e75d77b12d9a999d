using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Certificates;

/// <summary>Products of small dense matrices of doubles, eight rows by sixteen columns at a time, or one row by sixty-four.</summary>
internal static class RowKernel
{
    public const int Rows = 8;

    /// <summary>result = left · right; the columns a multiple of eight. Each entry is a sum of <paramref name="inner"/> products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(double[] left, int leftStride, int rows, double[] right, int rightStride, int inner, double[] result, int resultStride, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(columns % CheckedNetwork.Lanes, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)Math.Max(0, rows - 1) * leftStride + inner, left.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)Math.Max(0, inner - 1) * rightStride + (inner > 0 ? columns : 0), right.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)Math.Max(0, rows - 1) * resultStride + columns, result.Length);
        ref double a = ref MemoryMarshal.GetArrayDataReference(left);
        ref double b = ref MemoryMarshal.GetArrayDataReference(right);
        ref double c = ref MemoryMarshal.GetArrayDataReference(result);
        int r = 0;
        for (; r + Rows <= rows; r += Rows)
        {
            ref double block = ref Unsafe.Add(ref a, (nint)r * leftStride);
            ref double target = ref Unsafe.Add(ref c, (nint)r * resultStride);
            int column = 0;
            for (; column + 16 <= columns; column += 16)
            {
                Two(ref block, leftStride, ref Unsafe.Add(ref b, column), rightStride, inner, ref Unsafe.Add(ref target, column), resultStride);
            }

            if (column < columns)
            {
                One(ref block, leftStride, ref Unsafe.Add(ref b, column), rightStride, inner, ref Unsafe.Add(ref target, column), resultStride);
            }
        }

        for (; r < rows; r++)
        {
            Single(ref Unsafe.Add(ref a, (nint)r * leftStride), ref b, rightStride, inner, ref Unsafe.Add(ref c, (nint)r * resultStride), columns);
        }
    }

    /// <summary>How many rows a batch of so many takes: eights, but one or two stay as they are.</summary>
    public static int Padded(int rows) => rows <= 2 ? rows : (rows + Rows - 1) / Rows * Rows;

    /// <summary>One row: as many columns at a time as hide the latency of the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Single(ref double left, ref double right, int rightStride, int inner, ref double result, int columns)
    {
        int column = 0;
        for (; column + 64 <= columns; column += 64)
        {
            Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            ref double at = ref Unsafe.Add(ref right, column);
            for (nint i = 0; i < inner; i++)
            {
                Vector512<double> m = Vector512.Create(Unsafe.Add(ref left, i));
                s0 = Vector512.MultiplyAddEstimate(m, Vector512.LoadUnsafe(ref at), s0);
                s1 = Vector512.MultiplyAddEstimate(m, Vector512.LoadUnsafe(ref at, 8), s1);
                s2 = Vector512.MultiplyAddEstimate(m, Vector512.LoadUnsafe(ref at, 16), s2);
                s3 = Vector512.MultiplyAddEstimate(m, Vector512.LoadUnsafe(ref at, 24), s3);
                s4 = Vector512.MultiplyAddEstimate(m, Vector512.LoadUnsafe(ref at, 32), s4);
                s5 = Vector512.MultiplyAddEstimate(m, Vector512.LoadUnsafe(ref at, 40), s5);
                s6 = Vector512.MultiplyAddEstimate(m, Vector512.LoadUnsafe(ref at, 48), s6);
                s7 = Vector512.MultiplyAddEstimate(m, Vector512.LoadUnsafe(ref at, 56), s7);
                at = ref Unsafe.Add(ref at, rightStride);
            }

            ref double target = ref Unsafe.Add(ref result, column);
            s0.StoreUnsafe(ref target);
            s1.StoreUnsafe(ref target, 8);
            s2.StoreUnsafe(ref target, 16);
            s3.StoreUnsafe(ref target, 24);
            s4.StoreUnsafe(ref target, 32);
            s5.StoreUnsafe(ref target, 40);
            s6.StoreUnsafe(ref target, 48);
            s7.StoreUnsafe(ref target, 56);
        }

        for (; column < columns; column += CheckedNetwork.Lanes)
        {
            Vector512<double> sum = default;
            ref double at = ref Unsafe.Add(ref right, column);
            for (nint i = 0; i < inner; i++)
            {
                sum = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref left, i)), Vector512.LoadUnsafe(ref at), sum);
                at = ref Unsafe.Add(ref at, rightStride);
            }

            sum.StoreUnsafe(ref result, (nuint)column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(ref double left, int leftStride, ref double right, int rightStride, int inner, ref double result, int resultStride)
    {
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        Vector512<double> t0 = default, t1 = default, t2 = default, t3 = default, t4 = default, t5 = default, t6 = default, t7 = default;
        ref double l4 = ref Unsafe.Add(ref left, (nint)4 * leftStride);
        nint one = leftStride, two = 2 * one, three = 3 * one;
        for (nint i = 0; i < inner; i++)
        {
            Vector512<double> v = Vector512.LoadUnsafe(ref right), w = Vector512.LoadUnsafe(ref right, 8);
            right = ref Unsafe.Add(ref right, rightStride);
            Vector512<double> m = Vector512.Create(Unsafe.Add(ref left, i));
            s0 = Vector512.MultiplyAddEstimate(m, v, s0);
            t0 = Vector512.MultiplyAddEstimate(m, w, t0);
            m = Vector512.Create(Unsafe.Add(ref left, i + one));
            s1 = Vector512.MultiplyAddEstimate(m, v, s1);
            t1 = Vector512.MultiplyAddEstimate(m, w, t1);
            m = Vector512.Create(Unsafe.Add(ref left, i + two));
            s2 = Vector512.MultiplyAddEstimate(m, v, s2);
            t2 = Vector512.MultiplyAddEstimate(m, w, t2);
            m = Vector512.Create(Unsafe.Add(ref left, i + three));
            s3 = Vector512.MultiplyAddEstimate(m, v, s3);
            t3 = Vector512.MultiplyAddEstimate(m, w, t3);
            m = Vector512.Create(Unsafe.Add(ref l4, i));
            s4 = Vector512.MultiplyAddEstimate(m, v, s4);
            t4 = Vector512.MultiplyAddEstimate(m, w, t4);
            m = Vector512.Create(Unsafe.Add(ref l4, i + one));
            s5 = Vector512.MultiplyAddEstimate(m, v, s5);
            t5 = Vector512.MultiplyAddEstimate(m, w, t5);
            m = Vector512.Create(Unsafe.Add(ref l4, i + two));
            s6 = Vector512.MultiplyAddEstimate(m, v, s6);
            t6 = Vector512.MultiplyAddEstimate(m, w, t6);
            m = Vector512.Create(Unsafe.Add(ref l4, i + three));
            s7 = Vector512.MultiplyAddEstimate(m, v, s7);
            t7 = Vector512.MultiplyAddEstimate(m, w, t7);
        }

        Store(ref result, 0, s0, t0);
        Store(ref result, resultStride, s1, t1);
        Store(ref result, 2 * (nint)resultStride, s2, t2);
        Store(ref result, 3 * (nint)resultStride, s3, t3);
        Store(ref result, 4 * (nint)resultStride, s4, t4);
        Store(ref result, 5 * (nint)resultStride, s5, t5);
        Store(ref result, 6 * (nint)resultStride, s6, t6);
        Store(ref result, 7 * (nint)resultStride, s7, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ref double left, int leftStride, ref double right, int rightStride, int inner, ref double result, int resultStride)
    {
        Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        ref double l4 = ref Unsafe.Add(ref left, (nint)4 * leftStride);
        nint one = leftStride, two = 2 * one, three = 3 * one;
        for (nint i = 0; i < inner; i++)
        {
            Vector512<double> v = Vector512.LoadUnsafe(ref right);
            right = ref Unsafe.Add(ref right, rightStride);
            s0 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref left, i)), v, s0);
            s1 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref left, i + one)), v, s1);
            s2 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref left, i + two)), v, s2);
            s3 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref left, i + three)), v, s3);
            s4 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref l4, i)), v, s4);
            s5 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref l4, i + one)), v, s5);
            s6 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref l4, i + two)), v, s6);
            s7 = Vector512.MultiplyAddEstimate(Vector512.Create(Unsafe.Add(ref l4, i + three)), v, s7);
        }

        s0.StoreUnsafe(ref result);
        s1.StoreUnsafe(ref result, (nuint)resultStride);
        s2.StoreUnsafe(ref result, 2 * (nuint)resultStride);
        s3.StoreUnsafe(ref result, 3 * (nuint)resultStride);
        s4.StoreUnsafe(ref result, 4 * (nuint)resultStride);
        s5.StoreUnsafe(ref result, 5 * (nuint)resultStride);
        s6.StoreUnsafe(ref result, 6 * (nuint)resultStride);
        s7.StoreUnsafe(ref result, 7 * (nuint)resultStride);
    }

    private static void Store(ref double result, nint offset, Vector512<double> first, Vector512<double> second)
    {
        ref double target = ref Unsafe.Add(ref result, offset);
        first.StoreUnsafe(ref target);
        second.StoreUnsafe(ref target, 8);
    }
}

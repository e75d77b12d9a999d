using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Regions;

/// <summary>Products of a dense matrix with columns of forms, eight rows at a time.</summary>
internal static class FormKernels
{
    /// <summary>
    /// target_c += W·source_c over the active columns of W, for the first <paramref name="count"/> columns; three at a time, so that a load of W serves three sums.
    /// </summary>
    /// <param name="weights">W by columns, entry (i, j) at j · stride + i.</param>
    /// <param name="source">The source's columns.</param>
    /// <param name="sourceStride">The length of one of them.</param>
    /// <param name="active">The columns of W that take part.</param>
    /// <param name="target">The target's columns.</param>
    /// <param name="stride">The length of one of them, a multiple of eight.</param>
    /// <param name="count">The number of columns.</param>
    public static void Add(double[] weights, ReadOnlySpan<double> source, int sourceStride, ReadOnlySpan<int> active, double[] target, int stride, int count)
    {
        ref double w = ref MemoryMarshal.GetArrayDataReference(weights);
        ref double y = ref MemoryMarshal.GetArrayDataReference(target);
        for (int i = 0; i < stride; i += 8)
        {
            int c = 0;
            for (; c + 3 <= count; c += 3)
            {
                ref double y0 = ref Unsafe.Add(ref y, (c * stride) + i);
                Vector512<double> a0 = Vector512.LoadUnsafe(ref y0);
                Vector512<double> a1 = Vector512.LoadUnsafe(ref y0, (nuint)stride);
                Vector512<double> a2 = Vector512.LoadUnsafe(ref y0, (nuint)(2 * stride));
                ReadOnlySpan<double> x0 = source.Slice(c * sourceStride, sourceStride);
                ReadOnlySpan<double> x1 = source.Slice((c + 1) * sourceStride, sourceStride);
                ReadOnlySpan<double> x2 = source.Slice((c + 2) * sourceStride, sourceStride);
                foreach (int j in active)
                {
                    Vector512<double> column = Vector512.LoadUnsafe(ref w, (nuint)((j * stride) + i));
                    a0 = Vector512.FusedMultiplyAdd(column, Vector512.Create(x0[j]), a0);
                    a1 = Vector512.FusedMultiplyAdd(column, Vector512.Create(x1[j]), a1);
                    a2 = Vector512.FusedMultiplyAdd(column, Vector512.Create(x2[j]), a2);
                }

                a0.StoreUnsafe(ref y0);
                a1.StoreUnsafe(ref y0, (nuint)stride);
                a2.StoreUnsafe(ref y0, (nuint)(2 * stride));
            }

            for (; c < count; c++)
            {
                ref double y0 = ref Unsafe.Add(ref y, (c * stride) + i);
                Vector512<double> sum = Vector512.LoadUnsafe(ref y0);
                ReadOnlySpan<double> x0 = source.Slice(c * sourceStride, sourceStride);
                foreach (int j in active)
                {
                    sum = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w, (nuint)((j * stride) + i)), Vector512.Create(x0[j]), sum);
                }

                sum.StoreUnsafe(ref y0);
            }
        }
    }

    /// <summary>target += |W|·source over the active columns, for one column.</summary>
    public static void AddMagnitudes(double[] weights, ReadOnlySpan<double> source, ReadOnlySpan<int> active, Span<double> target)
    {
        ref double w = ref MemoryMarshal.GetArrayDataReference(weights);
        ref double y = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i < target.Length; i += 8)
        {
            Vector512<double> sum = Vector512.LoadUnsafe(ref y, (nuint)i);
            foreach (int j in active)
            {
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.Abs(Vector512.LoadUnsafe(ref w, (nuint)((j * target.Length) + i))), Vector512.Create(source[j]), sum);
            }

            sum.StoreUnsafe(ref y, (nuint)i);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Verification;

/// <summary>The products of small dense matrices that all bounds are made of, four rows at a time.</summary>
internal static unsafe class MatrixKernels
{
    /// <summary>
    /// result = left · right with result of <paramref name="vectors"/>·8 columns. <paramref name="rows"/> must be a multiple of four. Every entry is a sum of
    /// <paramref name="inner"/> products in ascending order, fused or not.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(double* left, int leftStride, int rows, double* right, int rightStride, int inner, double* result, int resultStride, int vectors)
    {
        for (int r = 0; r < rows; r += 4)
        {
            double* block = left + ((nint)r * leftStride);
            double* target = result + ((nint)r * resultStride);
            int v = 0;
            for (; v + 4 <= vectors; v += 4)
            {
                Four(block, leftStride, right + (8 * v), rightStride, inner, target + (8 * v), resultStride);
            }

            for (; v < vectors; v += v + 2 <= vectors ? 2 : 1)
            {
                if (v + 2 <= vectors)
                {
                    Two(block, leftStride, right + (8 * v), rightStride, inner, target + (8 * v), resultStride);
                }
                else
                {
                    One(block, leftStride, right + (8 * v), rightStride, inner, target + (8 * v), resultStride);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(double* left, int leftStride, double* right, int rightStride, int inner, double* result, int resultStride)
    {
        Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<double> b0 = default, b1 = default, b2 = default, b3 = default;
        Vector512<double> c0 = default, c1 = default, c2 = default, c3 = default;
        Vector512<double> d0 = default, d1 = default, d2 = default, d3 = default;
        double* la = left, lb = left + leftStride, lc = lb + leftStride, ld = lc + leftStride;
        for (int i = 0; i < inner; i++, right += rightStride)
        {
            Vector512<double> w0 = Vector512.Load(right), w1 = Vector512.Load(right + 8), w2 = Vector512.Load(right + 16), w3 = Vector512.Load(right + 24);
            Vector512<double> m = Vector512.Create(la[i]);
            a0 = Vector512.MultiplyAddEstimate(m, w0, a0);
            a1 = Vector512.MultiplyAddEstimate(m, w1, a1);
            a2 = Vector512.MultiplyAddEstimate(m, w2, a2);
            a3 = Vector512.MultiplyAddEstimate(m, w3, a3);
            m = Vector512.Create(lb[i]);
            b0 = Vector512.MultiplyAddEstimate(m, w0, b0);
            b1 = Vector512.MultiplyAddEstimate(m, w1, b1);
            b2 = Vector512.MultiplyAddEstimate(m, w2, b2);
            b3 = Vector512.MultiplyAddEstimate(m, w3, b3);
            m = Vector512.Create(lc[i]);
            c0 = Vector512.MultiplyAddEstimate(m, w0, c0);
            c1 = Vector512.MultiplyAddEstimate(m, w1, c1);
            c2 = Vector512.MultiplyAddEstimate(m, w2, c2);
            c3 = Vector512.MultiplyAddEstimate(m, w3, c3);
            m = Vector512.Create(ld[i]);
            d0 = Vector512.MultiplyAddEstimate(m, w0, d0);
            d1 = Vector512.MultiplyAddEstimate(m, w1, d1);
            d2 = Vector512.MultiplyAddEstimate(m, w2, d2);
            d3 = Vector512.MultiplyAddEstimate(m, w3, d3);
        }

        Store(result, a0, a1, a2, a3);
        Store(result + resultStride, b0, b1, b2, b3);
        Store(result + (2 * resultStride), c0, c1, c2, c3);
        Store(result + (3 * resultStride), d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(double* left, int leftStride, double* right, int rightStride, int inner, double* result, int resultStride)
    {
        Vector512<double> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        double* la = left, lb = left + leftStride, lc = lb + leftStride, ld = lc + leftStride;
        for (int i = 0; i < inner; i++, right += rightStride)
        {
            Vector512<double> w0 = Vector512.Load(right), w1 = Vector512.Load(right + 8);
            a0 = Vector512.MultiplyAddEstimate(Vector512.Create(la[i]), w0, a0);
            a1 = Vector512.MultiplyAddEstimate(Vector512.Create(la[i]), w1, a1);
            b0 = Vector512.MultiplyAddEstimate(Vector512.Create(lb[i]), w0, b0);
            b1 = Vector512.MultiplyAddEstimate(Vector512.Create(lb[i]), w1, b1);
            c0 = Vector512.MultiplyAddEstimate(Vector512.Create(lc[i]), w0, c0);
            c1 = Vector512.MultiplyAddEstimate(Vector512.Create(lc[i]), w1, c1);
            d0 = Vector512.MultiplyAddEstimate(Vector512.Create(ld[i]), w0, d0);
            d1 = Vector512.MultiplyAddEstimate(Vector512.Create(ld[i]), w1, d1);
        }

        Store(result, a0, a1);
        Store(result + resultStride, b0, b1);
        Store(result + (2 * resultStride), c0, c1);
        Store(result + (3 * resultStride), d0, d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(double* left, int leftStride, double* right, int rightStride, int inner, double* result, int resultStride)
    {
        Vector512<double> a = default, b = default, c = default, d = default;
        double* la = left, lb = left + leftStride, lc = lb + leftStride, ld = lc + leftStride;
        for (int i = 0; i < inner; i++, right += rightStride)
        {
            Vector512<double> w = Vector512.Load(right);
            a = Vector512.MultiplyAddEstimate(Vector512.Create(la[i]), w, a);
            b = Vector512.MultiplyAddEstimate(Vector512.Create(lb[i]), w, b);
            c = Vector512.MultiplyAddEstimate(Vector512.Create(lc[i]), w, c);
            d = Vector512.MultiplyAddEstimate(Vector512.Create(ld[i]), w, d);
        }

        a.Store(result);
        b.Store(result + resultStride);
        c.Store(result + (2 * resultStride));
        d.Store(result + (3 * resultStride));
    }

    private static void Store(double* target, Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3)
    {
        v0.Store(target);
        v1.Store(target + 8);
        v2.Store(target + 16);
        v3.Store(target + 24);
    }

    private static void Store(double* target, Vector512<double> v0, Vector512<double> v1)
    {
        v0.Store(target);
        v1.Store(target + 8);
    }
}

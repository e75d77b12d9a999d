using System.Numerics;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Exact;

/// <summary>Vectors of doubles with ordinary rounding: they may steer a search or be shown, never decide.</summary>
public static class ApproximateVector
{
    /// <summary>The scalar product Σ xⱼ·yⱼ as rounded; its last digits hang on the width of the machine's vectors.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        IntegerVector.RequireEqualLengths(x.Length, y.Length);
        ReadOnlySpan<Vector<double>> wideX = MemoryMarshal.Cast<double, Vector<double>>(x), wideY = MemoryMarshal.Cast<double, Vector<double>>(y);
        Vector<double> sums = Vector<double>.Zero;
        for (int k = 0; k < wideX.Length; k++)
        {
            sums += wideX[k] * wideY[k];
        }

        double sum = Vector.Sum(sums);
        for (int j = wideX.Length * Vector<double>.Count; j < x.Length; j++)
        {
            sum += x[j] * y[j];
        }

        return sum;
    }
}

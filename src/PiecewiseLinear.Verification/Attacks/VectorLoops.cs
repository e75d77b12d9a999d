using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Verification;

/// <summary>Elementwise loops over aligned memory whose length is a multiple of eight.</summary>
internal static unsafe class VectorLoops
{
    /// <summary>target = max(source, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Relu(double* source, double* target, int length)
    {
        for (int k = 0; k < length; k += AlignedMatrix.Lanes)
        {
            Vector512.Max(Vector512.Load(source + k), Vector512<double>.Zero).Store(target + k);
        }
    }

    /// <summary>target += gradient where before &gt; 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddWherePositive(double* before, double* gradient, double* target, int length)
    {
        for (int k = 0; k < length; k += AlignedMatrix.Lanes)
        {
            Vector512<double> mask = Vector512.GreaterThan(Vector512.Load(before + k), Vector512<double>.Zero);
            (Vector512.Load(target + k) + (Vector512.Load(gradient + k) & mask)).Store(target + k);
        }
    }

    /// <summary>target += factor · source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(double* source, double factor, double* target, int length)
    {
        Vector512<double> f = Vector512.Create(factor);
        for (int k = 0; k < length; k += AlignedMatrix.Lanes)
        {
            Vector512.MultiplyAddEstimate(f, Vector512.Load(source + k), Vector512.Load(target + k)).Store(target + k);
        }
    }

    /// <summary>Σ left·right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(double* left, double* right, int length)
    {
        Vector512<double> sums = default;
        for (int k = 0; k < length; k += AlignedMatrix.Lanes)
        {
            sums = Vector512.MultiplyAddEstimate(Vector512.Load(left + k), Vector512.Load(right + k), sums);
        }

        return Vector512.Sum(sums);
    }

    /// <summary>Σ |left|·right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double DotMagnitudes(double* left, double* right, int length)
    {
        Vector512<double> sums = default;
        for (int k = 0; k < length; k += AlignedMatrix.Lanes)
        {
            sums = Vector512.MultiplyAddEstimate(Vector512.Abs(Vector512.Load(left + k)), Vector512.Load(right + k), sums);
        }

        return Vector512.Sum(sums);
    }
}

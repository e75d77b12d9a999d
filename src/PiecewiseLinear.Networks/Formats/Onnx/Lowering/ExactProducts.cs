using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>Sums and products of doubles, given only where the double result is exact.</summary>
internal static class ExactProducts
{
    /// <summary>a + b where that is a double; by Knuth's TwoSum, whose error term is itself exact.</summary>
    public static bool TryAdd(double a, double b, out double sum)
    {
        sum = a + b;
        double part = sum - a;
        return double.IsFinite(sum) && (a - (sum - part)) + (b - part) == 0d;
    }

    /// <summary>a · b where that is a double: the fused multiply-add gives the rounding error exactly, except near underflow, where integers decide.</summary>
    public static bool TryMultiply(double a, double b, out double product)
    {
        product = (a * b) + 0d;
        if (a == 0d || b == 0d || !double.IsFinite(product))
        {
            return double.IsFinite(product);
        }

        const double farFromUnderflow = 1e-250;
        return Math.Abs(product) >= farFromUnderflow
            ? Math.FusedMultiplyAdd(a, b, -product) == 0d
            : Dyadic.FromDouble(a) * Dyadic.FromDouble(b) == Dyadic.FromDouble(product);
    }

    /// <summary>The componentwise sum where all of it is exact.</summary>
    public static bool TryAdd(ReadOnlySpan<double> a, ReadOnlySpan<double> b, out double[] sum)
    {
        sum = new double[a.Length];
        for (int i = 0; i < sum.Length; i++)
        {
            if (!TryAdd(a[i], b[i], out sum[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The componentwise product where all of it is exact.</summary>
    public static bool TryMultiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, out double[] product)
    {
        product = new double[a.Length];
        for (int i = 0; i < product.Length; i++)
        {
            if (!TryMultiply(a[i], b[i], out product[i]))
            {
                return false;
            }
        }

        return true;
    }
}

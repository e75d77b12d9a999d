using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Rows of doubles padded with zeros to whole vectors of eight lanes. A sum over the lanes of a vector is taken in no particular order, so its rounding error is bounded as for any order.
/// </summary>
internal static class Lanes
{
    /// <summary>The length of a row of <paramref name="count"/> numbers with its padding.</summary>
    public static int Padded(int count) => (count + Vector512<double>.Count - 1) & -Vector512<double>.Count;

    /// <summary>Padded rows as vectors.</summary>
    public static Span<Vector512<double>> Of(Span<double> rows) => MemoryMarshal.Cast<double, Vector512<double>>(rows);

    /// <inheritdoc cref="Of(Span{double})"/>
    public static ReadOnlySpan<Vector512<double>> Of(ReadOnlySpan<double> rows) => MemoryMarshal.Cast<double, Vector512<double>>(rows);

    /// <summary>Σ leftᵢ·rightᵢ of padded rows.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector512<double>> first = Of(left), second = Of(right);
        Vector512<double> sum = Vector512<double>.Zero;
        for (int v = 0; v < first.Length; v++)
        {
            sum += first[v] * second[v];
        }

        return Vector512.Sum(sum);
    }

    /// <summary>Σ |leftᵢ|·rightᵢ of padded rows.</summary>
    public static double AbsoluteDot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector512<double>> first = Of(left), second = Of(right);
        Vector512<double> sum = Vector512<double>.Zero;
        for (int v = 0; v < first.Length; v++)
        {
            sum += Vector512.Abs(first[v]) * second[v];
        }

        return Vector512.Sum(sum);
    }

    /// <summary>Whether no entry is beyond ±<see cref="ErrorBounds.Largest"/> or no number.</summary>
    public static bool AreModerate(ReadOnlySpan<double> rows)
    {
        Vector512<double> largest = Vector512.Create(ErrorBounds.Largest);
        foreach (Vector512<double> entries in Of(rows))
        {
            if (!Vector512.LessThanOrEqualAll(Vector512.Abs(entries), largest))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// At least Σⱼ |I − RB|ᵢⱼ·weightⱼ for one row i, where B are the rows in doubles, with rounding counted and the errors of B left to the caller.
    /// </summary>
    /// <param name="inverse">Row i of R, one entry a row of B.</param>
    /// <param name="matrix">The padded rows of B.</param>
    /// <param name="i">The row.</param>
    /// <param name="weights">One weight ≥ 0 a column of B, padded.</param>
    public static double Defect(ReadOnlySpan<double> inverse, ReadOnlySpan<double> matrix, int i, ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<Vector512<double>> rows = Of(matrix), weight = Of(weights);
        int m = inverse.Length, length = weight.Length;
        Vector512<double> sum = Vector512<double>.Zero, unit = Vector512.Create((m + 4) * ErrorBounds.Unit);
        for (int v = 0; v < length; v++)
        {
            Vector512<double> entry = i / Vector512<double>.Count == v ? Vector512<double>.Zero.WithElement(i % Vector512<double>.Count, 1d) : Vector512<double>.Zero;
            Vector512<double> absolute = entry;
            for (int p = 0; p < m; p++)
            {
                Vector512<double> product = Vector512.Create(inverse[p]) * rows[(p * length) + v];
                entry -= product;
                absolute += Vector512.Abs(product);
            }

            sum += (Vector512.Abs(entry) + (unit * absolute)) * weight[v];
        }

        return Vector512.Sum(sum);
    }
}

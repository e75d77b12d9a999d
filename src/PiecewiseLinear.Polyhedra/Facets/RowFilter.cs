using System.Numerics;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Decides for all rows at once on which side of them a point lies: doubles with a proven error bound first, exact integers where the bound
/// does not settle the sign.
/// </summary>
/// <remarks>
/// Let u = 2⁻⁵³ and m = Σⱼ|ãⱼ||yⱼ| + |b̃| in the mirror. The mirror's own error contributes at most u·m, the sum of d products and one
/// subtraction at most γ_{d+1}·m, and the computed m̂ is at least (1 − γ_{d+1})·m; altogether |computed − exact| ≤ (d + 8)·u·m̂ for d &lt; 2²⁰ (Higham,
/// Accuracy and Stability of Numerical Algorithms, §3.1). Underflow adds less than 10⁻³⁰⁰·(1 + Σ|yⱼ|). Infinities and NaN fail every comparison
/// and so fall through to the exact test.
/// </remarks>
internal sealed class RowFilter(TranslatedRows rows)
{
    private readonly double[] _values = new double[rows.Local.Stride];
    private readonly double[] _magnitudes = new double[rows.Local.Stride];

    /// <summary>
    /// Whether <paramref name="y"/> violates <paramref name="facet"/> and satisfies every other row that is not marked in <paramref name="ignored"/>.
    /// </summary>
    public bool ViolatesOnly(int facet, ReadOnlySpan<double> y, ReadOnlySpan<bool> ignored)
    {
        foreach (double value in y)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        double tiny = Evaluate(y);
        double factor = (rows.Local.Dimension + 8) * double.ScaleB(1, -53);
        for (int i = 0; i < rows.Local.Count; i++)
        {
            if (ignored[i])
            {
                continue;
            }

            double bound = (factor * _magnitudes[i]) + tiny;
            if (i == facet)
            {
                if (!(_values[i] > bound) && (_values[i] < -bound || rows.Sign(i, y) <= 0))
                {
                    return false;
                }
            }
            else if (!(_values[i] < -bound) && (_values[i] > bound || rows.Sign(i, y) > 0))
            {
                return false;
            }
        }

        return true;
    }

    private double Evaluate(ReadOnlySpan<double> y)
    {
        HRepresentation local = rows.Local;
        Span<Vector<double>> values = MemoryMarshal.Cast<double, Vector<double>>(_values.AsSpan());
        Span<Vector<double>> magnitudes = MemoryMarshal.Cast<double, Vector<double>>(_magnitudes.AsSpan());
        ReadOnlySpan<Vector<double>> offsets = MemoryMarshal.Cast<double, Vector<double>>(local.Offsets);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = -offsets[i];
            magnitudes[i] = Vector.Abs(offsets[i]);
        }

        double sum = 0;
        for (int j = 0; j < y.Length; j++)
        {
            ReadOnlySpan<Vector<double>> column = MemoryMarshal.Cast<double, Vector<double>>(local.Columns.Slice(j * local.Stride, local.Stride));
            Vector<double> factor = new(y[j]);
            sum += Math.Abs(y[j]);
            if (y[j] == 0)
            {
                continue;
            }

            for (int i = 0; i < values.Length; i++)
            {
                Vector<double> product = column[i] * factor;
                values[i] += product;
                magnitudes[i] += Vector.Abs(product);
            }
        }

        return 1e-300 * (1 + sum);
    }
}

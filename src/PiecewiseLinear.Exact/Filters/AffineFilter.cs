using System.Numerics;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Exact;

/// <summary>
/// Affine forms ⟨A, X⟩ − B evaluated in doubles with a proved forward error bound, one at a time or all rows of a matrix in one pass. The sign
/// is proved where the value exceeds the bound; everywhere else the answer is <see cref="FilteredSign.Uncertain"/>.
/// </summary>
/// <remarks>
/// <para>Let u = 2⁻⁵³, η = 2⁻¹⁰⁷⁵, d the number of terms and a, x, b the given images of the exact A, X, B:
/// |a − A| ≤ u|A| + η and so on (exactly known data are the special case without error).</para>
/// <para><em>Data.</em> |A| ≤ (|a| + η)/(1 − u), hence |a − A| ≤ v|a| + 2η with v = u/(1 − u), and the same for X and B. Then
/// |ax − AX| ≤ |a||x|(2v + v²) + 3η(|a| + |x|) + 4η², and |b − B| ≤ v|b| + 2η.</para>
/// <para><em>Evaluation.</em> In whatever order the d products and b are added, fused or not, every term passes at most d + 6 roundings (the
/// sums of the lanes of a vector included), and every product loses at most η by underflow (sums of doubles lose nothing). With
/// T = Σ|aⱼ||xⱼ| + |b| and γ = (d + 6)u / (1 − (d + 6)u) the computed value s obeys |s − (⟨a, x⟩ − b)| ≤ γT + dη(1 + γ)
/// (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.1 and §2.8).</para>
/// <para><em>Bound.</em> T is computed as t in the same way, hence T ≤ t/(1 − γ) + 2dη. Together
/// |s − (⟨A, X⟩ − B)| ≤ (γ + 2v + v²)/(1 − γ)·t + 3ηΣ|aⱼ| + 3ηΣ|xⱼ| + (4d + 4)η. For d ≤ 2²⁰ the first factor is below (d + 9)u. The bound is
/// (d + 12)u·t + (Σ|xⱼ| + 4d + 8)·2⁻¹⁰⁷⁰: u·t covers its own roundings. The remaining 2u·t covers 3ηΣ|aⱼ|, because t is computed with
/// |xⱼ| + 2⁻⁹⁶⁰ in place of |xⱼ|, so that 2u|aⱼ|(|xⱼ| + 2⁻⁹⁶⁰) is at least 2⁻¹⁰¹³|aⱼ| (where that product underflows, |aⱼ| &lt; 2⁻⁶⁰ and 3η|aⱼ|
/// lies in the slack of the constant). The second part is ten times what is needed, so that its own rounding does not matter.</para>
/// <para><em>Overflow.</em> Rounding is monotone, so every partial sum of s is at most that of t in magnitude: if s overflows or is not a
/// number, the bound is infinite or not a number, and no comparison with it succeeds.</para>
/// </remarks>
public static class AffineFilter
{
    /// <summary>The largest number of terms for which the bound is proved.</summary>
    public const int MaxTerms = 1 << 20;

    private const double UnitRoundoff = 1.0 / (1L << 53);
    private static readonly double s_pointShift = Math.ScaleB(1, -960);
    private static readonly double s_underflow = Math.ScaleB(1, -1070);

    /// <summary>The sign of ⟨a, x⟩.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there are more than <see cref="MaxTerms"/> terms.</exception>
    public static FilteredSign DotSign(ReadOnlySpan<double> a, ReadOnlySpan<double> x, FilterInput input) => AffineSign(a, x, 0, input);

    /// <summary>The sign of ⟨a, x⟩ − b.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there are more than <see cref="MaxTerms"/> terms.</exception>
    public static FilteredSign AffineSign(ReadOnlySpan<double> a, ReadOnlySpan<double> x, double b, FilterInput input)
    {
        FilteredSign sign = Evaluate(a, x, b).Sign;
        if (sign != FilteredSign.Uncertain || input == FilterInput.Rounded || b != 0)
        {
            return sign;
        }

        for (int j = 0; j < a.Length; j++)
        {
            bool isZero = (a[j] == 0 && double.IsFinite(x[j])) || (x[j] == 0 && double.IsFinite(a[j]));
            if (!isZero)
            {
                return FilteredSign.Uncertain;
            }
        }

        return FilteredSign.Zero;
    }

    /// <summary>⟨a, x⟩ − b with its error bound.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there are more than <see cref="MaxTerms"/> terms.</exception>
    public static FilteredValue Evaluate(ReadOnlySpan<double> a, ReadOnlySpan<double> x, double b)
    {
        if (a.Length != x.Length)
        {
            throw new ArgumentException($"the point has {x.Length} coordinates, expected {a.Length}", nameof(x));
        }

        RequireTerms(a.Length);
        double value = -b, size = Math.Abs(b), points = 0;
        int done = 0;
        if (Vector.IsHardwareAccelerated && a.Length >= Vector<double>.Count)
        {
            ReadOnlySpan<Vector<double>> av = MemoryMarshal.Cast<double, Vector<double>>(a), xv = MemoryMarshal.Cast<double, Vector<double>>(x);
            Vector<double> values = Vector<double>.Zero, sizes = values, sums = values, shift = new(s_pointShift);
            for (int k = 0; k < av.Length; k++)
            {
                Vector<double> absolute = Vector.Abs(xv[k]);
                values = Vector.MultiplyAddEstimate(av[k], xv[k], values);
                sizes = Vector.MultiplyAddEstimate(Vector.Abs(av[k]), absolute + shift, sizes);
                sums += absolute;
            }

            done = av.Length * Vector<double>.Count;
            value += Vector.Sum(values);
            size += Vector.Sum(sizes);
            points += Vector.Sum(sums);
        }

        for (int j = done; j < a.Length; j++)
        {
            double absolute = Math.Abs(x[j]);
            value += a[j] * x[j];
            size += Math.Abs(a[j]) * (absolute + s_pointShift);
            points += absolute;
        }

        return new FilteredValue(value, (Factor(a.Length) * size) + Underflow(a.Length, points));
    }

    /// <summary>
    /// All values ⟨aᵢ, x⟩ − bᵢ with their error bounds, i &lt; <paramref name="values"/>.Length. Coefficient j of row i is at j · stride + i of
    /// <paramref name="columns"/>; one pass over the matrix, SIMD over the rows.
    /// </summary>
    /// <param name="columns">The coefficients, column by column.</param>
    /// <param name="stride">The distance of two columns, at least the number of rows.</param>
    /// <param name="offsets">The numbers bᵢ, at least one for each row.</param>
    /// <param name="point">The point x.</param>
    /// <param name="values">Receives the values.</param>
    /// <param name="errorBounds">Receives the bounds, of the same length.</param>
    /// <exception cref="ArgumentException">A span is too short, or the point has more than <see cref="MaxTerms"/> coordinates.</exception>
    public static void EvaluateAll(
        ReadOnlySpan<double> columns, int stride, ReadOnlySpan<double> offsets, ReadOnlySpan<double> point, Span<double> values, Span<double> errorBounds)
    {
        int rows = values.Length;
        RequireTerms(point.Length);
        if (stride < rows || offsets.Length < rows || errorBounds.Length != rows || (point.Length > 0 && columns.Length < ((long)(point.Length - 1) * stride) + rows))
        {
            throw new ArgumentException(
                $"{rows} rows over {point.Length} coordinates do not fit {columns.Length} coefficients of stride {stride}, {offsets.Length} offsets, {errorBounds.Length} bounds");
        }

        double[] shifted = new double[point.Length];
        double points = 0;
        for (int j = 0; j < point.Length; j++)
        {
            shifted[j] = Math.Abs(point[j]) + s_pointShift;
            points += Math.Abs(point[j]);
        }

        double factor = Factor(point.Length), underflow = Underflow(point.Length, points);
        int row = 0;
        int width = Vector<double>.Count;
        for (; row + (2 * width) <= rows; row += 2 * width)
        {
            EvaluateTwoVectors(columns, stride, offsets, point, shifted, row, out Vector<double> v0, out Vector<double> v1, out Vector<double> t0, out Vector<double> t1);
            v0.CopyTo(values[row..]);
            v1.CopyTo(values[(row + width)..]);
            ((t0 * factor) + new Vector<double>(underflow)).CopyTo(errorBounds[row..]);
            ((t1 * factor) + new Vector<double>(underflow)).CopyTo(errorBounds[(row + width)..]);
        }

        for (; row < rows; row++)
        {
            double value = -offsets[row], size = Math.Abs(value);
            for (int j = 0; j < point.Length; j++)
            {
                double a = columns[(j * stride) + row];
                value += a * point[j];
                size += Math.Abs(a) * shifted[j];
            }

            values[row] = value;
            errorBounds[row] = (factor * size) + underflow;
        }
    }

    /// <summary>The proved signs of all ⟨aᵢ, x⟩ − bᵢ of rounded data, laid out as in <see cref="EvaluateAll"/>; returns how many are uncertain.</summary>
    /// <exception cref="ArgumentException">A span is too short, or the point has more than <see cref="MaxTerms"/> coordinates.</exception>
    public static int Signs(ReadOnlySpan<double> columns, int stride, ReadOnlySpan<double> offsets, ReadOnlySpan<double> point, Span<FilteredSign> signs)
    {
        double[] values = new double[signs.Length], bounds = new double[signs.Length];
        EvaluateAll(columns, stride, offsets, point, values, bounds);
        int uncertain = 0;
        for (int i = 0; i < signs.Length; i++)
        {
            signs[i] = new FilteredValue(values[i], bounds[i]).Sign;
            uncertain += signs[i] == FilteredSign.Uncertain ? 1 : 0;
        }

        return uncertain;
    }

    private static void EvaluateTwoVectors(
        ReadOnlySpan<double> columns, int stride, ReadOnlySpan<double> offsets, ReadOnlySpan<double> point, double[] shifted, int row,
        out Vector<double> v0, out Vector<double> v1, out Vector<double> t0, out Vector<double> t1)
    {
        int width = Vector<double>.Count;
        v0 = -new Vector<double>(offsets[row..]);
        v1 = -new Vector<double>(offsets[(row + width)..]);
        t0 = Vector.Abs(v0);
        t1 = Vector.Abs(v1);
        for (int j = 0; j < point.Length; j++)
        {
            ReadOnlySpan<double> column = columns.Slice((j * stride) + row, 2 * width);
            Vector<double> a0 = new(column), a1 = new(column[width..]), x = new(point[j]), size = new(shifted[j]);
            v0 = Vector.MultiplyAddEstimate(a0, x, v0);
            v1 = Vector.MultiplyAddEstimate(a1, x, v1);
            t0 = Vector.MultiplyAddEstimate(Vector.Abs(a0), size, t0);
            t1 = Vector.MultiplyAddEstimate(Vector.Abs(a1), size, t1);
        }
    }

    private static double Factor(int terms) => (terms + 12) * UnitRoundoff;

    private static double Underflow(int terms, double points) => (points + (4d * terms) + 8) * s_underflow;

    private static void RequireTerms(int terms)
    {
        if (terms > MaxTerms)
        {
            throw new ArgumentException($"{terms} terms are more than the {MaxTerms} for which the error bound is proved");
        }
    }
}

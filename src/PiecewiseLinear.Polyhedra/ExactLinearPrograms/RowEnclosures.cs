using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// For every row an approximation of bᵢ − ⟨aᵢ, x⟩ or of ⟨aᵢ, x⟩, in the scale of the mirrored rows, with a proven bound on its error: what can be decided
/// from it is decided, the rest is computed exactly.
/// </summary>
/// <remarks>
/// The bound is that of <see cref="AffineFilter"/>, (d + 12)·u·t and more with u = 2⁻⁵³ and t the computed Σ|aⱼ||xⱼ| + |b|, widened for two things that
/// the filter does not assume. <see cref="ExactVector.Approximate"/> may be off by 2u|xⱼ| instead of u|xⱼ|, which costs at most u·t(1 + O(du)): the factor
/// 1 + 2/(d + 12) pays for 2u·t. And the mirror may have lost 2⁻¹⁰⁰⁰ to underflow in each coefficient and the offset, at most (d + 1)·2⁻⁹⁹⁹·(1 + max|xⱼ|)
/// in all; 2⁻⁹⁵⁰ is charged instead. If anything overflows, no comparison succeeds.
/// </remarks>
internal sealed class RowEnclosures
{
    private static readonly double s_underflow = Math.ScaleB(1, -950);
    private readonly double[] _values;
    private readonly double[] _errors;

    private RowEnclosures(double[] values, double[] errors)
    {
        _values = values;
        _errors = errors;
    }

    /// <summary>Enclosures of bᵢ − ⟨aᵢ, x⟩ for x ≈ the given doubles.</summary>
    public static RowEnclosures Slacks(HRepresentation rows, ReadOnlySpan<double> point)
    {
        RowEnclosures result = Evaluate(rows, rows.Offsets, point);
        for (int i = 0; i < result._values.Length; i++)
        {
            result._values[i] = -result._values[i];
        }

        return result;
    }

    /// <summary>Enclosures of ⟨aᵢ, r⟩ for r ≈ the given doubles.</summary>
    public static RowEnclosures Changes(HRepresentation rows, ReadOnlySpan<double> direction) => Evaluate(rows, new double[rows.Stride], direction);

    /// <summary>Whether the number is proved to be positive.</summary>
    public bool IsPositive(int row) => _values[row] > _errors[row];

    /// <summary>Whether the number is proved to be negative.</summary>
    public bool IsNegative(int row) => _values[row] < -_errors[row];

    /// <summary>A lower bound, up to the rounding of this subtraction: only for choosing what to compute exactly.</summary>
    public double Low(int row) => _values[row] - (2 * _errors[row]);

    /// <summary>An upper bound, likewise.</summary>
    public double High(int row) => _values[row] + (2 * _errors[row]);

    private static RowEnclosures Evaluate(HRepresentation rows, ReadOnlySpan<double> offsets, ReadOnlySpan<double> x)
    {
        double[] values = new double[rows.Stride], errors = new double[rows.Stride];
        AffineFilter.EvaluateAll(rows.Columns, rows.Stride, offsets, x, values, errors);
        double largest = 0;
        foreach (double coordinate in x)
        {
            largest = Math.Max(largest, Math.Abs(coordinate));
        }

        double wider = 1 + (2.0 / (x.Length + 12));
        double underflow = (x.Length + 1) * s_underflow * (1 + largest);
        for (int i = 0; i < errors.Length; i++)
        {
            errors[i] = (errors[i] * wider) + underflow;
        }

        return new RowEnclosures(values, errors);
    }
}

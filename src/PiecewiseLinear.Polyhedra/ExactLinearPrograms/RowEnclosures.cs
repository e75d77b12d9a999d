using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// For every row an approximation of bᵢ − ⟨aᵢ, x⟩ or of ⟨aᵢ, x⟩, in the scale of the mirrored rows, with a proven bound on its error: what can be decided
/// from it is decided, the rest is computed exactly.
/// </summary>
/// <remarks>
/// With u = 2⁻⁵³, q the scale of the row, âⱼ = aⱼq(1 + δⱼ) + ηⱼ, |δⱼ| ≤ u, |ηⱼ| ≤ 2⁻¹⁰⁰⁰ (the mirror), x̂ⱼ = xⱼ(1 + εⱼ) + ζⱼ, |εⱼ| ≤ 2u,
/// |ζⱼ| ≤ 2⁻¹⁰⁷⁴ (<see cref="ExactVector.Approximate"/>). The value is a chain of d fused multiply-adds, each with error ≤ u·|partial sum| +
/// 2⁻¹⁰⁷⁵, and S = |b̂| + Σ|âⱼ||x̂ⱼ| bounds the partial sums. Together the relative errors are ≤ (d + 4)u(1 + O(du))·S, S itself is computed with
/// relative error ≤ (d + 1)u, and the absolute ones are ≤ (d + 1)(2⁻⁹⁹⁹ (1 + max|x̂ⱼ|) + 2⁻¹⁰⁷²). The bound used, (d + 8)·u·(1 + 2⁻²⁰)·S +
/// (d + 1)·2⁻⁹⁵⁰·(1 + max|x̂ⱼ|), exceeds that for all d &lt; 2²⁰. If anything overflows, no comparison succeeds.
/// </remarks>
internal sealed class RowEnclosures
{
    private const double UnitRoundoff = 1.1102230246251565e-16;
    private const double Inflation = 1 + (1.0 / (1 << 20));
    private static readonly double s_underflow = Math.ScaleB(1, -950);
    private readonly double[] _values;
    private readonly double[] _errors;

    private RowEnclosures(double[] values, double[] errors)
    {
        _values = values;
        _errors = errors;
    }

    /// <summary>Enclosures of bᵢ − ⟨aᵢ, x⟩ for x ≈ the given doubles.</summary>
    public static RowEnclosures Slacks(HRepresentation rows, ReadOnlySpan<double> point) => Evaluate(rows, point, -1, rows.Offsets);

    /// <summary>Enclosures of ⟨aᵢ, r⟩ for r ≈ the given doubles.</summary>
    public static RowEnclosures Changes(HRepresentation rows, ReadOnlySpan<double> direction) => Evaluate(rows, direction, 1, []);

    public bool IsPositive(int row) => _values[row] > _errors[row];

    public bool IsNegative(int row) => _values[row] < -_errors[row];

    /// <summary>A lower bound, up to rounding of this subtraction: only for choosing what to compute exactly.</summary>
    public double Low(int row) => _values[row] - (2 * _errors[row]);

    /// <summary>An upper bound, likewise.</summary>
    public double High(int row) => _values[row] + (2 * _errors[row]);

    private static RowEnclosures Evaluate(HRepresentation rows, ReadOnlySpan<double> x, double sign, ReadOnlySpan<double> offsets)
    {
        int stride = rows.Stride, lanes = Vector<double>.Count;
        double[] values = new double[stride], errors = new double[stride];
        double largest = 0;
        foreach (double value in x)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        double relative = (x.Length + 8) * UnitRoundoff * Inflation;
        double absolute = (x.Length + 1) * s_underflow * (1 + largest);
        for (int i = 0; i < stride; i += lanes)
        {
            Vector<double> value = offsets.IsEmpty ? default : At(offsets, i);
            Vector<double> sum = Vector.Abs(value);
            for (int j = 0; j < x.Length; j++)
            {
                Vector<double> a = At(rows.Columns, (j * stride) + i);
                value = Vector.FusedMultiplyAdd(a, new Vector<double>(sign * x[j]), value);
                sum = Vector.FusedMultiplyAdd(Vector.Abs(a), new Vector<double>(Math.Abs(x[j])), sum);
            }

            value.CopyTo(values, i);
            ((sum * relative) + new Vector<double>(absolute)).CopyTo(errors, i);
        }

        return new RowEnclosures(values, errors);
    }

    private static Vector<double> At(ReadOnlySpan<double> values, int index)
        => Unsafe.ReadUnaligned<Vector<double>>(ref Unsafe.As<double, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(values), index)));
}

using System.Runtime.CompilerServices;

namespace PiecewiseLinear.Certificates;

/// <summary>A linear bound ⟨c, x⟩ + e in doubles, with the charges of its roundings so far and the magnitudes of the inputs on the box of the group.</summary>
internal readonly ref struct CheckedForm(ReadOnlySpan<double> coefficients, double constant, double charges, ReadOnlySpan<double> magnitudes)
{
    public ReadOnlySpan<double> Coefficients { get; } = coefficients;

    public double Constant { get; } = constant;

    public double Charges { get; } = charges;

    public ReadOnlySpan<double> Magnitudes { get; } = magnitudes;

    /// <summary>What the form is at least on a box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Minimum(ReadOnlySpan<double> low, ReadOnlySpan<double> high, RoundingCharge rounding)
    {
        ReadOnlySpan<double> c = Coefficients;
        double sum = Constant, charged = Charges;
        for (int j = 0; j < c.Length; j++)
        {
            sum += c[j] * (c[j] >= 0d ? low[j] : high[j]);
            charged += Math.Abs(c[j]) * Magnitudes[j];
        }

        return rounding.Below(sum, charged);
    }
}

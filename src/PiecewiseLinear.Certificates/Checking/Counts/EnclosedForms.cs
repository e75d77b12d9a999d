namespace PiecewiseLinear.Certificates;

/// <summary>
/// The components of a node as affine forms over the free inputs, in doubles, with one bound each of how far the double form may be
/// from the exact one anywhere in the box.
/// </summary>
/// <param name="Coefficients">Row by row: a coefficient for each free input, then the constant.</param>
/// <param name="Errors">|double form(x) − exact form(x)| ≤ error for all x in the box.</param>
/// <param name="Sizes">At least Σ|coefficient|·reach + |constant| of the double form, so at least its absolute value on the box.</param>
/// <param name="Live">False where the component is exactly zero and is to be passed over.</param>
internal sealed record EnclosedForms(double[] Coefficients, double[] Errors, double[] Sizes, bool[] Live)
{
    public static EnclosedForms Room(int width, int columns)
        => new(new double[width * (columns + 1)], new double[width], new double[width], [.. Enumerable.Repeat(true, width)]);

    public ReadOnlySpan<double> Row(int component)
    {
        int length = Coefficients.Length / Errors.Length;
        return Coefficients.AsSpan(component * length, length);
    }
}

/// <summary>
/// The constants of the error bounds. All computed bounds are sums of fewer than 2²⁰ products of numbers ≥ 0, whose own roundings
/// <see cref="Outward"/> covers; <see cref="Unit"/> is twice the unit roundoff, and where magnitudes are at most <see cref="Largest"/>, everything that
/// underflows stays below <see cref="Underflow"/>. That holds for the box as well: a coefficient that underflows is off by up to 2⁻¹⁰⁷⁵ times the reach of its column, so
/// no form of an input that reaches beyond <see cref="Largest"/> has a finite error.
/// </summary>
internal static class ErrorBounds
{
    /// <summary>2u = 2⁻⁵².</summary>
    public static readonly double Unit = Math.ScaleB(1, -52);

    /// <summary>1 + 2⁻³⁰.</summary>
    public static readonly double Outward = 1 + Math.ScaleB(1, -30);

    /// <summary>2⁻⁴⁰⁰ ≥ 2²⁰ · 2⁻¹⁰⁷⁴ · (2³⁰⁰)².</summary>
    public static readonly double Underflow = Math.ScaleB(1, -400);

    /// <summary>2³⁰⁰.</summary>
    public static readonly double Largest = Math.ScaleB(1, 300);
}

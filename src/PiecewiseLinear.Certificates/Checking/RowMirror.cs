using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// A row b − ⟨a, x⟩ ≥ 0 in doubles: coefficient c of x is the correctly rounded image of (−a)_c / <see cref="Unit"/>, the largest magnitude of all and of the constant in [1, 2].
/// A filter proves with it what it can; integers decide the rest.
/// </summary>
/// <param name="Coefficients">The images of −a in that unit, a column for each free input.</param>
/// <param name="Unit">The positive unit.</param>
internal sealed record RowMirror(double[] Coefficients, Rational Unit)
{
    /// <summary>The mirror of form / divisor ≥ 0, or ≤ 0 when negated; the last column is the constant.</summary>
    public static RowMirror Of(DyadicRow form, BigInteger divisor, bool negate)
    {
        double[] rounded = new double[form.Columns];
        int exponent = form.Round(rounded);
        double[] coefficients = rounded[..^1];
        for (int c = 0; negate && c < coefficients.Length; c++)
        {
            coefficients[c] = -coefficients[c];
        }

        return new RowMirror(coefficients, new Dyadic(BigInteger.One, exponent).ToRational() / divisor);
    }
}

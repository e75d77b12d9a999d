namespace PiecewiseLinear.Verification;

/// <summary>
/// Linear bounds of relu on an interval: αz ≤ relu(z) ≤ λz + t for l ≤ z ≤ u. For l &lt; 0 &lt; u any α in [0, 1] is valid; the canonical one is 1 where u &gt; −l(1 + 2⁻²⁰), else 0 (nearly the smaller
/// area, Zhang et al. 2018; the factor, because u = −l in exact arithmetic is frequent and must not hang on rounding), λ = u/(u − l) as rounded, and t rounded up so that λl + t ≥ 0 and λu + t ≥ u hold for the stored doubles.
/// </summary>
internal readonly record struct Relaxation(double Alpha, double Lambda, double Offset)
{
    private const double CloseCall = 1e-7;
    private static readonly double s_tip = 1d + Math.ScaleB(1d, -20);
    private static readonly double s_above = 1d + Math.ScaleB(1d, -50);
    private static readonly double s_tiny = Math.ScaleB(1d, -1000);

    /// <summary>The canonical relaxation. The ends must not be NaN; u = +∞ gives an offset of +∞ or NaN, which proves nothing.</summary>
    public static Relaxation Of(double lower, double upper)
    {
        if (lower >= 0d)
        {
            return new Relaxation(1d, 1d, 0d);
        }

        if (upper <= 0d)
        {
            return default;
        }

        // λ ≤ 1 because u − l, rounded, is not below u. The two products are off by a few units of 2⁻⁵³, which the factor 1 + 2⁻⁵⁰ covers.
        double lambda = upper / (upper - lower);
        return new Relaxation(upper > -lower * s_tip ? 1d : 0d, lambda, (Math.Max(-lambda * lower, (1d - lambda) * upper) * s_above) + s_tiny);
    }

    /// <summary>Whether bounds computed in another order might choose the other canonical α; such a choice is written into proofs.</summary>
    public static bool IsCloseCall(double lower, double upper) => Math.Abs(upper + (lower * s_tip)) <= CloseCall * upper;
}

namespace PiecewiseLinear.Regions;

/// <summary>The constants of the proven error bounds of enumeration. They bound rounding errors; nothing is decided by them.</summary>
internal static class RoundingBounds
{
    /// <summary>u = 2⁻⁵³: an operation is off by at most u times its result, or by <see cref="Underflow"/>.</summary>
    public static readonly double UnitRoundoff = Math.ScaleB(1d, -53);

    /// <summary>More than the underflow errors of any sum that a bound is made of.</summary>
    public static readonly double Underflow = Math.ScaleB(1d, -1060);

    /// <summary>The least positive double: against underflow of γ·|a| before a large weight.</summary>
    public static readonly double Least = Math.ScaleB(1d, -1074);

    /// <summary>More than all relative errors of computing a bound from nonnegative numbers: a bound times this is a bound.</summary>
    public static readonly double Inflation = 1d + Math.ScaleB(1d, -28);

    /// <summary>At least n·u / (1 − n·u): the relative error of a sum of products of n operations (Higham, Accuracy and Stability of Numerical Algorithms, §3.1).</summary>
    public static double Gamma(int operations) => operations * UnitRoundoff * (1d + (2d * operations * UnitRoundoff));
}

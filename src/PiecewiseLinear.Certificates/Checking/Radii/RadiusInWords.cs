using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The claim about a radius as one English sentence.</summary>
internal static class RadiusInWords
{
    public static string Of(RadiusClaim claim)
    {
        string others = claim.Target is { } target ? string.Create(CultureInfo.InvariantCulture, $"label {target} ties or wins against") : "another label ties or wins against";
        string set = string.Create(
            CultureInfo.InvariantCulture,
            $"where {others} label {claim.Label} of network {claim.NetworkSha256[..12]} {(claim.Box is null ? "on the whole space" : "in the box " + ClaimInWords.Shown(claim.Box))}");
        string point = $"the point ({ClaimInWords.Shown(claim.Point)})";
        return claim.None ? $"there is no point {set}, the decision at {point}"
            : $"the {claim.Norm.Name()} distance of {point} to the set {set} is {Distance(claim)}";
    }

    private static string Distance(RadiusClaim claim)
    {
        Rational lower = claim.Lower.GetValueOrDefault();
        return claim.Upper == lower ? $"exactly {(claim.Norm == VectorNorm.L2 && !lower.IsZero ? "the root of " : "")}{Shown(lower)} ({Decimal(claim, lower, up: false)})"
            : $"at least {Decimal(claim, lower, up: false)}{(claim.Upper is { } upper ? $" and at most {Decimal(claim, upper, up: true)}" : "")}";
    }

    private static string Shown(Rational value) => value.ToString() is { Length: > 80 } text ? string.Concat(text.AsSpan(0, 77), "...") : value.ToString();

    /// <summary>The distance as a double that is rounded down or up (a root may be one further off).</summary>
    private static string Decimal(RadiusClaim claim, Rational value, bool up)
    {
        double end = up ? value.RoundUp() : value.RoundDown();
        if (claim.Norm == VectorNorm.L2)
        {
            end = Math.Sqrt(end);
            end = up ? Math.BitIncrement(end) : end > 0d ? Math.BitDecrement(end) : 0d;
        }

        return end.ToString("R", CultureInfo.InvariantCulture);
    }
}

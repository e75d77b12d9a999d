using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The claim about a radius as one English sentence.</summary>
internal static class RadiusInWords
{
    public static string Of(RadiusClaim claim)
    {
        string set = string.Create(
            CultureInfo.InvariantCulture,
            $"where {Goal(claim)} of network {claim.NetworkSha256[..12]} {(claim.Box is null ? "on the whole space" : "in the box " + ClaimInWords.Shown(claim.Box))}");
        string point = $"the point ({ClaimInWords.Shown(claim.Point)})";
        string few = claim.Changes is { } most ? $" that differ from it in at most {Inputs(most)}" : "";
        return !claim.None ? $"the {claim.Norm.Name()} distance of {point} to the points {set}{few} is {Distance(claim)}"
            : claim.Changes is { } limit ? $"there is no point {set} that differs from {point} in at most {Inputs(limit)}{(claim.Witness is null ? "" : $", but there is one that differs in {Inputs(limit + 1)}")}"
            : claim.Goal == RadiusGoal.Beaten ? $"there is no point {set}, the decision at {point}"
            : $"there is no point {set}";
    }

    private static string Goal(RadiusClaim claim)
    {
        string other = claim.Target is { } target ? string.Create(CultureInfo.InvariantCulture, $"label {target}") : "another label";
        string verb = claim.Goal switch
        {
            RadiusGoal.Beaten => "ties or wins against",
            RadiusGoal.Boundary => "is tied at the top with",
            _ => "is at the top, alone or tied, instead of",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{other} {verb} label {claim.Label}");
    }

    private static string Inputs(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} input{(count == 1 ? "" : "s")}");

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

using System.Globalization;

namespace PiecewiseLinear.Certificates;

/// <summary>The claims about properties in words.</summary>
internal static class PropertyInWords
{
    public static string Holds(PropertyClaim claim)
        => string.Create(CultureInfo.InvariantCulture, $"the property holds: no input in {Boxes(claim)} leads into {Polyhedra(claim)} of network {claim.NetworkSha256[..12]}{Source(claim)}");

    public static string Violated(PropertyClaim claim, int group, int polyhedron)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"the property is violated: the witness lies in box {group} of {claim.Groups.Length} and leads into its unsafe polyhedron {polyhedron} for network {claim.NetworkSha256[..12]}{Source(claim)}");

    private static string Boxes(PropertyClaim claim) => claim.Groups.Length == 1 ? "its box" : string.Create(CultureInfo.InvariantCulture, $"its {claim.Groups.Length} boxes");

    private static string Polyhedra(PropertyClaim claim)
        => claim.Groups.Sum(static group => group.Unsafe.Length) is var count && count == 1 ? "its unsafe polyhedron" : string.Create(CultureInfo.InvariantCulture, $"any of its {count} unsafe polyhedra");

    private static string Source(PropertyClaim claim) => claim.VnnLibSha256 is { } hash ? $" (property noted as {hash[..12]})" : "";
}

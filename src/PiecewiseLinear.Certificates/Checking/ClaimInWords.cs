using System.Globalization;
using System.Text;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The claim of a certificate as one English sentence.</summary>
internal static class ClaimInWords
{
    private const int ShownCoordinates = 6;
    private const int ShownRegions = 8;

    public static string Of(PointRegionsCertificate certificate)
    {
        StringBuilder text = new();
        int count = certificate.Regions.Length;
        string number = certificate.Complete ? "exactly" : "at least";
        text.Append(CultureInfo.InvariantCulture, $"the point ({Shown(certificate.Point)}) lies in the closure of {number} {count} linear region{(count == 1 ? "" : "s")} ");
        text.Append(CultureInfo.InvariantCulture, $"of network {certificate.NetworkSha256[..12]} {(certificate.Box is null ? "on the whole space" : "in the box " + Shown(certificate.Box))}");
        for (int i = 0; i < Math.Min(count, ShownRegions); i++)
        {
            text.Append(Of(certificate.Regions[i], i));
        }

        return text.Append(count > ShownRegions ? string.Create(CultureInfo.InvariantCulture, $"; and so on for {count - ShownRegions} more") : "").ToString();
    }

    private static string Of(RegionEvidence region, int index)
    {
        string facets = region.Facets is { } list ? string.Create(CultureInfo.InvariantCulture, $" with {list.Length} facet{(list.Length == 1 ? "" : "s")}") : "";
        string ball = region.Ball is not { } b ? ""
            : b.Upper is { } upper ? string.Create(CultureInfo.InvariantCulture, $", largest inscribed {b.Norm.Name()} ball of radius in [{b.Lower.RoundDown():R}, {upper.RoundUp():R}]")
            : $", inscribed {b.Norm.Name()} balls of every radius";
        string pattern = string.Join(' ', region.Pattern.ToLayerStrings());
        return string.Create(CultureInfo.InvariantCulture, $"; region {index}{(pattern.Length <= 64 ? $" ({pattern})" : "")}{facets}{ball}");
    }

    public static string Shown(IEnumerable<Rational> numbers)
    {
        string[] all = [.. numbers.Select(static number => number.ToString()).Select(static text => text.Length <= 24 ? text : string.Concat(text.AsSpan(0, 21), "..."))];
        return string.Join(", ", all.Take(ShownCoordinates)) + (all.Length > ShownCoordinates ? string.Create(CultureInfo.InvariantCulture, $", ... {all.Length} coordinates") : "");
    }

    public static string Shown(Box box)
        => Enumerable.Range(0, box.Dimension).All(j => box.Lower[j] == box.Lower[0] && box.Upper[j] == box.Upper[0]) && box.Dimension > 0
            ? string.Create(CultureInfo.InvariantCulture, $"[{box.Lower[0]}, {box.Upper[0]}]^{box.Dimension}")
            : $"with lower ends ({Shown(box.Lower)}) and upper ends ({Shown(box.Upper)})";
}

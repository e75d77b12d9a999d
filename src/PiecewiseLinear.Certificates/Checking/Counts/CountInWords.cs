using System.Globalization;

namespace PiecewiseLinear.Certificates;

/// <summary>The claim of a count as one English sentence.</summary>
internal static class CountInWords
{
    public static string Of(RegionCountQuestion question, RegionCountTotals totals)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"the box {ClaimInWords.Shown(question.Box)} holds {(totals.Complete ? "exactly" : "at least")} {Numbers(totals)} of network {question.NetworkSha256[..12]}");

    public static string Numbers(RegionCountTotals totals)
    {
        string layers = totals.PerLayer.Length > 1 ? $" ({string.Join(", ", totals.PerLayer.Select(Spell))} after each hidden layer)" : "";
        string[] parts =
        [
            $"{Spell(totals.Regions)} linear region{(totals.Regions == 1 ? "" : "s")}{layers}",
            .. totals.FacetIncidences is { } facets ? [$"{Spell(facets)} facet incidences"] : Array.Empty<string>(),
            .. totals.NeighborPairs is { } pairs ? [$"{Spell(pairs)} pairs of neighbors"] : Array.Empty<string>(),
            .. totals.CrossedByBoundary is { } crossed ? [$"{Spell(crossed)} regions crossed by the decision boundary"] : Array.Empty<string>(),
            .. totals.TiedRegions is { } tied ? [$"{Spell(tied)} tied regions"] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }

    private static string Spell(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;

namespace PiecewiseLinear.Regions;

/// <summary>The charts of one or more summaries over each other, as SVG text: one series a summary.</summary>
public static class StatisticsPlots
{
    /// <summary>Every chart for which the summaries have something, with the name of its file.</summary>
    /// <param name="summaries">The summaries, each with the name for the legend.</param>
    public static IEnumerable<(string FileName, string Svg)> All(IReadOnlyList<(string Name, StatisticsSummary Summary)> summaries)
    {
        if (summaries.Any(static named => !named.Summary.RadiusHistogram.IsEmpty))
        {
            yield return ("radii.svg", new SvgChart(
                "Radii of the largest inscribed balls", "radius", "share of regions", Each(summaries, static s => Shares(s.RadiusHistogram, StatisticsSummary.BinsPerOctave)), powersOfTwo: true).Steps());
        }

        if (summaries.Any(static named => !named.Summary.FacetHistogram.IsEmpty))
        {
            yield return ("facets.svg", new SvgChart(
                "Facets per region", "facets", "share of regions", Each(summaries, static s => Shares(s.FacetHistogram))).Steps());
            yield return ("facet-cosines.svg", new SvgChart(
                "Angles between facets of a region", "|cos|", "share of pairs", Each(summaries, static s => Shares(s.FacetAngles))).Steps());
        }

        for (int layer = 0; layer < summaries.Max(static named => named.Summary.LayerAngles.Length); layer++)
        {
            int l = layer;
            yield return ($"layer-{l}-cosines.svg", new SvgChart(
                $"Angles between walls of hidden layer {l}",
                "|cos|",
                "share of pairs",
                Each(summaries, s => l < s.LayerAngles.Length ? Shares(s.LayerAngles[l]) : [])).Steps());
        }

        foreach (WalkDirection direction in Enum.GetValues<WalkDirection>())
        {
            if (summaries.Any(named => named.Summary.Relevance.Any(hop => hop.Direction == direction)))
            {
                yield return ($"relevance-{direction.Name().Replace('_', '-')}.svg", new SvgChart(
                    $"Relevance of surrounding regions ({direction.Name().Replace('_', ' ')})",
                    "hop",
                    "mean cosine",
                    Each(summaries, s => [.. s.Relevance.Where(hop => hop.Direction == direction && hop.Cosine is not null)
                        .Select(static hop => ((double)hop.Hop, hop.Cosine!.Mean))])).Lines());
            }
        }
    }

    private static ChartSeries[] Each(IReadOnlyList<(string Name, StatisticsSummary Summary)> summaries, Func<StatisticsSummary, IReadOnlyList<(double, double)>> points)
        => [.. summaries.Select(named => new ChartSeries(named.Name, points(named.Summary)))];

    /// <summary>A histogram over integers with the gaps filled in, as steps.</summary>
    private static (double, double)[] Shares(ImmutableArray<(int Key, int Regions)> histogram, int scale = 1)
    {
        if (histogram.IsEmpty)
        {
            return [];
        }

        double all = histogram.Sum(static entry => (double)entry.Regions);
        Dictionary<int, int> counts = histogram.ToDictionary(static entry => entry.Key, static entry => entry.Regions);
        int first = histogram[0].Key, last = histogram[^1].Key;
        return [.. Enumerable.Range(first, last - first + 2).Select(key => ((double)key / scale, counts.GetValueOrDefault(key) / all))];
    }

    private static (double, double)[] Shares(CosineHistogram angles)
    {
        double all = angles.Pairs;
        return all == 0
            ? []
            : [.. angles.Counts.Select((count, k) => ((double)k / CosineHistogram.Bins, count / all)), (1d, 0d)];
    }
}

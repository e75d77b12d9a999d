using System.Collections.Immutable;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Service;

/// <summary>Writes statistics as messages.</summary>
internal static class StatisticsMessages
{
    public static V1.RegionMeasurement Write(RegionRecord record, ResponseNumbers numbers)
    {
        V1.RegionMeasurement message = new() { Index = record.Index, Boundary = Boundary(record.Boundary) };
        message.Pattern.AddRange(record.Pattern.ToLayerStrings());
        message.Points.AddRange(record.Points);
        if (record.Radius is { } radius)
        {
            message.RadiusLower = numbers.LowerBound(radius.Lower);
            message.RadiusUpper = radius.Upper is { } upper ? numbers.UpperBound(upper) : null;
        }

        if (record.Facets is { } facets)
        {
            (message.WallFacets, message.BoxFacets) = (facets.Walls, facets.BoxSides);
        }

        message.FacetAngles = record.FacetAngles is { } angles ? Cosines(angles) : null;
        message.LayerAngles.AddRange(record.LayerAngles.Select(Cosines));
        message.Labels.AddRange(record.Boundary?.Labels ?? []);
        message.Walks.AddRange(record.Walks.Select(Walk));
        message.Volume = record.Volume is { } volume ? new V1.Rational { Value = volume.ToString() } : null;
        return message;
    }

    public static V1.StatisticsSummary Write(StatisticsSummary summary, string sha256, bool complete, TimeSpan elapsed)
    {
        V1.StatisticsSummary message = new()
        {
            Sha256 = sha256,
            Evidence = V1.Evidence.Enclosed,
            Regions = summary.Regions,
            Radius = Distribution(summary.Radius),
            UnboundedRadii = summary.UnboundedRadii,
            Facets = Distribution(summary.Facets),
            FacetAngles = Cosines(summary.FacetAngles),
            BoundaryDecided = summary.BoundaryDecided,
            CrossedByBoundary = summary.CrossedByBoundary,
            TiedRegions = summary.TiedRegions,
            Volumes = Distribution(summary.Volumes),
            Volume = summary.Volume is { } volume ? new V1.Rational { Value = volume.ToString() } : null,
            Complete = complete,
            ElapsedMs = elapsed.TotalMilliseconds,
        };
        message.PointsPerRegion.AddRange(Bars(summary.PointsPerRegion));
        message.RadiusHistogram.AddRange(Bars(summary.RadiusHistogram));
        message.FacetHistogram.AddRange(Bars(summary.FacetHistogram));
        message.LabelHistogram.AddRange(Bars(summary.LabelHistogram));
        message.LayerAngles.AddRange(summary.LayerAngles.Select(Cosines));
        message.Relevance.AddRange(summary.Relevance.Select(static hop => new V1.RelevanceAtHop
        {
            Direction = Direction(hop.Direction),
            Hop = hop.Hop,
            Cosine = Distribution(hop.Cosine),
            Distance = Distribution(hop.Distance),
        }));
        return message;
    }

    private static V1.BoundaryRelation Boundary(RegionLabels? labels)
        => labels switch
        {
            null => V1.BoundaryRelation.Unspecified,
            { Crossed: true } => V1.BoundaryRelation.Crossed,
            { Tied: true } => V1.BoundaryRelation.Tied,
            _ => V1.BoundaryRelation.OneLabel,
        };

    private static V1.CosineHistogram Cosines(CosineHistogram histogram)
    {
        V1.CosineHistogram message = new() { Sum = histogram.Sum, SumOfSquares = histogram.SumOfSquares };
        message.Counts.AddRange(histogram.Counts);
        return message;
    }

    private static V1.RegionWalk Walk(RegionWalk walk)
    {
        V1.RegionWalk message = new() { Direction = Direction(walk.Direction) };
        foreach (WalkHop hop in walk.Hops)
        {
            V1.WalkHop item = new() { Distance = hop.Distance };
            if (hop.Cosine is { } cosine)
            {
                item.Cosine = cosine;
            }

            message.Hops.Add(item);
        }

        return message;
    }

    private static V1.WalkDirection Direction(WalkDirection direction)
        => direction switch
        {
            WalkDirection.Random => V1.WalkDirection.Random,
            WalkDirection.TowardPoint => V1.WalkDirection.TowardPoint,
            WalkDirection.Adversarial => V1.WalkDirection.Adversarial,
            _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "expected a known kind of direction"),
        };

    private static V1.Distribution? Distribution(Distribution? values)
        => values is null ? null : new V1.Distribution
        {
            Count = values.Count,
            Mean = values.Mean,
            Minimum = values.Minimum,
            Percentile5 = values.Percentile5,
            Quartile1 = values.Quartile1,
            Median = values.Median,
            Quartile3 = values.Quartile3,
            Percentile95 = values.Percentile95,
            Maximum = values.Maximum,
        };

    private static IEnumerable<V1.HistogramBar> Bars(ImmutableArray<(int Value, int Regions)> histogram)
        => histogram.Select(static bar => new V1.HistogramBar { Value = bar.Value, Regions = bar.Regions });
}

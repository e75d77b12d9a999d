using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Adds up records as they come. Keeps a few numbers a region (radius, facets, volume, hops), not the records.</summary>
public sealed class SummaryBuilder
{
    private readonly SortedDictionary<int, int> _points = [], _radii = [], _facets = [], _labels = [];
    private readonly List<double> _radius = [], _facetCounts = [], _volumes = [];
    private readonly SortedDictionary<(WalkDirection Direction, int Hop), (List<double> Cosines, List<double> Distances)> _hops = [];
    private CosineHistogram _facetAngles = CosineHistogram.Empty;
    private CosineHistogram[] _layerAngles = [];
    private Rational _volume;
    private long _regions;
    private int _unbounded, _decided, _crossed, _tied;

    /// <summary>The number of records so far.</summary>
    public long Regions => _regions;

    /// <summary>Adds one record.</summary>
    public void Add(RegionRecord record)
    {
        _regions++;
        if (!record.Points.IsEmpty)
        {
            Count(_points, record.Points.Length);
        }

        AddRadius(record.Radius);
        if (record.Facets is { } facets)
        {
            _facetCounts.Add(facets.Total);
            Count(_facets, facets.Total);
        }

        _facetAngles = record.FacetAngles is { } angles ? _facetAngles.Add(angles) : _facetAngles;
        _layerAngles = _layerAngles.Length == 0
            ? [.. record.LayerAngles]
            : [.. _layerAngles.Zip(record.LayerAngles, static (sum, more) => sum.Add(more))];
        AddBoundary(record.Boundary);
        if (record.Volume is { } volume)
        {
            _volume += volume;
            _volumes.Add(volume.ToDoubleApproximate());
        }

        foreach (RegionWalk walk in record.Walks)
        {
            AddWalk(walk);
        }
    }

    /// <summary>The summary of the records so far.</summary>
    public StatisticsSummary ToSummary()
        => new()
        {
            Regions = _regions,
            PointsPerRegion = Pairs(_points),
            Radius = Distribution.Of(_radius),
            RadiusHistogram = Pairs(_radii),
            UnboundedRadii = _unbounded,
            Facets = Distribution.Of(_facetCounts),
            FacetHistogram = Pairs(_facets),
            FacetAngles = _facetAngles,
            LayerAngles = [.. _layerAngles],
            BoundaryDecided = _decided,
            CrossedByBoundary = _crossed,
            TiedRegions = _tied,
            LabelHistogram = Pairs(_labels),
            Relevance = [.. _hops.Select(static hop => new RelevanceAtHop(
                hop.Key.Direction, hop.Key.Hop, Distribution.Of(hop.Value.Cosines), Distribution.Of(hop.Value.Distances)!))],
            Volumes = Distribution.Of(_volumes),
            Volume = _volumes.Count == 0 ? null : _volume,
        };

    private void AddRadius(RadiusEnclosure? radius)
    {
        if (radius is not { } known)
        {
            return;
        }

        if (known.Upper is null)
        {
            _unbounded++;
            return;
        }

        double lower = known.Lower.RoundDown();
        _radius.Add(lower);
        Count(_radii, (int)Math.Floor(StatisticsSummary.BinsPerOctave * Math.Log2(lower)));
    }

    private void AddBoundary(RegionLabels? boundary)
    {
        if (boundary is null)
        {
            return;
        }

        _decided++;
        _crossed += boundary.Crossed ? 1 : 0;
        _tied += boundary.Tied ? 1 : 0;
        Count(_labels, boundary.Labels.Length);
    }

    private void AddWalk(RegionWalk walk)
    {
        for (int h = 0; h < walk.Hops.Length; h++)
        {
            if (!_hops.TryGetValue((walk.Direction, h + 1), out (List<double> Cosines, List<double> Distances) lists))
            {
                _hops.Add((walk.Direction, h + 1), lists = ([], []));
            }

            lists.Distances.Add(walk.Hops[h].Distance);
            if (walk.Hops[h].Cosine is { } cosine)
            {
                lists.Cosines.Add(cosine);
            }
        }
    }

    private static void Count(SortedDictionary<int, int> histogram, int key) => histogram[key] = histogram.GetValueOrDefault(key) + 1;

    private static ImmutableArray<(int, int)> Pairs(SortedDictionary<int, int> histogram) => [.. histogram.Select(static entry => (entry.Key, entry.Value))];
}

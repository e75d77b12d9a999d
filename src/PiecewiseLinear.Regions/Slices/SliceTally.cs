using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Adds up the regions of a slice.</summary>
internal sealed class SliceTally(SliceCoordinates coordinates)
{
    private const int AreaBits = 128;

    private readonly HashSet<string> _maps = new(StringComparer.Ordinal);
    private readonly HashSet<(HomogeneousPoint, HomogeneousPoint)> _ties = [];
    private readonly SortedDictionary<string, (ImmutableArray<int> Labels, BigInteger Lower, BigInteger Upper)> _areas = new(StringComparer.Ordinal);
    private long _corners;
    private long _crossed;
    private long _tied;
    private long _segments;

    public long Regions { get; private set; }

    public void Add(SliceRegion region)
    {
        Regions++;
        _corners += region.CornerCount;
        _maps.Add(region.Map.Key);
        _crossed += region.IsCrossed ? 1 : 0;
        _tied += region.IsTied ? 1 : 0;
        foreach (TieSegment tie in region.Decisions.Ties)
        {
            _segments += !tie.OnSide || (!_ties.Contains((tie.To, tie.From)) && _ties.Add((tie.From, tie.To))) ? 1 : 0;
        }

        foreach (PolygonPart part in region.Decisions.Parts)
        {
            string key = string.Join(' ', part.Labels.Select(static label => label.ToString("D6", System.Globalization.CultureInfo.InvariantCulture)));
            (BigInteger lower, BigInteger upper) = coordinates.AreaBounds(part.Corners, AreaBits);
            (_, BigInteger low, BigInteger high) = _areas.GetValueOrDefault(key);
            _areas[key] = (part.Labels, low + lower, high + upper);
        }
    }

    public SliceSummary ToSummary(bool complete) => new()
    {
        Regions = Regions,
        CornerIncidences = _corners,
        DistinctMaps = _maps.Count,
        CrossedByBoundary = _crossed,
        TiedRegions = _tied,
        BoundarySegments = _segments,
        Areas = [.. _areas.Values.Select(static area => (area.Labels, new RationalInterval(Scaled(area.Lower), Scaled(area.Upper))))],
        Complete = complete,
    };

    private static Rational Scaled(BigInteger units) => new Dyadic(units, -AreaBits).ToRational();
}

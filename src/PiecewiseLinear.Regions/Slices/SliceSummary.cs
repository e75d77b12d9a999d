using System.Collections.Immutable;

namespace PiecewiseLinear.Regions;

/// <summary>What was found on a slice.</summary>
public sealed record SliceSummary
{
    /// <summary>The number of regions.</summary>
    public required long Regions { get; init; }

    /// <summary>The number of corners of all polygons together; also of sides.</summary>
    public required long CornerIncidences { get; init; }

    /// <summary>The number of different affine maps of (s, t).</summary>
    public required long DistinctMaps { get; init; }

    /// <summary>The regions in which two labels each win strictly somewhere.</summary>
    public required long CrossedByBoundary { get; init; }

    /// <summary>The regions that are tied everywhere.</summary>
    public required long TiedRegions { get; init; }

    /// <summary>The pieces of the decision boundary, those on sides counted once.</summary>
    public required long BoundarySegments { get; init; }

    /// <summary>The area of each decision: the labels, and rational bounds on the area in units of ds·dt; by least label.</summary>
    public required ImmutableArray<(ImmutableArray<int> Labels, RationalInterval Area)> Areas { get; init; }

    /// <summary>Whether these are all regions: false when the limit stopped the enumeration; the numbers are then of the first regions in the order of the tree.</summary>
    public required bool Complete { get; init; }
}

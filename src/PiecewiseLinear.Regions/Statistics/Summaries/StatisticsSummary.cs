using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// What many records say together. Counts are exact; radii and volumes of single regions are proved, their distributions here are summaries of them in doubles; angles and relevance are descriptive.
/// </summary>
public sealed record StatisticsSummary
{
    /// <summary>The number of bins of <see cref="RadiusHistogram"/> from one power of two to the next.</summary>
    public const int BinsPerOctave = 4;

    /// <summary>The number of regions.</summary>
    public required long Regions { get; init; }

    /// <summary>How many regions have each number of points: entry k of the list says how many regions hold the given number of points, ascending; empty without points.</summary>
    public required ImmutableArray<(int Points, int Regions)> PointsPerRegion { get; init; }

    /// <summary>The lower ends of the inradii (the upper ends differ by less than 2⁻⁴⁰ of them, or not at all); null without any.</summary>
    public required Distribution? Radius { get; init; }

    /// <summary>The inradii counted in bins of equal width of their logarithm: entry (b, n) says that n of them lie in [2^(b/4), 2^((b+1)/4)), ascending.</summary>
    public required ImmutableArray<(int Bin, int Regions)> RadiusHistogram { get; init; }

    /// <summary>The number of regions that hold arbitrarily large balls.</summary>
    public required int UnboundedRadii { get; init; }

    /// <summary>The number of facets; null without any.</summary>
    public required Distribution? Facets { get; init; }

    /// <summary>How many regions have each number of facets, ascending.</summary>
    public required ImmutableArray<(int Facets, int Regions)> FacetHistogram { get; init; }

    /// <summary>|cos| between normals of facets, over all pairs of all regions.</summary>
    public required CosineHistogram FacetAngles { get; init; }

    /// <summary>For each hidden layer |cos| between the normals of its walls, over all pairs of all regions.</summary>
    public required ImmutableArray<CosineHistogram> LayerAngles { get; init; }

    /// <summary>The number of regions for which the crossing was decided.</summary>
    public required int BoundaryDecided { get; init; }

    /// <summary>The number of regions in which two labels each win somewhere.</summary>
    public required int CrossedByBoundary { get; init; }

    /// <summary>The number of regions in which no label wins anywhere.</summary>
    public required int TiedRegions { get; init; }

    /// <summary>How many regions have each number of winning labels, ascending.</summary>
    public required ImmutableArray<(int Labels, int Regions)> LabelHistogram { get; init; }

    /// <summary>The relevance of surrounding regions by kind of direction and hop.</summary>
    public required ImmutableArray<RelevanceAtHop> Relevance { get; init; }

    /// <summary>The distribution of the volumes; null where they are not known.</summary>
    public required Distribution? Volumes { get; init; }

    /// <summary>The sum of the volumes, exact; null where they are not known.</summary>
    public required Rational? Volume { get; init; }
}

/// <summary>The relevance of the regions met at one hop, over all walks of one kind.</summary>
/// <param name="Direction">The kind of direction.</param>
/// <param name="Hop">The number of the hop, from 1.</param>
/// <param name="Cosine">The cosines; null where none is defined.</param>
/// <param name="Distance">The distances from the start at which the regions are entered.</param>
public sealed record RelevanceAtHop(WalkDirection Direction, int Hop, Distribution? Cosine, Distribution Distance);

using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>What was measured about one region.</summary>
public sealed record RegionRecord
{
    /// <summary>The number of the record, from 0 in the order of the stream.</summary>
    public required int Index { get; init; }

    /// <summary>The region's pattern.</summary>
    public required ActivationPattern Pattern { get; init; }

    /// <summary>The points of the question that lie in the region (in its closure, where they lie on walls), ascending; empty when regions of a box were asked for.</summary>
    public required ImmutableArray<int> Points { get; init; }

    /// <summary>The radius of the largest inscribed ball, enclosed; null where not even a ball could be proved within the budget.</summary>
    public required RadiusEnclosure? Radius { get; init; }

    /// <summary>The facets; null when they were not asked for, or not all could be decided within the budget.</summary>
    public required FacetCounts? Facets { get; init; }

    /// <summary>|cos| of the angles between the normals of each pair of facets that are walls of neurons (no box sides); null without facets.</summary>
    public required CosineHistogram? FacetAngles { get; init; }

    /// <summary>For each hidden layer |cos| of the angles between the normals, in the input space, of each pair of its neurons' walls, facets or not.</summary>
    public required ImmutableArray<CosineHistogram> LayerAngles { get; init; }

    /// <summary>How the decision boundary meets the region; null when it was not asked for or could not be decided within the budget.</summary>
    public required RegionLabels? Boundary { get; init; }

    /// <summary>The regions met on walks from here; empty when they were not asked for.</summary>
    public required ImmutableArray<RegionWalk> Walks { get; init; }

    /// <summary>The volume of region ∩ box over the free inputs, exact, where the enumeration found it.</summary>
    public Rational? Volume { get; init; }
}

/// <summary>Lower ≤ inradius ≤ Upper, both proved.</summary>
/// <param name="Lower">There is a ball of this radius inside.</param>
/// <param name="Upper">No ball inside is larger; null when the region holds arbitrarily large balls.</param>
public readonly record struct RadiusEnclosure(Rational Lower, Rational? Upper);

/// <summary>The number of facets, exact.</summary>
/// <param name="Walls">Facets that are walls of neurons.</param>
/// <param name="BoxSides">Facets on sides of the box (also where a wall coincides with one).</param>
public readonly record struct FacetCounts(int Walls, int BoxSides)
{
    /// <summary>All facets.</summary>
    public int Total => Walls + BoxSides;
}

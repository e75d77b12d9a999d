using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>One message of the stream of an answer: regions in order, then one summary.</summary>
public abstract record NearbyMessage
{
    private NearbyMessage()
    {
    }

    /// <summary>The next region.</summary>
    public sealed record Found(NearbyRegion Region) : NearbyMessage;

    /// <summary>The last message.</summary>
    public sealed record Finished(NearbySummary Summary) : NearbyMessage;
}

/// <summary>A linear region near a point.</summary>
public sealed record NearbyRegion
{
    /// <summary>The place in the answer, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The phases of all hidden neurons; the region's name.</summary>
    public required ActivationPattern Pattern { get; init; }

    /// <summary>The exact distance from the point to the region's closure (its square for l2); zero if the closure contains the point.</summary>
    public required ExactDistance Distance { get; init; }

    /// <summary>A point of the region's closure at that distance, all inputs.</summary>
    public required ImmutableArray<Rational> NearestPoint { get; init; }

    /// <summary>
    /// The least number of facets to cross from a region that contains the point to this one, through regions that are no farther from the point than this one.
    /// </summary>
    public required int Hops { get; init; }

    /// <summary>A point strictly inside the region (relative to the domain), all inputs.</summary>
    public required ImmutableArray<Rational> Interior { get; init; }

    /// <summary>The facets, neurons' first in the order of layers, then box sides.</summary>
    public required ImmutableArray<Facet> Facets { get; init; }

    /// <summary>The region across each facet that is not a box side, whether it is in the answer or not.</summary>
    public required ImmutableArray<Neighbor> Neighbors { get; init; }
}

/// <summary>Why a search for nearby regions ended.</summary>
public enum NearbyStop
{
    /// <summary>All regions that meet the ball (without a radius: all regions of the domain) are listed.</summary>
    Exhausted,

    /// <summary>As many regions as were asked for are listed.</summary>
    NearestFound,

    /// <summary>The budget in regions.</summary>
    RegionBudget,

    /// <summary>The budget in time.</summary>
    TimeBudget,

    /// <summary>The budget in memory.</summary>
    MemoryBudget,

    /// <summary>Something could not be proved within the exact layer's budget.</summary>
    Undecided,
}

/// <summary>What an answer amounts to.</summary>
public sealed record NearbySummary
{
    /// <summary>The number of regions listed.</summary>
    public required long Regions { get; init; }

    /// <summary>The number of unordered pairs of listed regions that share a facet.</summary>
    public required long NeighborPairs { get; init; }

    /// <summary>
    /// Whether the answer is all that was asked for: every region that meets the ball, or the nearest ones. When it is not, the listed regions still are
    /// regions with their true distances, and every region nearer than the last one is listed unless something was undecided.
    /// </summary>
    public required bool Complete { get; init; }

    /// <summary>Why the search ended.</summary>
    public required NearbyStop Stop { get; init; }

    /// <summary>What stopped the search or could not be proved, in words; null when the answer is complete.</summary>
    public required string? Incomplete { get; init; }

    /// <summary>The distance of the last region, null when there is none.</summary>
    public required ExactDistance? Farthest { get; init; }

    /// <summary>The number of regions and neighbors whose patterns were met.</summary>
    public required long Known { get; init; }

    /// <summary>The number of exact distances computed.</summary>
    public required long ExactDistances { get; init; }

    /// <summary>The time the question took.</summary>
    public required TimeSpan Elapsed { get; init; }
}

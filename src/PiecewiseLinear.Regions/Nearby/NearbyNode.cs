using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>How much is known about a region.</summary>
internal enum NearbyStage : byte
{
    /// <summary>It was met across a facet; its distance is at least the key with which it waits.</summary>
    Met,

    /// <summary>A lower bound of its own distance is proved.</summary>
    Bounded,

    /// <summary>Its distance is exact.</summary>
    Measured,

    /// <summary>Its facets are known, it waits for the others at the same distance.</summary>
    Opened,

    /// <summary>It is in the answer.</summary>
    Listed,

    /// <summary>It does not meet the ball.</summary>
    Outside,
}

/// <summary>A region that the search has met.</summary>
internal sealed class NearbyNode(ActivationPattern pattern)
{
    public ActivationPattern Pattern { get; } = pattern;

    public NearbyStage Stage { get; set; }

    /// <summary>The least key with which it waits in the queue.</summary>
    public double Key { get; set; } = double.PositiveInfinity;

    /// <summary>The exact distance, from <see cref="NearbyStage.Measured"/> on.</summary>
    public NearestPointOutcome.Found? Nearest { get; set; }

    /// <summary>The facets, while <see cref="NearbyStage.Opened"/>.</summary>
    public OpenedRegion? Opened { get; set; }

    /// <summary>The regions across its facets, from <see cref="NearbyStage.Opened"/> on.</summary>
    public ImmutableArray<NearbyNode> Across { get; set; } = [];

    /// <summary>The least number of facets crossed so far, from <see cref="NearbyStage.Opened"/> on.</summary>
    public int Hops { get; set; } = int.MaxValue;
}

/// <summary>The facets of a region and what lies across them.</summary>
internal sealed record OpenedRegion(
    ImmutableArray<Rational> Interior, ImmutableArray<Facet> Facets, ImmutableArray<Neighbor> Neighbors, ImmutableArray<ExactDistance> FacetDistances, string? Undecided);

/// <summary>
/// The place of a region in the queue: by a double that is not above its distance (its square for l2). At equal doubles, what is not exact yet comes first, so that
/// an exact distance comes to the front only when nothing that may be as near is left behind it.
/// </summary>
internal readonly record struct NearbyKey(double Low, ExactDistance? Exact) : IComparable<NearbyKey>
{
    public int CompareTo(NearbyKey other)
    {
        int order = Low.CompareTo(other.Low);
        return order != 0 ? order
            : Exact is { } own && other.Exact is { } others ? own.CompareTo(others)
            : (Exact is null ? 0 : 1) - (other.Exact is null ? 0 : 1);
    }
}

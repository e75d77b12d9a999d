using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>What a certificate of the kind region-count speaks of: the linear regions of a box, and which of their properties are counted as well.</summary>
/// <param name="NetworkSha256">The SHA-256 of the network's file, lower-case hexadecimal.</param>
/// <param name="Box">The box; inputs with equal ends are substituted out.</param>
/// <param name="Facets">Whether the facets of every region are proved, so that facet incidences and neighbor pairs can be claimed.</param>
/// <param name="Decisions">Whether it is proved of every region that the decision boundary crosses it, does not cross it, or that it is tied.</param>
public sealed record RegionCountQuestion(string NetworkSha256, Box Box, bool Facets = false, bool Decisions = false)
{
    /// <summary>The number k of inputs that are not fixed.</summary>
    public int FreeInputs => Enumerable.Range(0, Box.Dimension).Count(j => !Box.IsFixed(j));
}

/// <summary>The numbers that a certificate of the kind region-count claims.</summary>
public sealed record RegionCountTotals
{
    /// <summary>Whether these are all regions; else at least so many exist, and every number is a lower bound.</summary>
    public bool Complete { get; init; } = true;

    /// <summary>The number of regions.</summary>
    public required long Regions { get; init; }

    /// <summary>The number of regions of the network cut off after each hidden layer, in order.</summary>
    public required ImmutableArray<long> PerLayer { get; init; }

    /// <summary>The facets of all regions, added up, sides of the box included; null unless facets are proved.</summary>
    public long? FacetIncidences { get; init; }

    /// <summary>The pairs of regions that share a facet; null unless facets are proved and the list is complete.</summary>
    public long? NeighborPairs { get; init; }

    /// <summary>The regions in whose interior two decisions win strictly; null unless decisions are proved.</summary>
    public long? CrossedByBoundary { get; init; }

    /// <summary>The regions in which no decision wins strictly anywhere; null unless decisions are proved.</summary>
    public long? TiedRegions { get; init; }
}

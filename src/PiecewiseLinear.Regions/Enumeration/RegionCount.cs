using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The regions of a network in a box, counted exactly. When <see cref="Complete"/> is false every number is that of the first <see cref="Regions"/> regions of
/// the order, a lower bound. Quantities that were not asked for are null.
/// </summary>
public sealed record RegionCount
{
    /// <summary>The number of regions.</summary>
    public required long Regions { get; init; }

    /// <summary>The number of cells after each hidden layer; the last one is the number of regions.</summary>
    public required ImmutableArray<long> PerLayer { get; init; }

    /// <summary>Facets summed over regions, walls and box sides.</summary>
    public long? FacetIncidences { get; init; }

    /// <summary>Facets on sides of the box, summed over regions.</summary>
    public long? BoxFacetIncidences { get; init; }

    /// <summary>
    /// Pairs of regions that share a facet. The regions form a face-to-face complex, so each wall facet belongs to exactly two of them; an unpaired facet of an
    /// incomplete enumeration counts as half, rounded up.
    /// </summary>
    public long? NeighborPairs { get; init; }

    /// <summary>Entry f is the number of regions with f facets.</summary>
    public ImmutableArray<long>? FacetHistogram { get; init; }

    /// <summary>Pairs of regions whose patterns differ in exactly one neuron; null also when the set grew beyond its budget.</summary>
    public long? Hamming1Pairs { get; init; }

    /// <summary>Distinct affine maps of the regions (as functions on the domain); null also when the set grew beyond its budget.</summary>
    public long? DistinctMaps { get; init; }

    /// <summary>Regions in whose interior the decision changes: f takes both signs, or two labels each win strictly somewhere.</summary>
    public long? CrossedByBoundary { get; init; }

    /// <summary>Regions without a decision anywhere.</summary>
    public long? TiedRegions { get; init; }

    /// <summary>Vertices of the complex of regions in the box.</summary>
    public long? Vertices { get; init; }

    /// <summary>Edges of the complex of regions in the box.</summary>
    public long? Edges { get; init; }

    /// <summary>The volume of all counted regions in the coordinates of the box; the volume of the box when complete.</summary>
    public Rational? Volume { get; init; }

    /// <summary>Whether all regions were enumerated.</summary>
    public required bool Complete { get; init; }

    /// <summary>Why it ended.</summary>
    public required EnumerationStop Stop { get; init; }

    /// <summary>Where to go on (<see cref="EnumerationQuery.ResumeToken"/>); null when complete.</summary>
    public string? ResumeToken { get; init; }

    /// <summary>The engine that was used.</summary>
    public required EnumerationEngine Engine { get; init; }

    /// <summary>What the work was made of. Not part of the answer: it depends on threads and engine.</summary>
    public required EnumerationEffort Effort { get; init; }

    /// <summary>Whether two counts are the same answer, effort and engine aside.</summary>
    public bool SameAnswer(RegionCount other)
        => this with { Effort = other.Effort, Engine = other.Engine, PerLayer = other.PerLayer, FacetHistogram = other.FacetHistogram } == other
            && PerLayer.SequenceEqual(other.PerLayer)
            && (FacetHistogram ?? []).SequenceEqual(other.FacetHistogram ?? []);
}

/// <summary>What an enumeration spent.</summary>
/// <param name="Refinements">Vertices whose double coordinates were sharpened with a proven bound.</param>
/// <param name="ExactSigns">Signs that no filter decided.</param>
/// <param name="ExactVertices">Vertices computed exactly.</param>
/// <param name="LinearPrograms">Linear programs solved.</param>
/// <param name="Segments">Stretches of the order that the threads shared.</param>
/// <param name="SideQuestions">By linear programs: how often a side of a neuron's wall was asked for in a cell; most are answered without a program.</param>
public sealed record EnumerationEffort(long Refinements, long ExactSigns, long ExactVertices, long LinearPrograms, int Segments, long SideQuestions = 0)
{
    /// <summary>What both spent.</summary>
    public static EnumerationEffort operator +(EnumerationEffort left, EnumerationEffort right)
        => new(
            left.Refinements + right.Refinements,
            left.ExactSigns + right.ExactSigns,
            left.ExactVertices + right.ExactVertices,
            left.LinearPrograms + right.LinearPrograms,
            left.Segments + right.Segments,
            left.SideQuestions + right.SideQuestions);
}

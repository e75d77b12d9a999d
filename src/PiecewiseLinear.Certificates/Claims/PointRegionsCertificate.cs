using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>A multiplier λ ≥ 0 on a named row.</summary>
public readonly record struct WeightedRow(RowReference Row, Rational Weight);

/// <summary>
/// The linear regions of one point, with the evidence: the claim is that exactly the listed regions of the domain have the point in their
/// closure (or, where <see cref="Complete"/> is false, at least these), and all that is listed within each of them.
/// </summary>
public sealed record PointRegionsCertificate
{
    /// <summary>The SHA-256 of the network's file, lower-case hexadecimal.</summary>
    public required string NetworkSha256 { get; init; }

    /// <summary>The point x, one rational an input.</summary>
    public required ImmutableArray<Rational> Point { get; init; }

    /// <summary>The domain, or null for all of R^d.</summary>
    public required Box? Box { get; init; }

    /// <summary>Per layer a string of 0, 1 and * (the point lies on that neuron's wall; identically zero around the point is 0).</summary>
    public required ImmutableArray<string> Signs { get; init; }

    /// <summary>Whether no other region has the point in its closure.</summary>
    public required bool Complete { get; init; }

    /// <summary>The split tree over directions at the point, depth first, Active side before Inactive; empty when there is one region.</summary>
    public required ImmutableArray<DirectionSplit> Splits { get; init; }

    /// <summary>The regions, in the order of the leaves of the tree.</summary>
    public required ImmutableArray<RegionEvidence> Regions { get; init; }
}

/// <summary>Which sides of a neuron's wall the cone of directions at the point enters.</summary>
public enum SplitSides
{
    /// <summary>Both: two children.</summary>
    Both,

    /// <summary>Only Active; the multipliers refute the Inactive side.</summary>
    OnlyActive,

    /// <summary>Only Inactive; the multipliers refute the Active side.</summary>
    OnlyInactive,
}

/// <summary>
/// A step of the tree over directions v at the point. Only neurons that are zero at the point and whose directional form h(v) is not
/// identically zero on the current cone make a step (an identically zero one is Inactive without a step).
/// </summary>
/// <param name="Neuron">The neuron, in the order of layers and indices.</param>
/// <param name="Sides">The sides that the cone enters in full dimension.</param>
/// <param name="Refutation">
/// For an excluded side, λ ≥ 0 over the cone's rows {v : ⟨aᵢ, v⟩ ≤ 0} (neurons already split on this path, and the box sides through the point) with
/// Σλᵢaᵢ = s·h, s = +1 to refute Active (h ≤ 0 on the cone), −1 to refute Inactive; aᵢ as in <see cref="RowReference"/> without constants.
/// </param>
public sealed record DirectionSplit(RowReference Neuron, SplitSides Sides, ImmutableArray<WeightedRow> Refutation);

/// <summary>The evidence about one region.</summary>
/// <param name="Pattern">The phases.</param>
/// <param name="Interior">A point of the region at which every row that is not identically zero is strict.</param>
/// <param name="Facets">The facets, or null when the certificate does not speak of facets.</param>
/// <param name="Redundant">All rows that are neither identically zero nor among the facets; null with <paramref name="Facets"/>.</param>
/// <param name="Ball">The largest inscribed ball, or null when the certificate does not speak of it.</param>
public sealed record RegionEvidence(
    ActivationPattern Pattern,
    ImmutableArray<Rational> Interior,
    ImmutableArray<FacetEvidence>? Facets,
    ImmutableArray<RedundancyEvidence>? Redundant,
    BallEvidence? Ball);

/// <summary>A facet: the point beyond it violates its row and, of the other rows, only its positive multiples.</summary>
/// <param name="Row">The row; a box side where one coincides.</param>
/// <param name="Also">The other rows that are positive multiples of it, in order.</param>
/// <param name="Step">The step from the region's interior point to the point beyond: the inputs that change, in order, each by how much.</param>
public sealed record FacetEvidence(RowReference Row, ImmutableArray<RowReference> Also, ImmutableArray<InputStep> Step);

/// <summary>An input's part of a step.</summary>
/// <param name="Input">The input, which is not fixed.</param>
/// <param name="Distance">How far it changes; not zero.</param>
public readonly record struct InputStep(int Input, Rational Distance);

/// <summary>
/// A redundant inequality: λ ≥ 0 over rows of the facets with Σλᵢbᵢ + (the residual a − Σλᵢaᵢ charged to the sides of the box) ≤ b.
/// </summary>
public sealed record RedundancyEvidence(RowReference Row, ImmutableArray<WeightedRow> Multipliers);

/// <summary>The largest inscribed ball of the region (within the domain; in the space of the inputs that are not fixed).</summary>
/// <param name="Norm">The norm of the ball.</param>
/// <param name="Center">The center of a ball of radius <paramref name="Lower"/> inside the region.</param>
/// <param name="Lower">The radius of that ball, a lower bound of the inradius.</param>
/// <param name="Upper">An upper bound of the inradius, or null when it is infinite.</param>
/// <param name="Multipliers">λ ≥ 0 over rows for the upper bound.</param>
/// <param name="Ray">When the inradius is infinite, a direction with ⟨aᵢ, ray⟩ &lt; 0 for every row.</param>
public sealed record BallEvidence(
    VectorNorm Norm,
    ImmutableArray<Rational> Center,
    Rational Lower,
    Rational? Upper,
    ImmutableArray<WeightedRow> Multipliers,
    ImmutableArray<Rational>? Ray);

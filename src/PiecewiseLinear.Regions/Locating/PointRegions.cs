using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>The linear regions of a domain that have a point in their closure, each with what was asked for about it.</summary>
public sealed record PointRegions
{
    /// <summary>Per hidden layer a string of 0, 1 and * (the point lies on that neuron's wall; identically zero around the point is 0).</summary>
    public required ImmutableArray<string> Signs { get; init; }

    /// <summary>Whether all regions are listed: false when the limit on regions or a budget stopped the walk.</summary>
    public required bool Complete { get; init; }

    /// <summary>What stopped the walk, in words, when it is not complete.</summary>
    public required string? Incomplete { get; init; }

    /// <summary>The regions; exactly one unless the point lies on a wall.</summary>
    public required ImmutableArray<LinearRegion> Regions { get; init; }

    /// <summary>The evidence of all of it, ready to be written; put together when first asked for.</summary>
    public PointRegionsCertificate Certificate => CertificateSource.Value;

    /// <summary>The time the question took, loading excluded.</summary>
    public required TimeSpan Elapsed { get; init; }

    internal Lazy<PointRegionsCertificate> CertificateSource { get; init; } = null!;

    /// <summary>The neurons on whose walls the point lies.</summary>
    public IEnumerable<(int Layer, int Neuron)> OnWalls
        => Signs.SelectMany(static (text, layer) => text.Select((c, neuron) => (c, layer, neuron)).Where(static s => s.c == '*').Select(static s => (s.layer, s.neuron)));
}

/// <summary>A linear region: a maximal full-dimensional part of the domain with one activation pattern, on which the network is one affine map.</summary>
public sealed record LinearRegion
{
    /// <summary>The phases of all hidden neurons; the region's name.</summary>
    public required ActivationPattern Pattern { get; init; }

    /// <summary>The map x ↦ A x + b that the network is on the region.</summary>
    public required AffineMap Map { get; init; }

    /// <summary>A point strictly inside the region (relative to the domain).</summary>
    public required ImmutableArray<Rational> Interior { get; init; }

    /// <summary>The facets, neurons' first in the order of layers, then box sides; null when they were not asked for.</summary>
    public required ImmutableArray<Facet>? Facets { get; init; }

    /// <summary>The largest inscribed ball; null when it was not asked for.</summary>
    public required InscribedBallAnswer? Ball { get; init; }

    /// <summary>The region across each facet that is not a box side; null when they were not asked for.</summary>
    public required ImmutableArray<Neighbor>? Neighbors { get; init; }

    /// <summary>The vertices; null when they were not asked for.</summary>
    public required VertexAnswer? Vertices { get; init; }

    /// <summary>The rows whose verdict (facet or redundant) could not be proved within the budget; normally empty.</summary>
    public required ImmutableArray<RowReference> Undecided { get; init; }
}

/// <summary>The affine map x ↦ A x + b, exact.</summary>
/// <param name="A">The rows of A, one an output, each with one number an input.</param>
/// <param name="B">The vector b, one number an output.</param>
public sealed record AffineMap(ImmutableArray<ImmutableArray<Rational>> A, ImmutableArray<Rational> B);

/// <summary>A facet of a region: ⟨Normal, x⟩ ≤ Offset on the region, with equality on a face of dimension d − 1.</summary>
/// <param name="Row">Whose inequality it is; the box side where one coincides.</param>
/// <param name="Normal">The outward normal over all inputs (0 at fixed ones), in the scale in which the network states the inequality.</param>
/// <param name="Offset">The right-hand side.</param>
/// <param name="Also">The other inequalities that are positive multiples of this one.</param>
public sealed record Facet(RowReference Row, ImmutableArray<Rational> Normal, Rational Offset, ImmutableArray<RowReference> Also);

/// <summary>The region that shares a facet.</summary>
/// <param name="Facet">The index of the facet.</param>
/// <param name="Pattern">The pattern beyond it.</param>
public sealed record Neighbor(int Facet, ActivationPattern Pattern);

/// <summary>The largest inscribed ball of a region.</summary>
/// <param name="Norm">The norm of the ball.</param>
/// <param name="Center">The center of a ball of radius <paramref name="Lower"/> inside the region.</param>
/// <param name="Lower">The certified lower bound of the inradius.</param>
/// <param name="Upper">The certified upper bound of the inradius; null when the region holds arbitrarily large balls.</param>
public sealed record InscribedBallAnswer(VectorNorm Norm, ImmutableArray<Rational> Center, Rational Lower, Rational? Upper);

/// <summary>The vertices of a region.</summary>
/// <param name="Points">The vertices found.</param>
/// <param name="Complete">Whether these are all.</param>
public sealed record VertexAnswer(ImmutableArray<ImmutableArray<Rational>> Points, bool Complete);

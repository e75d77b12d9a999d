using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>The exact questions about single regions. The inequalities of the regions asked for last are kept.</summary>
internal sealed class NearbyGeometry(NearbyQuery query, Domain domain)
{
    /// <summary>Coefficients of inequalities to keep, in all: a few tens of megabytes.</summary>
    private const int KeptCoefficients = 500_000;

    private readonly Dictionary<ActivationPattern, KeptRegion> _kept = [];
    private readonly Queue<ActivationPattern> _order = new();
    private readonly ImmutableArray<Rational> _point = domain.ToReduced(query.Point);
    private int _coefficients;

    /// <summary>The nearest point of the region as doubles see it.</summary>
    public ProposedNearestPoint Propose(ActivationPattern pattern, CancellationToken cancellationToken)
    {
        KeptRegion region = Region(pattern, cancellationToken);
        return region.Proposed ??= NearestPoint.Propose(region.System.Polyhedron, _point, query.Norm, query.Solver, cancellationToken);
    }

    /// <summary>The nearest point over all inputs.</summary>
    public ImmutableArray<Rational> ToFullPoint(ImmutableArray<Rational> reduced) => domain.ToFullPoint(reduced);

    /// <summary>The facets of the region, what lies across them, and for each facet between two regions a lower bound of its distance: that of its hyperplane.</summary>
    public OpenedRegion Open(ActivationPattern pattern, CancellationToken cancellationToken)
    {
        RegionSystem system = Region(pattern, cancellationToken).System;
        if (domain.Dimension == 0)
        {
            return new OpenedRegion(domain.ToFullPoint([]), [], [], [], null);
        }

        BoxSides sides = BoxSides.Of(system.Polyhedron, Enumerable.Range(0, system.Rows.Length).Where(i => !system.Rows[i].Reference.IsNeuron));
        if (Interior(system, sides, cancellationToken) is not { } interior)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new OpenedRegion([], [], [], [], "a point strictly inside the region was not found within the budget");
        }

        ImmutableArray<RowVerdict> verdicts = FacetClassification
            .Classify(system.Polyhedron, sides, interior, query.Solver, ExactBudget.Default, cancellationToken).Verdicts;
        cancellationToken.ThrowIfCancellationRequested();
        FacetCrossing crossing = new(query.Network, system);
        List<Facet> facets = [];
        List<Neighbor> neighbors = [];
        List<ExactDistance> distances = [];
        string? undecided = null;
        for (int i = 0; i < verdicts.Length; i++)
        {
            switch (verdicts[i])
            {
                case RowVerdict.Facet verdict:
                    RegionRow row = system.Rows[i];
                    (ImmutableArray<Rational> normal, Rational offset) = NaturalScale.Row(system, row);
                    Facet facet = new(row.Reference, normal, offset, [.. verdict.Also.Select(k => system.Rows[k].Reference)]);
                    if (row.Reference.IsNeuron)
                    {
                        neighbors.Add(new Neighbor(facets.Count, crossing.Across(row, facet.Also)));
                        distances.Add(DistanceBound.ToHyperplane(row.HalfSpace, _point, query.Norm));
                    }

                    facets.Add(facet);
                    break;
                case RowVerdict.Undecided verdict:
                    undecided ??= $"whether the inequality of {system.Rows[i].Reference} is a facet: {verdict.Reason}";
                    break;
                default:
                    break;
            }
        }

        return new OpenedRegion(
            domain.ToFullPoint([.. interior.Select(static x => x.ToRational())]), [.. facets], [.. neighbors], [.. distances], undecided);
    }

    private ImmutableArray<Dyadic>? Interior(RegionSystem system, BoxSides sides, CancellationToken cancellationToken)
        => InscribedBall.Find(system.Polyhedron, sides, VectorNorm.L2, query.Solver, ExactBudget.Default, cancellationToken) switch
        {
            InscribedBallOutcome.Found { Ball: var ball } => ball.ShortInteriorPoint(),
            InscribedBallOutcome.Unbounded unbounded => RegionInterior.Shorten(system, unbounded.Center),
            InscribedBallOutcome.NoInterior => throw new InvalidOperationException($"the region {string.Join(' ', system.Pattern.ToLayerStrings())} was found across a facet and has no interior"),
            _ => null,
        };

    private KeptRegion Region(ActivationPattern pattern, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(pattern, out KeptRegion? kept))
        {
            return kept;
        }

        KeptRegion region = new(RegionSystem.Create(domain, ExactForms.Along(query.Network, pattern, cancellationToken)));
        _kept.Add(pattern, region);
        _order.Enqueue(pattern);
        _coefficients += region.Size;
        while (_coefficients > KeptCoefficients && _order.Count > 1)
        {
            ActivationPattern oldest = _order.Dequeue();
            _coefficients -= _kept[oldest].Size;
            _kept.Remove(oldest);
        }

        return region;
    }

    private sealed class KeptRegion(RegionSystem system)
    {
        public RegionSystem System { get; } = system;

        public ProposedNearestPoint? Proposed { get; set; }

        public int Size { get; } = system.Rows.Length * (system.Domain.Dimension + 1);
    }
}

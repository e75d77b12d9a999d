using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>A region to be measured.</summary>
/// <param name="Forms">Its forms.</param>
/// <param name="Inside">A point strictly inside it, on the reduced space.</param>
/// <param name="Points">The points of the question in its closure.</param>
/// <param name="StartPoint">The point among them that lies on none of its walls, or −1.</param>
internal sealed record MeasuredRegion(RegionForms Forms, ImmutableArray<Rational> Inside, ImmutableArray<int> Points, int StartPoint)
{
    /// <summary>Its facets, where known.</summary>
    public ImmutableArray<RowReference>? Facets { get; init; }

    /// <summary>Its volume, where known.</summary>
    public Rational? Volume { get; init; }
}

/// <summary>Measures regions one by one; safe for several threads.</summary>
internal sealed class RegionMeasurement
{
    private readonly StatisticsQuery _query;
    private readonly Domain _domain;
    private readonly IReadOnlyList<ImmutableArray<Rational>> _points;
    private readonly SurroundingRegions? _surroundings;

    public RegionMeasurement(StatisticsQuery query, Domain domain, IReadOnlyList<ImmutableArray<Rational>> points)
    {
        _query = query;
        _domain = domain;
        _points = points;
        _surroundings = query.Walks is { } walks ? new SurroundingRegions(query.Network, domain, points, walks) : null;
    }

    /// <summary>The record of one region.</summary>
    public RegionRecord Measure(int index, MeasuredRegion region, CancellationToken cancellationToken)
    {
        RegionSystem system = RegionSystem.Create(_domain, region.Forms);
        BoxSides sides = BoxSides.Of(system.Polyhedron, Enumerable.Range(0, system.Rows.Length).Where(i => !system.Rows[i].Reference.IsNeuron));
        InscribedBallOutcome ball = InscribedBall.Find(system.Polyhedron, sides, _query.BallNorm, _query.Solver, ExactBudget.Default, cancellationToken);
        ImmutableArray<Dyadic> center = ball is InscribedBallOutcome.Found found
            ? found.Ball.ShortInteriorPoint()
            : RegionInterior.Shorten(system, region.Inside);
        ImmutableArray<Rational> inside = [.. center.Select(static c => c.ToRational())];
        int[]? facets = !_query.Facets ? null
            : region.Facets is { } known ? [.. Enumerable.Range(0, system.Rows.Length).Where(i => known.Contains(system.Rows[i].Reference))]
            : Facets(system, sides, center, cancellationToken);
        int[]? walls = facets is null ? null : [.. facets.Where(i => system.Rows[i].Reference.IsNeuron)];
        return new RegionRecord
        {
            Index = index,
            Pattern = system.Pattern,
            Points = region.Points,
            Radius = RadiusOf(ball),
            Facets = facets is null ? null : new FacetCounts(walls!.Length, facets.Length - walls.Length),
            FacetAngles = walls is null ? null : CosineHistogram.OfPairs(VectorAngles.UnitNormals(system.Polyhedron, walls)),
            LayerAngles = LayerAngles(system),
            Boundary = _query.Boundary ? Boundary(system, inside, cancellationToken) : null,
            Walks = _surroundings?.From(
                index,
                region.Forms,
                region.StartPoint >= 0 ? _points[region.StartPoint] : _domain.ToFullPoint(inside),
                region.StartPoint,
                cancellationToken) ?? [],
            Volume = region.Volume,
        };
    }

    private static RadiusEnclosure? RadiusOf(InscribedBallOutcome outcome)
        => outcome switch
        {
            InscribedBallOutcome.Found { Ball: var ball } => new RadiusEnclosure(ball.Lower, ball.Upper),
            InscribedBallOutcome.Unbounded unbounded => new RadiusEnclosure(unbounded.Lower, null),
            InscribedBallOutcome.NoInterior => throw new InvalidOperationException("a region with an interior point was said to have none"),
            _ => null,
        };

    /// <summary>The rows that are facets; null when some row could not be decided within the budget.</summary>
    private int[]? Facets(RegionSystem system, BoxSides sides, ImmutableArray<Dyadic> center, CancellationToken cancellationToken)
    {
        ClassifiedRows rows = FacetClassification.Classify(system.Polyhedron, sides, center, _query.Solver, ExactBudget.Default, cancellationToken);
        return rows.IsComplete ? [.. rows.Facets] : null;
    }

    private RegionLabels? Boundary(RegionSystem system, ImmutableArray<Rational> inside, CancellationToken cancellationToken)
    {
        try
        {
            using CrossingDecision decision = new(system, inside, _query.Solver, cancellationToken);
            return decision.Decide();
        }
        catch (RegionUndecidedException)
        {
            return null;
        }
    }

    private static ImmutableArray<CosineHistogram> LayerAngles(RegionSystem system)
        => [.. Enumerable.Range(0, system.Pattern.LayerCount).Select(layer => CosineHistogram.OfPairs(VectorAngles.UnitNormals(
            system.Polyhedron,
            Enumerable.Range(0, system.Rows.Length).Where(i => system.Rows[i].Reference.IsNeuron && system.Rows[i].Reference.Layer == layer && HasNormal(system, i)))))];

    private static bool HasNormal(RegionSystem system, int row)
    {
        for (int j = 0; j < system.Polyhedron.Dimension; j++)
        {
            if (system.Polyhedron.Columns[(j * system.Polyhedron.Stride) + row] != 0)
            {
                return true;
            }
        }

        return false;
    }
}

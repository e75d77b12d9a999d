using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>Finds what a question asks about one region: its map, facets, ball, neighbors and vertices.</summary>
internal sealed class RegionAnalysis(RegionQuery query, Domain domain)
{
    /// <summary>The answer about the region of a leaf of the walk at the point.</summary>
    public AnalyzedRegion Analyze(RegionLeaf leaf, CancellationToken cancellationToken)
    {
        RegionSystem system = RegionSystem.Create(domain, leaf.Forms);
        ImmutableArray<Rational> inside = RegionInterior.Step(system, domain.ToReduced(query.Point), leaf.Inward);
        if (domain.Dimension == 0)
        {
            return new AnalyzedRegion(system, OfPoint(system, inside), default, null);
        }

        BoxSides sides = BoxSides.Of(system.Polyhedron, Enumerable.Range(0, system.Rows.Length).Where(i => !system.Rows[i].Reference.IsNeuron));
        bool wantsFacets = query.Facets || query.Neighbors || query.Vertices;
        InscribedBallOutcome? Ball(VectorNorm norm) => InscribedBall.Find(system.Polyhedron, sides, norm, query.Solver, ExactBudget.Default, cancellationToken);
        InscribedBallOutcome? ball = query.BallNorm is { } norm ? Ball(norm) : null;

        // Rays find most facets where they start in the middle: a ball is worth its one program even if it was not asked for.
        ClassifiedRows? classified = wantsFacets
            ? FacetClassification.Classify(
                system.Polyhedron, sides, Dyadic(system, inside, ball ?? Ball(VectorNorm.L2)), query.Solver, ExactBudget.Default, cancellationToken)
            : null;
        inside = classified is null ? inside : [.. classified.Interior.Select(static z => z.ToRational())];
        LinearRegion region = Answer(system, inside) with { Ball = BallAnswer(ball) };
        region = classified is null ? region : WithFacets(region, system, classified.Verdicts, cancellationToken);
        return new AnalyzedRegion(system, region, classified?.Verdicts ?? default, ball);
    }

    private LinearRegion Answer(RegionSystem system, ImmutableArray<Rational> inside)
        => new()
        {
            Pattern = system.Pattern,
            Map = Map(system.Forms.Output),
            Interior = domain.ToFullPoint(inside),
            Facets = null,
            Ball = null,
            Neighbors = null,
            Vertices = null,
            Undecided = [],
        };

    /// <summary>A domain that is a point: a polytope with one vertex and no facets, in which no ball is the largest.</summary>
    private LinearRegion OfPoint(RegionSystem system, ImmutableArray<Rational> inside)
        => Answer(system, inside) with
        {
            Facets = query.Facets || query.Neighbors || query.Vertices ? [] : null,
            Neighbors = query.Neighbors ? [] : null,
            Vertices = query.Vertices ? new VertexAnswer([domain.ToFullPoint(inside)], Complete: true) : null,
        };

    private LinearRegion WithFacets(LinearRegion region, RegionSystem system, ImmutableArray<RowVerdict> verdicts, CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, verdicts.Length).Where(i => verdicts[i] is RowVerdict.Facet)];
        ImmutableArray<Facet> facets = [.. rows.Select(i => FacetAnswer(system, i, (RowVerdict.Facet)verdicts[i]))];
        return region with
        {
            Facets = facets,
            Undecided = [.. Enumerable.Range(0, verdicts.Length).Where(i => verdicts[i] is RowVerdict.Undecided).Select(i => system.Rows[i].Reference)],
            Vertices = query.Vertices ? Vertices(system, rows, cancellationToken) : null,
            Neighbors = query.Neighbors ? Neighbors(system, rows, facets) : null,
        };
    }

    private static Facet FacetAnswer(RegionSystem system, int row, RowVerdict.Facet verdict)
    {
        (ImmutableArray<Rational> normal, Rational offset) = NaturalScale.Row(system, system.Rows[row]);
        return new Facet(system.Rows[row].Reference, normal, offset, [.. verdict.Also.Select(k => system.Rows[k].Reference)]);
    }

    private ImmutableArray<Neighbor> Neighbors(RegionSystem system, int[] rows, ImmutableArray<Facet> facets)
    {
        FacetCrossing crossing = new(query.Network, system);
        return
        [
            .. Enumerable.Range(0, rows.Length)
                .Where(k => facets[k].Row.IsNeuron)
                .Select(k => new Neighbor(k, crossing.Across(system.Rows[rows[k]], facets[k].Also))),
        ];
    }

    private VertexAnswer Vertices(RegionSystem system, int[] rows, CancellationToken cancellationToken)
    {
        HRepresentation facets = new(domain.Dimension, [.. rows.Select(i => system.Rows[i].HalfSpace)]);
        return VertexEnumeration.Enumerate(facets, query.MaxVertices, cancellationToken) switch
        {
            VertexEnumerationOutcome.Complete found
                => new VertexAnswer([.. found.Generators.Vertices.Select(vertex => domain.ToFullPoint(vertex.Point()))], Complete: true),
            VertexEnumerationOutcome.ContainsLine => new VertexAnswer([], Complete: true),
            _ => new VertexAnswer([], Complete: false),
        };
    }

    private InscribedBallAnswer? BallAnswer(InscribedBallOutcome? outcome)
        => outcome switch
        {
            InscribedBallOutcome.Found { Ball: var ball } => new InscribedBallAnswer(ball.Norm, domain.ToFullPoint(ball.Center), ball.Lower, ball.Upper),
            InscribedBallOutcome.Unbounded unbounded => new InscribedBallAnswer(
                query.BallNorm!.Value, domain.ToFullPoint(unbounded.Center), unbounded.Lower, null),
            InscribedBallOutcome.NoInterior => throw new InvalidOperationException("a region with an interior point was said to have none"),
            _ => null,
        };

    /// <summary>A short dyadic point strictly inside: near the ball's center where there is one, else near the interior point.</summary>
    private static ImmutableArray<Dyadic> Dyadic(RegionSystem system, ImmutableArray<Rational> inside, InscribedBallOutcome? ball)
        => ball switch
        {
            InscribedBallOutcome.Found { Ball: var found } => found.ShortInteriorPoint(),
            _ => RegionInterior.Shorten(system, inside),
        };

    private static AffineMap Map(LayerForms output)
    {
        ImmutableArray<ImmutableArray<Rational>>.Builder rows = ImmutableArray.CreateBuilder<ImmutableArray<Rational>>(output.Count);
        ImmutableArray<Rational>.Builder constants = ImmutableArray.CreateBuilder<Rational>(output.Count);
        for (int i = 0; i < output.Count; i++)
        {
            DyadicRow? row = output[i];
            Rational[] coefficients = new Rational[output.InputDimension + 1];
            for (int j = 0; row is not null && j < coefficients.Length; j++)
            {
                coefficients[j] = Coefficient(row.ValueAt(j), output.Divisor);
            }

            rows.Add([.. coefficients[..^1]]);
            constants.Add(coefficients[^1]);
        }

        return new AffineMap(rows.MoveToImmutable(), constants.MoveToImmutable());
    }

    private static Rational Coefficient(Dyadic value, BigInteger divisor) => divisor.IsOne ? value.ToRational() : value.ToRational() / divisor;
}

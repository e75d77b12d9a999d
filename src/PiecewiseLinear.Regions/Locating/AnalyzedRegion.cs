using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>A region's answer together with what proves it, in the integer rows in which it was found.</summary>
internal sealed record AnalyzedRegion(RegionSystem System, LinearRegion Region, ImmutableArray<RowVerdict> Verdicts, InscribedBallOutcome? Ball)
{
    private bool Classified => !Verdicts.IsDefault && Region.Undecided.IsEmpty;

    /// <summary>The evidence in the scale of the certificate.</summary>
    public RegionEvidence ToEvidence()
        => new(
            Region.Pattern,
            Region.Interior,
            Classified ? [.. Facets()] : null,
            Classified ? [.. Redundant()] : null,
            BallEvidence());

    private IEnumerable<FacetEvidence> Facets()
    {
        for (int i = 0; i < Verdicts.Length; i++)
        {
            if (Verdicts[i] is RowVerdict.Facet facet)
            {
                yield return new FacetEvidence(
                    System.Rows[i].Reference,
                    [.. facet.Also.Select(k => System.Rows[k].Reference)],
                    [.. facet.Step.Select(part => new InputStep(System.Domain.FreeInputs[part.Coordinate], part.Distance))]);
            }
        }
    }

    private IEnumerable<RedundancyEvidence> Redundant()
    {
        for (int i = 0; i < Verdicts.Length; i++)
        {
            if (Verdicts[i] is RowVerdict.Redundant or RowVerdict.Trivial)
            {
                ImmutableArray<RowMultiplier> multipliers = Verdicts[i] is RowVerdict.Redundant proved ? proved.Multipliers : [];
                yield return new RedundancyEvidence(System.Rows[i].Reference, NaturalScale.Combining(System, i, multipliers));
            }
        }
    }

    private BallEvidence? BallEvidence()
        => (Region.Ball, Ball) switch
        {
            ({ } answer, InscribedBallOutcome.Found found) => new BallEvidence(
                answer.Norm, answer.Center, answer.Lower, answer.Upper, NaturalScale.Combining(System, found.Ball.Multipliers), null),
            ({ } answer, InscribedBallOutcome.Unbounded unbounded) => new BallEvidence(
                answer.Norm, answer.Center, answer.Lower, null, [], System.Domain.ToFullDirection(unbounded.Ray)),
            _ => null,
        };
}

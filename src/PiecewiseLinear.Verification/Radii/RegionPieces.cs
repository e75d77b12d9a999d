using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>The part of D in one closed linear region: for each rival a polyhedron, whose nearest point is found exactly.</summary>
internal sealed class RegionPieces(DecisionProblem problem)
{
    private readonly CellSpace _all = new(problem.Query.Point, free: null);
    private ImmutableArray<HalfSpace> _sides;

    /// <summary>
    /// Offers the nearest point of the region's part of D, where that is nearer than the best known. Afterwards the best is not farther than any point of D in the region.
    /// </summary>
    /// <param name="pattern">The region.</param>
    /// <param name="free">The only inputs that may differ from the point; null for all.</param>
    /// <param name="incumbent">Takes the point.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null, or what could not be proved.</returns>
    public string? Offer(ActivationPattern pattern, ImmutableArray<int>? free, Incumbent incumbent, CancellationToken cancellationToken)
    {
        RegionForms forms = ExactForms.Along(problem.Query.Network, pattern, cancellationToken);
        _sides = _sides.IsDefault ? [.. SidesOf(problem.Query.Box, cancellationToken)] : _sides;
        List<HalfSpace> rows = [.. _sides];
        for (int layer = 0; layer < forms.HiddenLayers.Length; layer++)
        {
            for (int n = 0; n < forms.HiddenLayers[layer].Count; n++)
            {
                if (forms.HiddenLayers[layer][n] is { } form)
                {
                    rows.Add(HalfSpace.OfForm(form, forms.Pattern[layer, n] == ActivationPhase.Active));
                }
            }
        }

        return Offer(rows, forms.Output, free is null ? _all : new CellSpace(problem.Query.Point, free), incumbent, cancellationToken);
    }

    private string? Offer(List<HalfSpace> rows, LayerForms output, CellSpace space, Incumbent incumbent, CancellationToken cancellationToken)
    {
        string? unknown = null;
        for (int place = 0; place < problem.Rivals.Length; place++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            HalfSpace[] beyond = [.. problem.Forms(k => output[k], place).OfType<DyadicRow>().Select(static form => HalfSpace.OfForm(form, atLeastZero: false))];
            if (incumbent.Best is { } best && Array.Exists(beyond, row => IsBeyond(row, best.Distance)))
            {
                continue;
            }

            HalfSpace[] all = [.. rows, .. beyond];
            ProposedNearestPoint proposed = NearestPoint.Propose(
                new HRepresentation(space.Free.Length, [.. all.Select(space.Restrict)], cancellationToken), space.Center, problem.Norm, problem.Query.Solver, cancellationToken);
            if (proposed.LowerBound(cancellationToken) is not { } bound || bound >= incumbent.Best?.Distance)
            {
                continue;
            }

            switch (proposed.Prove(ExactBudget.Default, cancellationToken))
            {
                case NearestPointOutcome.Found found:
                    incumbent.Offer(space.Lift(found.Point), cancellationToken);
                    break;
                case NearestPointOutcome.Unknown reason:
                    unknown ??= reason.Reason;
                    break;
                default:
                    break;
            }
        }

        return unknown;
    }

    /// <summary>Whether the row alone keeps D at the distance.</summary>
    private bool IsBeyond(HalfSpace row, ExactDistance distance)
    {
        HRepresentation alone = new(row.Dimension, [row]);
        return DistanceBound.Of(alone, problem.Query.Point, problem.Norm, [new RowMultiplier(0, Rational.One)]) is not { } bound || bound >= distance;
    }

    private static IEnumerable<HalfSpace> SidesOf(Box? box, CancellationToken cancellationToken)
    {
        for (int j = 0; j < (box?.Dimension ?? 0); j++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return CellRow.OfSide(new PartSide(j, Upper: false, box!.Lower[j]), box.Dimension).Row;
            yield return CellRow.OfSide(new PartSide(j, Upper: true, box.Upper[j]), box.Dimension).Row;
        }
    }
}

using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Says why a class does not win at a point. In the point's region all outputs are affine, so whether the class can win there is a linear program: either exact multipliers show which inequalities keep it
/// from winning, or there is a nearest point where it does. Beyond the region, the least change is a boundary query.
/// </summary>
public static class WhyNotEngine
{
    /// <summary>Answers for the target of a query; its goal is taken to be <see cref="BoundaryGoal.Reach"/>, its objective linf where it has none.</summary>
    /// <inheritdoc cref="BoundaryEngine.Find(BoundaryQuery, IProgress{BoundaryPoint}?, CancellationToken)"/>
    public static WhyNotAnswer Explain(BoundaryQuery query, IProgress<BoundaryPoint>? progress, CancellationToken cancellationToken)
    {
        int wanted = query.Target ?? throw new RegionQueryException("target", "the class is missing, expected the one that does not win");
        BoundaryQuery reach = query with { Goal = BoundaryGoal.Reach, Minimize = query.Minimize == BoundaryObjective.None ? BoundaryObjective.LInf : query.Minimize };
        QueryFrame frame = QueryFrame.Of(reach);
        VectorNorm norm = reach.Minimize switch
        {
            BoundaryObjective.L1 => VectorNorm.L1,
            BoundaryObjective.L2 => VectorNorm.L2,
            _ => VectorNorm.LInf,
        };
        ActivationPattern pattern = frame.AtPoint.Pattern;
        (NearestPointOutcome nearest, ImmutableArray<WeightedInequality> inequalities) = InRegion(frame, pattern, norm, cancellationToken);
        return new WhyNotAnswer
        {
            Class = wanted,
            Label = frame.Label,
            Outputs = frame.AtPoint.Output,
            Pattern = pattern,
            RegionKeepsIt = nearest switch
            {
                NearestPointOutcome.Empty => true,
                NearestPointOutcome.Found => false,
                _ => null,
            },
            Inequalities = inequalities,
            NearestInRegion = (nearest as NearestPointOutcome.Found)?.Point,
            DistanceInRegion = (nearest as NearestPointOutcome.Found)?.Distance,
            Change = BoundaryEngine.Find(frame, new Deadline(query.Options.Time, query.Options.Clock, cancellationToken), progress, cancellationToken),
        };
    }

    /// <summary>
    /// The nearest point of the class in the region of a pattern, and the inequalities that keep it away. Cancellation leaves this part open; the least change says why it is unknown.
    /// </summary>
    private static (NearestPointOutcome Nearest, ImmutableArray<WeightedInequality> Inequalities) InRegion(
        QueryFrame frame, ActivationPattern pattern, VectorNorm norm, CancellationToken cancellationToken)
    {
        try
        {
            BoundaryQuery query = frame.Query;
            RegionForms forms = ExactForms.Along(query.Network, pattern, cancellationToken);
            List<(InequalitySource Source, ImmutableArray<Rational> Normal, Rational Offset)> rows = [];
            foreach ((InequalitySource, ImmutableArray<Rational>, Rational) row in Region(forms, query.Box).Concat(Rivals(forms.Output, frame.Cases[0])))
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Add(row);
            }

            (HalfSpace[] halfSpaces, BigInteger[] scales) = Scaled(rows, cancellationToken);
            HRepresentation polyhedron = new(query.Point.Length, halfSpaces, cancellationToken);
            NearestPointOutcome nearest = NearestPoint.Find(polyhedron, query.Point, norm, query.LinearPrograms, ExactBudget.Default, cancellationToken);
            ImmutableArray<RowMultiplier> multipliers = nearest switch
            {
                NearestPointOutcome.Found found => found.Multipliers,
                NearestPointOutcome.Empty empty => empty.Certificate.Multipliers,
                _ => [],
            };
            return (nearest, [.. multipliers.Where(static m => m.Weight.Sign > 0).Select(m => new WeightedInequality(rows[m.Row].Source, rows[m.Row].Normal, rows[m.Row].Offset, m.Weight * scales[m.Row]))]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (new NearestPointOutcome.Unknown("it was cancelled"), []);
        }
    }

    private static IEnumerable<(InequalitySource, ImmutableArray<Rational>, Rational)> Region(RegionForms forms, Box? box)
    {
        for (int layer = 0; layer < forms.HiddenLayers.Length; layer++)
        {
            LayerForms hidden = forms.HiddenLayers[layer];
            for (int i = 0; i < hidden.Count; i++)
            {
                if (hidden[i] is not null)
                {
                    // z ≥ 0 where active, z ≤ 0 where not.
                    Rational sign = forms.Pattern[layer, i] == ActivationPhase.Active ? -1 : 1;
                    yield return (
                        new InequalitySource.Wall(layer, i),
                        [.. Enumerable.Range(0, hidden.InputDimension).Select(j => sign * hidden.Coefficient(i, j))],
                        -sign * hidden.Coefficient(i, hidden.InputDimension));
                }
            }
        }

        for (int j = 0; j < box?.Dimension; j++)
        {
            yield return (new InequalitySource.BoxSide(j, IsUpper: false), Unit(j, box.Dimension, -1), -box.Lower[j]);
            yield return (new InequalitySource.BoxSide(j, IsUpper: true), Unit(j, box.Dimension, 1), box.Upper[j]);
        }
    }

    /// <summary>The class at least ties with every rival: y_rival − y_class ≤ 0.</summary>
    private static IEnumerable<(InequalitySource, ImmutableArray<Rational>, Rational)> Rivals(LayerForms outputs, GoalCase goal)
    {
        foreach (GoalRow row in goal.Rows)
        {
            Rational Coefficient(int column) => row.Sign * (outputs.Coefficient(row.Plus, column) - (row.Minus < 0 ? Rational.Zero : outputs.Coefficient(row.Minus, column)));
            yield return (
                new InequalitySource.Rival(row.Minus < 0 ? 1 - goal.Other : row.Minus),
                [.. Enumerable.Range(0, outputs.InputDimension).Select(j => -Coefficient(j))],
                Coefficient(outputs.InputDimension));
        }
    }

    private static ImmutableArray<Rational> Unit(int input, int inputs, int sign) => [.. Enumerable.Range(0, inputs).Select(j => j == input ? (Rational)sign : Rational.Zero)];

    /// <summary>The rows times their common denominators.</summary>
    private static (HalfSpace[] Rows, BigInteger[] Scales) Scaled(
        List<(InequalitySource Source, ImmutableArray<Rational> Normal, Rational Offset)> rows, CancellationToken cancellationToken)
    {
        HalfSpace[] halfSpaces = new HalfSpace[rows.Count];
        BigInteger[] scales = new BigInteger[rows.Count];
        for (int i = 0; i < halfSpaces.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (halfSpaces[i], scales[i]) = HalfSpace.OfRationals(rows[i].Normal, rows[i].Offset);
        }

        return (halfSpaces, scales);
    }
}

using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Shortens a change within the linear region that it ends in, with the same inputs changed and the same other label: there all conditions are linear, and the nearest point is exact. Where conditions go
/// beyond that (the user's own, integers, categories, groups, balls in l1 and l2, open goals), the point stays as it is or the shortened one is confirmed like any other.
/// </summary>
internal sealed class RegionDescent(QueryFrame frame, VectorNorm norm)
{
    /// <summary>The nearest point of the closed region that keeps all conditions, or the point itself where that is not known or not shorter.</summary>
    public BoundaryPoint Shorten(BoundaryPoint point, CancellationToken cancellationToken)
    {
        if (frame.Query.Goal == BoundaryGoal.Across || point.Changed.IsEmpty)
        {
            return point;
        }

        ChangeSpace space = ChangeSpace.Of(frame.Query, null, null);
        ImmutableArray<int> moving = [.. point.Changed.Where(j => space.Allowed[j] is { Values.IsDefault: true, IsInteger: false })];
        if (moving.IsEmpty)
        {
            return point;
        }

        InputEmbedding embedding = Embedding(point.Input, moving);
        RegionForms forms = ExactForms.Along(frame.Query.Network, embedding.RootForms, ExactEvaluator.Trace(frame.Query.Network, point.Input).Pattern);
        HRepresentation rows = new(moving.Length, Rows(forms, point.Other, moving, space));
        ImmutableArray<Rational> target = [.. moving.Select(j => space.Point[j])];
        if (NearestPoint.Find(rows, target, norm, frame.Query.LinearPrograms, ExactBudget.Default, cancellationToken) is not NearestPointOutcome.Found nearest)
        {
            return point;
        }

        Rational[] input = [.. point.Input];
        for (int k = 0; k < moving.Length; k++)
        {
            input[moving[k]] = nearest.Point[k];
        }

        ImmutableArray<(string, SmtSort, Rational)> constants = [.. (frame.Query.Constraints?.Constants ?? []).Select((c, k) => (c.Name, c.Sort, point.Constants[k].Value))];
        return AnswerCheck.Confirm(frame, space, ImmutableArray.Create(input), constants, cancellationToken) is { } shorter && shorter.DistanceIn(norm) < point.DistanceIn(norm) ? shorter : point;
    }

    private static InputEmbedding Embedding(ImmutableArray<Rational> input, ImmutableArray<int> moving)
        => new(
            [.. input.Select((x, j) => moving.Contains(j) ? Rational.Zero : x)],
            [.. moving.Select(k => Enumerable.Range(0, input.Length).Select(j => j == k ? Rational.One : Rational.Zero).ToImmutableArray())],
            Box.Cube(moving.Length, 0, 1)); // only the substitution is used, not this box

    private IReadOnlyList<HalfSpace> Rows(RegionForms forms, int other, ImmutableArray<int> moving, ChangeSpace space)
    {
        List<HalfSpace> rows = [];
        for (int layer = 0; layer < forms.HiddenLayers.Length; layer++)
        {
            for (int i = 0; i < forms.HiddenLayers[layer].Count; i++)
            {
                if (forms.HiddenLayers[layer][i] is { } form)
                {
                    rows.Add(HalfSpace.OfForm(form, forms.Pattern[layer, i] == ActivationPhase.Active));
                }
            }
        }

        foreach (GoalRow row in frame.Cases.First(goal => goal.Other == other).Rows)
        {
            ImmutableArray<Rational> value =
                [.. Enumerable.Range(0, moving.Length + 1).Select(c => row.Sign * (forms.Output.Coefficient(row.Plus, c) - (row.Minus < 0 ? Rational.Zero : forms.Output.Coefficient(row.Minus, c))))];
            rows.Add(AtMost([.. value[..^1].Select(static a => -a)], value[^1]));
            if (row.Relation == GoalRelation.Zero)
            {
                rows.Add(AtMost([.. value[..^1]], -value[^1]));
            }
        }

        for (int k = 0; k < moving.Length; k++)
        {
            Rational[] unit = new Rational[moving.Length];
            unit[k] = Rational.One;
            if (space.Allowed[moving[k]].Upper is { } upper)
            {
                rows.Add(AtMost(unit, upper));
            }

            if (space.Allowed[moving[k]].Lower is { } lower)
            {
                unit[k] = -Rational.One;
                rows.Add(AtMost(unit, -lower));
            }
        }

        return rows;
    }

    /// <summary>⟨normal, x⟩ ≤ offset, scaled to integers.</summary>
    private static HalfSpace AtMost(IReadOnlyList<Rational> normal, Rational offset)
    {
        (System.Numerics.BigInteger[] integers, _) = RationalVector.ToHomogeneous([.. normal, offset]);
        return new HalfSpace([.. integers[..^1]], integers[^1]);
    }
}

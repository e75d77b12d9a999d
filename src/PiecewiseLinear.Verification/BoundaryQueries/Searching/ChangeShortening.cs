using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Shortens a change within the linear region that it ends in, with the same inputs changed and the same other label: there all conditions are linear, and the nearest point is exact. Where conditions go
/// beyond that (the user's own, integers, categories, groups, balls in l1 and l2, open goals), the point stays as it is or the shortened one is confirmed like any other.
/// </summary>
internal sealed class ChangeShortening(QueryFrame frame, VectorNorm norm)
{
    private const int MostSteps = 64;

    private readonly ChangeSpace _space = ChangeSpace.Of(frame.Query, null, null);

    /// <summary>A point that is nowhere farther: the nearest one of the region, then of the region that begins there, and so on while that is nearer, and until it is cancelled.</summary>
    public BoundaryPoint Shorten(BoundaryPoint point, CancellationToken cancellationToken)
    {
        try
        {
            for (int step = 0; step < MostSteps && !cancellationToken.IsCancellationRequested; step++)
            {
                if (frame.Query.Goal == BoundaryGoal.Across || Nearest(point.Input, point.Changed, point.Other, point.Constants, cancellationToken) is not { } shorter
                    || shorter.DistanceIn(norm) >= point.DistanceIn(norm))
                {
                    break;
                }

                point = shorter;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The point so far is one of the answer all the same.
        }

        return point;
    }

    /// <summary>The nearest point of the goal in the region of the query's own point, if that satisfies all conditions; null where there is none.</summary>
    public BoundaryPoint? FromPoint(CancellationToken cancellationToken)
    {
        BoundaryPoint? best = null;
        if (frame.Query.Goal == BoundaryGoal.Across || _space.IsEmpty || (frame.Query.Constraints is { } constraints && !constraints.Constants.IsEmpty))
        {
            return null;
        }

        foreach (GoalCase goal in frame.Cases)
        {
            if (!cancellationToken.IsCancellationRequested && Nearest(_space.Point, _space.Forced, goal.Other, [], cancellationToken) is { } point
                && (best is null || point.DistanceIn(norm) < best.DistanceIn(norm)))
            {
                best = point;
            }
        }

        return best;
    }

    /// <summary>The nearest point in the region of an input with a certain other label, confirmed; null where it is not known or does not satisfy the conditions.</summary>
    private BoundaryPoint? Nearest(
        ImmutableArray<Rational> input, ImmutableArray<int> changed, int other, ImmutableArray<(string Name, Rational Value)> constants, CancellationToken cancellationToken)
    {
        IEnumerable<int> free = _space.MostChanged == input.Length ? _space.Free.Union(_space.Forced).Order() : changed;
        ImmutableArray<int> moving = [.. free.Where(j => _space.Allowed[j] is { Values.IsDefault: true, IsInteger: false })];
        if (moving.IsEmpty)
        {
            return null;
        }

        InputEmbedding embedding = Embedding(input, moving);
        RegionForms forms = ExactForms.Along(frame.Query.Network, embedding.RootForms, ExactEvaluator.Trace(frame.Query.Network, input, cancellationToken).Pattern, cancellationToken);
        HRepresentation rows = new(moving.Length, Rows(forms, other, moving, _space), cancellationToken);
        ImmutableArray<Rational> target = [.. moving.Select(j => _space.Point[j])];
        if (NearestPoint.Find(rows, target, norm, frame.Query.LinearPrograms, ExactBudget.Default, cancellationToken) is not NearestPointOutcome.Found nearest)
        {
            return null;
        }

        Rational[] moved = [.. input];
        for (int k = 0; k < moving.Length; k++)
        {
            moved[moving[k]] = nearest.Point[k];
        }

        ImmutableArray<(string, SmtSort, Rational)> values = [.. (frame.Query.Constraints?.Constants ?? []).Select((c, k) => (c.Name, c.Sort, constants[k].Value))];
        return AnswerCheck.Confirm(frame, _space, ImmutableArray.Create(moved), values, cancellationToken);
    }

    private static InputEmbedding Embedding(ImmutableArray<Rational> input, ImmutableArray<int> moving)
        => new(
            [.. input.Select((x, j) => moving.Contains(j) ? Rational.Zero : x)],
            [.. moving.Select(k => Enumerable.Range(0, input.Length).Select(j => j == k ? Rational.One : Rational.Zero).ToImmutableArray())],
            Box.Cube(moving.Length, 0, 1)); // only the substitution is used, not this box

    private List<HalfSpace> Rows(RegionForms forms, int other, ImmutableArray<int> moving, ChangeSpace space)
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
    private static HalfSpace AtMost(IReadOnlyList<Rational> normal, Rational offset) => HalfSpace.OfRationals([.. normal], offset).Row;
}

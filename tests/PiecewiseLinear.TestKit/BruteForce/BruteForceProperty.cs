using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.TestKit.BruteForce;

/// <summary>
/// The independent oracle of properties: every closed cell of phases that meets the box, each a linear program in rationals with the rows of each case. Ties count as violations.
/// </summary>
public static class BruteForceProperty
{
    /// <summary>Whether some input satisfies the property (<c>sat</c>).</summary>
    public static bool IsSatisfied(ReluNetwork network, VnnLibProperty property) => property.Cases.Any(@case => IsSatisfied(network, @case));

    private static bool IsSatisfied(ReluNetwork network, VnnLibCase @case)
    {
        BruteForceRegions frame = new(network, @case.Box);
        ImmutableList<OracleRow> sides = [.. frame.Sides];
        ImmutableArray<Rational> start = [.. @case.Box.Lower];
        Rational[][] inputs = frame.InputForms();
        bool found = false;
        List<WalkedCell<ImmutableList<OracleRow>>> cells = CellWalk<ImmutableList<OracleRow>>.Run(network, inputs, sides, (cell, source, form) => Phases(cell, source, form, start));
        foreach (WalkedCell<ImmutableList<OracleRow>> walked in cells)
        {
            ImmutableList<OracleRow> rows = walked.Cell;
            foreach (PropertyRow row in @case.Rows)
            {
                Rational[] sum = new Rational[start.Length + 1];
                foreach ((PropertyTerm term, Rational[] form) in row.Inputs.Select(t => (t, inputs[t.Index])).Concat(row.Outputs.Select(t => (t, walked.Output[t.Index]))))
                {
                    for (int j = 0; j < sum.Length; j++)
                    {
                        sum[j] += term.Coefficient * form[j];
                    }
                }

                rows = rows.Add(new OracleRow(default, [.. sum.SkipLast(1)], row.Bound - sum[^1]));
            }

            found |= IsNonempty(rows, start);
        }

        return found;
    }

    private static IEnumerable<(ActivationPhase Phase, ImmutableList<OracleRow> Cell)> Phases(
        ImmutableList<OracleRow> cell, OracleSource source, Rational[] form, ImmutableArray<Rational> start)
    {
        foreach (ActivationPhase phase in new[] { ActivationPhase.Inactive, ActivationPhase.Active })
        {
            Rational sign = phase == ActivationPhase.Active ? -1 : 1;
            ImmutableList<OracleRow> part = cell.Add(new OracleRow(source, [.. form.SkipLast(1).Select(a => sign * a)], -sign * form[^1]));
            if (IsNonempty(part, start))
            {
                yield return (phase, part);
            }
        }
    }

    /// <summary>Whether a point satisfies all rows: max t with ⟨a, x⟩ + t ≤ b and t ≤ 1, started below, is not negative.</summary>
    private static bool IsNonempty(IReadOnlyCollection<OracleRow> rows, ImmutableArray<Rational> start)
    {
        Rational lowest = rows.Aggregate(Rational.Zero, (least, row) => Rational.Min(least, row.Slack(start))) - 1;
        Rational[][] a = [.. rows.Select(static row => (Rational[])[.. row.Normal, 1]), [.. new Rational[start.Length], 1]];
        Rational[] b = [.. rows.Select(row => row.Slack(start) - lowest), 1 - lowest];
        Rational[] step = IntegerSimplex.Maximize(a, b, [.. new Rational[start.Length], 1])!;
        return (lowest + step[^1]).Sign >= 0;
    }
}

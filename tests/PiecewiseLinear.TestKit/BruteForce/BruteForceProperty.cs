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

    /// <summary>The least value of a row's left side Σ aᵢ·xᵢ + Σ bⱼ·f(x)ⱼ over a box.</summary>
    public static Rational Least(ReluNetwork network, Box box, PropertyRow row)
    {
        BruteForceRegions frame = new(network, box);
        ImmutableArray<Rational> start = [.. box.Lower];
        Rational[][] inputs = frame.InputForms();
        Rational? least = null;
        foreach (WalkedCell<ImmutableList<OracleRow>> walked in Cells(network, frame, inputs, start))
        {
            Rational[] form = Form(row, inputs, walked.Output);
            (_, ImmutableArray<Rational> point) = Deepest(walked.Cell, start);
            Rational[] step = IntegerSimplex.Maximize(
                [.. walked.Cell.Select(static r => (Rational[])[.. r.Normal])],
                [.. walked.Cell.Select(r => r.Slack(point))],
                [.. form.SkipLast(1).Select(static a => -a)])!;
            Rational value = form.SkipLast(1).Select((a, j) => a * (point[j] + step[j])).Aggregate(form[^1], static (sum, term) => sum + term);
            least = least is { } known ? Rational.Min(known, value) : value;
        }

        return least!.Value;
    }

    private static bool IsSatisfied(ReluNetwork network, VnnLibCase @case)
    {
        BruteForceRegions frame = new(network, @case.Box);
        ImmutableArray<Rational> start = [.. @case.Box.Lower];
        Rational[][] inputs = frame.InputForms();
        bool found = false;
        foreach (WalkedCell<ImmutableList<OracleRow>> walked in Cells(network, frame, inputs, start))
        {
            ImmutableList<OracleRow> rows = walked.Cell;
            foreach (PropertyRow row in @case.Rows)
            {
                Rational[] sum = Form(row, inputs, walked.Output);
                rows = rows.Add(new OracleRow(default, [.. sum.SkipLast(1)], row.Bound - sum[^1]));
            }

            found |= IsNonempty(rows, start);
        }

        return found;
    }

    private static List<WalkedCell<ImmutableList<OracleRow>>> Cells(ReluNetwork network, BruteForceRegions frame, Rational[][] inputs, ImmutableArray<Rational> start)
    {
        ImmutableList<OracleRow> sides = [.. frame.Sides];
        return CellWalk<ImmutableList<OracleRow>>.Run(network, inputs, sides, (cell, source, form) => Phases(cell, source, form, start));
    }

    /// <summary>The row's left side on a cell: coefficients on the inputs, then the constant.</summary>
    private static Rational[] Form(PropertyRow row, Rational[][] inputs, Rational[][] output)
    {
        Rational[] sum = new Rational[inputs[0].Length];
        foreach ((PropertyTerm term, Rational[] form) in row.Inputs.Select(t => (t, inputs[t.Index])).Concat(row.Outputs.Select(t => (t, output[t.Index]))))
        {
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += term.Coefficient * form[j];
            }
        }

        return sum;
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

    private static bool IsNonempty(IReadOnlyCollection<OracleRow> rows, ImmutableArray<Rational> start) => Deepest(rows, start).Depth.Sign >= 0;

    /// <summary>The largest t ≤ 1 with ⟨a, x⟩ + t ≤ b for all rows, started below, and where: rows have a common point exactly if it is not negative.</summary>
    private static (Rational Depth, ImmutableArray<Rational> Point) Deepest(IReadOnlyCollection<OracleRow> rows, ImmutableArray<Rational> start)
    {
        Rational lowest = rows.Aggregate(Rational.Zero, (least, row) => Rational.Min(least, row.Slack(start))) - 1;
        Rational[][] a = [.. rows.Select(static row => (Rational[])[.. row.Normal, 1]), [.. new Rational[start.Length], 1]];
        Rational[] b = [.. rows.Select(row => row.Slack(start) - lowest), 1 - lowest];
        Rational[] step = IntegerSimplex.Maximize(a, b, [.. new Rational[start.Length], 1])!;
        return (lowest + step[^1], [.. start.Zip(step, static (x, y) => x + y)]);
    }
}

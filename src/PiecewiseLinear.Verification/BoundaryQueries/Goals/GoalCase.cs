using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>How a row of a goal is compared with zero.</summary>
internal enum GoalRelation
{
    AtLeastZero,
    AboveZero,
    Zero,
}

/// <summary>The row (y_Plus − y_Minus) · Sign, or y_Plus · Sign where Minus is −1 (a network of one output), compared with zero.</summary>
internal readonly record struct GoalRow(int Plus, int Minus, int Sign, GoalRelation Relation)
{
    /// <summary>The exact value.</summary>
    public Rational ValueAt(ImmutableArray<Rational> outputs) => Sign * (Minus < 0 ? outputs[Plus] : outputs[Plus] - outputs[Minus]);

    /// <summary>Whether the comparison holds.</summary>
    public bool Holds(ImmutableArray<Rational> outputs)
        => ValueAt(outputs).Sign is var sign && Relation switch
        {
            GoalRelation.AboveZero => sign > 0,
            GoalRelation.Zero => sign == 0,
            _ => sign >= 0,
        };
}

/// <summary>One way to reach a goal: with the other label j, all rows hold. The first row compares j with the label.</summary>
internal sealed record GoalCase(int Other, ImmutableArray<GoalRow> Rows)
{
    /// <summary>The ways to reach a goal, one for each label that may be the other one.</summary>
    public static ImmutableArray<GoalCase> All(BoundaryGoal goal, int label, int? target, int outputs)
    {
        if (outputs == 1)
        {
            return [new GoalCase(1 - label, [new GoalRow(0, -1, label == 1 ? -1 : 1, First(goal))])];
        }

        GoalRelation rest = goal == BoundaryGoal.Across ? GoalRelation.AboveZero : GoalRelation.AtLeastZero;
        return
        [
            .. Enumerable.Range(0, outputs).Where(j => j != label && (target is null || j == target)).Select(j => new GoalCase(
                j,
                [
                    new GoalRow(j, label, 1, First(goal)),
                    .. Enumerable.Range(0, outputs).Where(k => k != j && k != label).Select(k => new GoalRow(j, k, 1, rest)),
                ])),
        ];
    }

    /// <summary>Whether the outputs reach the goal in this way.</summary>
    public bool Holds(ImmutableArray<Rational> outputs) => Rows.All(row => row.Holds(outputs));

    private static GoalRelation First(BoundaryGoal goal)
        => goal switch
        {
            BoundaryGoal.Boundary => GoalRelation.Zero,
            BoundaryGoal.Across => GoalRelation.AboveZero,
            _ => GoalRelation.AtLeastZero,
        };
}

using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.TestKit.Clocks;
using PiecewiseLinear.Verification.BoundaryQueries;
using PiecewiseLinear.Verification.Tests.Soundness;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>A conjunction of weak inequalities Σ cᵢ·Xᵢ + Σ eⱼ·Yⱼ ≥ bound.</summary>
internal sealed record LinearCondition(ImmutableArray<Rational> Inputs, ImmutableArray<Rational> Outputs, Rational Bound);

/// <summary>Small random networks and boundary queries; a third is degenerate: small integers, duplicated neurons, ties at the point. Their clock stands still, so that no part of a search is cut short on a slow machine.</summary>
internal static class RandomQueries
{
    private static readonly Z3Solver s_solver = new();

    /// <summary>A query, and the disjunction of conjunctions that its constraints spell (one empty conjunction where it has none).</summary>
    public static (BoundaryQuery Query, ImmutableArray<ImmutableArray<LinearCondition>> Conditions) Next(Random random)
    {
        bool degenerate = random.Next(3) == 0;
        int inputs = random.Next(1, 4), outputs = random.Next(1, 4);
        ReluNetwork network = SmallChains.Next(random, degenerate, inputs, hidden: random.Next(1, 3), mostWidth: 3, outputs);
        ImmutableArray<Rational> point = [.. Enumerable.Range(0, inputs).Select(_ => Small(random, degenerate))];
        int labels = Math.Max(2, outputs);
        int? label = random.Next(4) == 0 ? random.Next(labels) : null;
        ImmutableArray<ImmutableArray<LinearCondition>> conditions = random.Next(4) == 0
            ? [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Enumerable.Range(0, random.Next(1, 3)).Select(_ => Condition(random, inputs, outputs)).ToImmutableArray())]
            : [[]];
        BoundaryQuery query = new()
        {
            Network = network,
            Point = point,
            Solver = s_solver,
            Label = label,
            Target = random.Next(3) == 0 && label is { } a ? (a + 1) % labels : null,
            Goal = (BoundaryGoal)random.Next(3),
            Box = Box.Cube(inputs, -random.Next(1, 4), random.Next(1, 4)),
            Ball = random.Next(3) == 0 ? new NormBall(random.Next(2) == 0 ? VectorNorm.L1 : VectorNorm.LInf, new Rational(random.Next(1, 12), 3)) : null,
            MaxChanged = random.Next(2) == 0 ? random.Next(random.Next(4) == 0 ? 0 : 1, inputs + 1) : null,
            Integers = random.Next(5) == 0 ? [random.Next(inputs)] : [],
            Categories = random.Next(5) == 0 ? [new InputCategory(random.Next(inputs), [0, new Rational(1, 2), 1])] : [],
            OneHot = random.Next(5) == 0 && inputs > 1 ? [[0, inputs - 1]] : [],
            Constraints = conditions.Length == 1 && conditions[0].IsEmpty ? null : ConstraintScript.Parse(Text(conditions), "c.smt2", inputs, outputs),
            Options = new BoundaryOptions { Time = TimeSpan.FromMinutes(10), Clock = new JumpingClock() },
        };
        return (query, conditions);
    }

    private static LinearCondition Condition(Random random, int inputs, int outputs)
        => new(
            [.. Enumerable.Range(0, inputs).Select(_ => (Rational)random.Next(-2, 3))],
            [.. Enumerable.Range(0, outputs).Select(_ => random.Next(3) == 0 ? (Rational)random.Next(-1, 2) : 0)],
            new Rational(random.Next(-4, 5), random.Next(1, 4)));

    /// <summary>The conditions as SMT-LIB text.</summary>
    public static string Text(ImmutableArray<ImmutableArray<LinearCondition>> conditions)
        => $"(define-fun least ((a Real) (b Real)) Bool (>= a b))\n(assert (or false {string.Join(' ', conditions.Select(all => $"(and true {string.Join(' ', all.Select(Text))})"))}))";

    private static string Text(LinearCondition condition)
        => $"(least (+ 0.0 {string.Join(' ', condition.Inputs.Select((c, j) => Product(c, "X", j)).Concat(condition.Outputs.Select((c, k) => Product(c, "Y", k))))}) {SmtScript.Number(condition.Bound)})";

    private static string Product(Rational coefficient, string name, int index) => string.Create(CultureInfo.InvariantCulture, $"(* {SmtScript.Number(coefficient)} {name}_{index})");

    private static Rational Small(Random random, bool degenerate)
        => degenerate ? random.Next(-1, 2) : random.Next(3) == 0 ? new Rational(random.Next(-5, 6), 7) : Rational.FromDouble((float)(random.NextDouble() - 0.5));
}

using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>A row ⟨Normal, x⟩ ≤ Offset with rational data and its number in the evidence.</summary>
internal readonly record struct ExactRow(int Number, ImmutableArray<Rational> Normal, Rational Offset)
{
    public bool IsTrivial => Normal.All(static a => a.IsZero);
}

/// <summary>The exact question whether some point satisfies all rows.</summary>
internal static class ExactCell
{
    /// <summary>A point of all rows, or multipliers λ ≥ 0 with Σλa = 0 and Σλb &lt; 0, or neither where the exact budget did not suffice.</summary>
    public static (ImmutableArray<Rational>? Point, ImmutableArray<(int Row, Rational Weight)>? Multipliers) Decide(
        int dimension, IReadOnlyList<ExactRow> rows, ILinearProgramSolver solver, CancellationToken cancellationToken)
    {
        foreach (ExactRow row in rows)
        {
            if (row.Offset.Sign < 0 && row.IsTrivial)
            {
                return (null, [(row.Number, Rational.One)]);
            }
        }

        ExactRow[] proper = [.. rows.Where(static row => !row.IsTrivial)];
        (HalfSpace Row, BigInteger Scale)[] scaled = [.. proper.Select(static row => HalfSpace.OfRationals(row.Normal, row.Offset))];
        HRepresentation polyhedron = new(dimension, [.. scaled.Select(static entry => entry.Row)]);
        return ExactLinearProgramming.Solve(polyhedron, [.. new BigInteger[dimension]], solver, ExactBudget.Default, cancellationToken) switch
        {
            LinearProgramOutcome.Optimal optimal => (optimal.Point, null),
            LinearProgramOutcome.Infeasible infeasible =>
                (null, [.. infeasible.Certificate.Multipliers.Select(m => (proper[m.Row].Number, m.Weight * scaled[m.Row].Scale)).OrderBy(static m => m.Number)]),
            _ => (null, null),
        };
    }
}

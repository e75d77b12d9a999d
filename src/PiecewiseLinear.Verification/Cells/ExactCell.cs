using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>The exact question whether some point satisfies all rows.</summary>
internal static class ExactCell
{
    /// <summary>A point of all rows, or multipliers λ ≥ 0 with Σλa = 0 and Σλb &lt; 0, or neither where the exact budget did not suffice.</summary>
    public static (ImmutableArray<Rational>? Point, IEnumerable<(int Row, Rational Weight)>? Multipliers) Decide(
        int dimension, IReadOnlyList<CellRow> rows, ILinearProgramSolver solver, CancellationToken cancellationToken)
    {
        CellRow[] proper = [.. rows.Where(static row => !row.Row.IsTrivial)];
        foreach (CellRow row in proper.Length == rows.Count ? [] : rows)
        {
            if (row.Row.IsTrivial && row.Row.Offset.Sign < 0)
            {
                return (null, [(row.Number, Rational.One)]);
            }
        }

        HRepresentation polyhedron = new(dimension, [.. proper.Select(static entry => entry.Row)]);
        return ExactLinearProgramming.Solve(polyhedron, [.. new BigInteger[dimension]], solver, ExactBudget.Default, cancellationToken) switch
        {
            LinearProgramOutcome.Optimal optimal => (optimal.Point, null),
            LinearProgramOutcome.Infeasible infeasible => (null, infeasible.Certificate.Multipliers.Select(m => (proper[m.Row].Number, m.Weight * proper[m.Row].Factor))),
            _ => (null, null),
        };
    }
}

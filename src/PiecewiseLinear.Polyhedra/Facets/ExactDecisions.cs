using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// What is decided by exact linear programs: rows without slack, rows without a box to charge residuals to, and rows that rays could not tell apart.
/// </summary>
internal sealed class ExactDecisions(FacetSearch search, ExactBudget budget)
{
    private readonly bool[] _active = new bool[search.States.Length];
    private readonly double[] _origin = [.. search.Rows.Origin.Select(static z => z.ToDoubleApproximate())];

    /// <summary>Proves by exact multipliers over the facets known so far that the row is redundant, starting from the candidate.</summary>
    public bool TryJustify(int row, LinearProgramCandidate candidate, CancellationToken cancellationToken)
    {
        HalfSpace target = search.Rows.Original.Rows[row];
        LinearProgramOutcome outcome = Prove(target, candidate, static state => state == RowState.Facet, -1, cancellationToken);
        if (outcome is LinearProgramOutcome.Unknown unknown)
        {
            search.Reasons[row] = unknown.Reason;
        }

        if (outcome is not LinearProgramOutcome.Optimal optimal || optimal.Value > target.Offset)
        {
            return false;
        }

        search.AddRedundant(row, [.. optimal.Multipliers.Where(static m => !m.Weight.IsZero).OrderBy(static m => m.Row)]);
        return true;
    }

    /// <summary>Decides the row among all rows not known to be redundant, starting from the candidate.</summary>
    public void Decide(int row, LinearProgramCandidate candidate, CancellationToken cancellationToken)
    {
        HalfSpace target = search.Rows.Original.Rows[row];
        switch (Prove(target, candidate, static state => state is RowState.Facet or RowState.Open or RowState.Failed, row, cancellationToken))
        {
            case LinearProgramOutcome.Optimal optimal when optimal.Value <= target.Offset:
                search.States[row] = RowState.Implied;
                break;
            case LinearProgramOutcome.Optimal optimal:
                TakeFacet(row, [.. optimal.Point.Zip(search.Rows.Origin, static (x, z) => x - z.ToRational())]);
                break;
            case LinearProgramOutcome.Unbounded unbounded:
                TakeFacet(row, unbounded.Ray);
                break;
            case LinearProgramOutcome.Unknown unknown:
                Fail(row, unknown.Reason);
                break;
            default:
                Fail(row, "the rows were called infeasible although they have an interior point");
                break;
        }
    }

    /// <summary>Gives the row up.</summary>
    public void Fail(int row, string reason)
    {
        search.States[row] = RowState.Failed;
        search.Reasons[row] = reason;
    }

    /// <summary>The exact middle between the first and the second hit of the ray from the interior point, if the first is this row alone.</summary>
    /// <remarks>
    /// It is: of the rows left, this one is hit first because the ray ends where it is maximal over the others; and a row dropped as
    /// redundant that is no multiple of it is strict in the relative interior of its facet, where the ray passes.
    /// </remarks>
    private void TakeFacet(int row, ImmutableArray<Rational> direction)
    {
        Rational? own = Hit(row, direction);
        Rational? next = null;
        for (int i = 0; i < search.States.Length; i++)
        {
            bool same = search.Groups.TightestParallel(i) == row && search.Groups.IsTightest[i];
            if (!same && !search.Groups.IsTrivial[i] && Hit(i, direction) is { } hit)
            {
                next = next is { } best ? Rational.Min(best, hit) : hit;
            }
        }

        if (own is not { } first || next <= first)
        {
            Fail(row, "the exact optimum beyond the row does not see it first");
            return;
        }

        Rational parameter = next is { } second ? (first + second) / 2 : first * 2;
        if (!search.TryFacetAt(row, [.. direction.Select(v => (v * parameter).ToDoubleApproximate())]))
        {
            search.AddFacet(row, direction.Select((v, j) => new CoordinateStep(j, parameter * v)));
        }
    }

    private Rational? Hit(int row, ImmutableArray<Rational> direction)
    {
        HalfSpace half = search.Rows.Original.Rows[row];
        Rational speed = Rational.Zero;
        Rational slack = half.Offset;
        for (int j = 0; j < direction.Length; j++)
        {
            speed += half.Normal[j] * direction[j];
            slack -= half.Normal[j] * search.Rows.Origin[j].ToRational();
        }

        return speed.Sign > 0 ? slack / speed : null;
    }

    private LinearProgramOutcome Prove(
        HalfSpace target, LinearProgramCandidate candidate, Predicate<RowState> included, int except, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _active.Length; i++)
        {
            _active[i] = i != except && included(search.States[i]);
        }

        // The candidate was found seen from the interior point: rows, bases, multipliers and rays are the same, points move.
        LinearProgramCandidate moved = candidate.Point is { } point && point.Length == _origin.Length
            ? candidate with { Point = [.. point.Zip(_origin, static (y, z) => y + z)] }
            : candidate with { Point = null };
        LinearProgramOutcome outcome = ExactLinearProgramming.Prove(search.Rows.Original, _active, target.Normal, moved, budget, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return outcome;
    }
}

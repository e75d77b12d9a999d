using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Sorts the rows of a full-dimensional polyhedron into facets, duplicates of facets and redundant rows, with evidence for each. A row is a facet iff
/// its maximum over the other rows (its own multiples left out) exceeds its offset; touching is not enough.
/// </summary>
/// <remarks>
/// Zero rows and positive multiples are set apart exactly; rays from an interior point find most facets; Clarkson's scheme decides the rest with linear
/// programs over the facets alone; rows that rays and doubles cannot tell apart are decided by exact linear programs. Floats only propose: a facet's point and
/// a redundant row's multipliers have been checked by error-bounded or exact arithmetic when they are returned. Expected cost with f facets of n rows:
/// O(n²·d) for the rays and n linear programs of d variables and f rows.
/// </remarks>
public static class FacetClassification
{
    /// <summary>Classifies every row.</summary>
    /// <param name="rows">The polyhedron, n rows in d coordinates.</param>
    /// <param name="box">Which rows are sides of the box; <see cref="BoxSides.None"/> where there is no box (then all multipliers are exact and sum to the row itself).</param>
    /// <param name="interior">A point strictly inside every row with a nonzero normal, d coordinates.</param>
    /// <param name="solver">The engine that proposes optima.</param>
    /// <param name="budget">The limits of the exact layer; a row that needs more is <see cref="RowVerdict.Undecided"/>.</param>
    /// <param name="cancellationToken">Ends the search with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The point is not strictly inside (the message names the row), or has the wrong length.</exception>
    public static ClassifiedRows Classify(
        HRepresentation rows,
        BoxSides box,
        ImmutableArray<Dyadic> interior,
        ILinearProgramSolver solver,
        ExactBudget budget,
        CancellationToken cancellationToken)
    {
        FacetSearch search = new(rows, box, interior);
        ProveByBoxAlone(search);
        AxisAndNormalRays.Shoot(search);
        ExactDecisions exact = new(search, budget);
        using ClarksonScheme scheme = new(search, solver, exact);
        scheme.Run(cancellationToken);
        Justify(search, scheme, exact, cancellationToken);
        RowVerdict[] verdicts = new RowVerdict[rows.Count];
        for (int i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = Verdict(search, i);
        }

        return new ClassifiedRows([.. verdicts], interior, scheme.LinearPrograms);
    }

    private static void ProveByBoxAlone(FacetSearch search)
    {
        for (int i = 0; i < search.States.Length; i++)
        {
            if (search.States[i] == RowState.Open && !search.Box.IsSide(i))
            {
                ImmutableArray<RowMultiplier> proved = search.Rounding.TryProve(i, [], []);
                if (!proved.IsDefault)
                {
                    search.AddRedundant(i, proved);
                }
            }
        }
    }

    /// <summary>
    /// Multipliers for the rows that were decided before all facets were known, and for weaker parallel rows that cannot take those of the tightest: box
    /// sides below a redundant neuron's row, and any row below an undecided one.
    /// </summary>
    private static void Justify(FacetSearch search, ClarksonScheme scheme, ExactDecisions exact, CancellationToken cancellationToken)
    {
        for (int i = 0; i < search.States.Length; i++)
        {
            RowState tightest = search.States[search.Groups.TightestParallel(i)];
            bool onItsOwn = !search.Groups.IsTightest[i] && !search.Groups.IsTrivial[i]
                && (tightest == RowState.Failed || (tightest != RowState.Facet && search.Box.IsSide(i)));
            if (onItsOwn || search.States[i] == RowState.Implied)
            {
                scheme.Justify(i, cancellationToken);
                if (search.States[i] != RowState.Redundant)
                {
                    exact.Fail(i, search.Reasons[i] ?? "redundant, but its multipliers need a row that is undecided");
                }
            }
        }
    }

    private static RowVerdict Verdict(FacetSearch search, int row)
    {
        RowState state = search.States[row];
        return state switch
        {
            RowState.Facet => new RowVerdict.Facet(Multiples(search, row), search.Steps[row]),
            RowState.Redundant => new RowVerdict.Redundant(search.Multipliers[row]),
            RowState.Represented when search.Groups.IsTrivial[row] => new RowVerdict.Trivial(),
            RowState.Represented => OfRepresentative(search, row, search.Groups.TightestParallel(row)),
            _ => new RowVerdict.Undecided(search.Reasons[row] ?? "no proof was found"),
        };
    }

    private static RowVerdict OfRepresentative(FacetSearch search, int row, int representative)
    {
        Rational factor = RowGroups.Factor(search.Rows.Original, row, representative);
        return search.States[representative] switch
        {
            RowState.Facet when search.Groups.IsTightest[row] => new RowVerdict.Duplicate(representative),
            RowState.Facet => new RowVerdict.Redundant([new RowMultiplier(representative, factor)]),
            RowState.Redundant => new RowVerdict.Redundant(
                [.. search.Multipliers[representative].Select(m => m with { Weight = m.Weight * factor })]),
            _ => new RowVerdict.Undecided($"parallel to row {representative}, which is undecided: {search.Reasons[representative]}"),
        };
    }

    private static ImmutableArray<int> Multiples(FacetSearch search, int row)
        => [.. Enumerable.Range(0, search.States.Length)
            .Where(i => i != row && search.Groups.IsTightest[i] && search.Groups.TightestParallel(i) == row)];
}

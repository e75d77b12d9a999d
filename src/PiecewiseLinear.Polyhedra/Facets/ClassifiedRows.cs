using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>The proved verdicts about the rows of a polyhedron.</summary>
/// <param name="Verdicts">One verdict a row.</param>
/// <param name="Interior">The strictly interior point from which the steps of the facets lead.</param>
/// <param name="LinearPrograms">How many linear programs the search asked its solver.</param>
public sealed record ClassifiedRows(ImmutableArray<RowVerdict> Verdicts, ImmutableArray<Dyadic> Interior, int LinearPrograms)
{
    /// <summary>The rows that stand for the facets, in order.</summary>
    public ImmutableArray<int> Facets { get; }
        = [.. Enumerable.Range(0, Verdicts.Length).Where(i => Verdicts[i] is RowVerdict.Facet)];

    /// <summary>Whether every row has been decided.</summary>
    public bool IsComplete { get; } = Verdicts.All(static v => v is not RowVerdict.Undecided);
}

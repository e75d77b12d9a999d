using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The evidence that a region has these facets and no others: constraints are dropped at the first cell of the path of which they are no facet, and what is left at a leaf is
/// shown at simple vertices, or by points beyond a facet alone.
/// </summary>
/// <remarks>
/// The constraints kept at a cell are exactly its facets: a facet of a cell is one of its parent's, or the wall that split the parent, which cuts it and so is a facet of
/// both sides. So what is dropped at a cell are the facets of its parent that are none of its own, all of which have a vertex of the parent and hence still their slot.
/// </remarks>
internal sealed class FacetEvidence<TSet>(CellState<TSet> state, SettlingBasis<TSet> basis, Box parameters)
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly int _k = state.Plan.Dimension;
    private readonly CellFaces<TSet> _faces = new(state);
    private readonly BeyondPoint<TSet> _beyond = new(state, parameters);
    private readonly int[] _numbers = new int[state.Plan.Dimension];
    private TSet[] _facets = new TSet[64];
    private int _depth;

    /// <summary>A cell of the path; what it drops is written when it is new.</summary>
    public void Reached(int depth, Cell cell, RegionCountSegment? segment)
    {
        if (depth == _facets.Length)
        {
            Array.Resize(ref _facets, 2 * depth);
        }

        _depth = depth;
        TSet facets = _facets[depth] = _faces.Facets(cell), before = depth == 0 ? state.BoxSides : _facets[depth - 1];
        TSet dropped = before ^ (before & facets);
        for (int slot = 0, left = segment is null ? 0 : dropped.Count; left > 0; slot++)
        {
            if (dropped.Contains(slot))
            {
                left--;
                segment!.Dropped(basis.Number(slot), basis.Find(slot, facets, cell));
            }
        }
    }

    /// <summary>Shows the facets of the region reached last.</summary>
    public void Leaf(Cell cell, RegionCountSegment segment)
    {
        TSet facets = _facets[_depth], left = facets;
        while (!left.IsEmpty && MostTelling(cell, facets, left) is { } rows)
        {
            for (int slot = 0, count = 0; count < _k; slot++)
            {
                if (rows.Contains(slot))
                {
                    _numbers[count++] = basis.Number(slot);
                }
            }

            Array.Sort(_numbers);
            segment.FacetVertex(_numbers);
            left ^= left & rows;
        }

        for (int slot = 0; !left.IsEmpty; slot++)
        {
            if (left.Contains(slot))
            {
                (BigInteger[] numerators, int exponent) = _beyond.Find(cell, slot, facets);
                segment.FacetBeyond(basis.Number(slot), numerators, exponent);
                left = left.Without(slot);
            }
        }
    }

    /// <summary>The facets at the first vertex that lies on exactly k facets and shows the most that are not shown yet; null if none shows any.</summary>
    private TSet? MostTelling(Cell cell, TSet facets, TSet left)
    {
        TSet best = default;
        int most = 0;
        foreach (int vertex in state.Cells.Of(cell))
        {
            TSet tight = state.Vertices.Tight[vertex] & facets;
            int shown = TSet.CountCommon(in tight, in left);
            if (shown > most && tight.Count == _k)
            {
                (best, most) = (tight, shown);
            }
        }

        return most > 0 ? best : null;
    }
}

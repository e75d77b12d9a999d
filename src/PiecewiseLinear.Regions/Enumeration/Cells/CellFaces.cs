namespace PiecewiseLinear.Regions;

/// <summary>Facets, and the ownership of vertices and edges, of a cell given by its vertices.</summary>
internal sealed class CellFaces<TSet>(CellState<TSet> state)
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly TSet[] _closures = new TSet[TSet.Capacity];

    /// <summary>
    /// The slots of the facets. In a simple cell every constraint that touches it has a facet. Otherwise a constraint's face is spanned by the
    /// vertices on it, and the facets are the faces maximal under inclusion: a constraint r contains the face of s exactly if r is tight at all vertices of s.
    /// </summary>
    public TSet Facets(Cell cell)
    {
        TSet touching = state.Touching(cell);
        if (cell.IsSimple)
        {
            return touching;
        }

        for (int s = 0; s < TSet.Capacity; s++)
        {
            _closures[s] = touching;
        }

        foreach (int vertex in state.Cells.Of(cell))
        {
            TSet tight = state.Vertices.Tight[vertex];
            for (int s = 0; s < TSet.Capacity; s++)
            {
                if (tight.Contains(s))
                {
                    _closures[s] &= tight;
                }
            }
        }

        TSet facets = default;
        for (int s = 0; s < TSet.Capacity; s++)
        {
            if (touching.Contains(s) && IsMaximal(s))
            {
                facets = facets.With(s);
            }
        }

        return facets;
    }

    /// <summary>Whether no constraint's face strictly contains the face of this one, and none of a smaller slot equals it.</summary>
    private bool IsMaximal(int slot)
    {
        for (int r = 0; r < TSet.Capacity; r++)
        {
            if (r != slot && _closures[slot].Contains(r) && (!_closures[r].Contains(slot) || r < slot))
            {
                return false;
            }
        }

        return true;
    }
}

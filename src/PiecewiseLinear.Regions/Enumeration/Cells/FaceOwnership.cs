using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Counts the vertices and edges of the complex of all regions without a set: every face is owned by exactly one of the regions around it, and each
/// region counts those it owns.
/// </summary>
/// <remarks>
/// Let p be in the relative interior of a face and u = (s₁ε, s₂ε², …) with an infinitesimal ε &gt; 0, sⱼ = −1 where p lies on the upper side of coordinate j and +1
/// elsewhere. No form that is not constant vanishes along u, so p + u lies in the interior of exactly one region: the owner. A region owns the face exactly if every constraint
/// ⟨a, x⟩ ≤ b tight on it has sⱼaⱼ &lt; 0 at the first nonzero aⱼ. Facets of regions meet face to face (a later neuron has the same values on a wall from both
/// sides), so faces of regions are the faces of one complex.
/// </remarks>
internal sealed class FaceOwnership<TSet>(CellState<TSet> state)
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly TSet[] _leading = new TSet[state.Plan.Dimension];
    private TSet _inward;
    private TSet _lastSides;
    private TSet _lastInward;

    /// <summary>The numbers of vertices and edges that a cell owns.</summary>
    public (int Vertices, int Edges) Count(Cell cell)
    {
        Prepare(cell);
        ReadOnlySpan<int> vertices = state.Cells.Of(cell);
        TSet[] tight = state.Vertices.Tight;
        int owned = 0, edges = 0, needed = state.Plan.Dimension - 1;
        for (int i = 0; i < vertices.Length; i++)
        {
            TSet own = tight[vertices[i]];
            owned += Owns(own) ? 1 : 0;
            for (int j = 0; j < i; j++)
            {
                TSet other = tight[vertices[j]];
                if (TSet.CountCommon(in own, in other) < needed)
                {
                    continue;
                }

                TSet common = own & other;
                edges += Owns(common) && (cell.IsSimple || state.IsEdge(cell, common)) ? 1 : 0;
            }
        }

        return (owned, edges);
    }

    /// <summary>Sorts the constraints that touch the cell by the coordinate that leads, and finds those that point inward along (ε, ε², …).</summary>
    private void Prepare(Cell cell)
    {
        TSet touching = state.Touching(cell);
        Array.Clear(_leading);
        _inward = default;
        for (int slot = 0, left = touching.Count; left > 0; slot++)
        {
            if (!touching.Contains(slot))
            {
                continue;
            }

            left--;
            (int coordinate, int sign) = state.Rows.Lead(slot, state.Forms, state.ExactForms);
            _leading[coordinate] = _leading[coordinate].With(slot);

            // Form ≥ 0 where active and on a lower side: the row's normal is minus the form's.
            bool atLeastZero = slot < state.Rows.BoxSlots ? (slot & 1) == 0 : state.Rows[slot].Phase == ActivationPhase.Active;
            _inward = atLeastZero == sign > 0 ? _inward.With(slot) : _inward;
        }

        _lastSides = default;
        _lastInward = _inward;
    }

    private bool Owns(TSet tight)
    {
        TSet sides = tight & state.UpperSides;
        if (sides.IsEmpty)
        {
            return tight.IsSubsetOf(in _inward);
        }

        if ((sides ^ _lastSides).IsEmpty)
        {
            return tight.IsSubsetOf(in _lastInward);
        }

        _lastSides = sides;
        _lastInward = _inward;
        for (int c = 0; c < _leading.Length; c++)
        {
            _lastInward = sides.Contains((2 * c) + 1) ? _lastInward ^ _leading[c] : _lastInward;
        }

        return tight.IsSubsetOf(in _lastInward);
    }
}

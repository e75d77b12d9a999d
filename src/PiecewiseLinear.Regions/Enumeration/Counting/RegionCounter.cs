namespace PiecewiseLinear.Regions;

/// <summary>Counts the leaves of a walk and what was asked for of each.</summary>
internal sealed class RegionCounter<TSet>(CellState<TSet> state, CountedQuantities quantities, RegionTally tally) : IWalkVisitor<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    private readonly CellFaces<TSet> _faces = new(state);
    private readonly TSet _box = BoxSides(state.Rows.BoxSlots);

    public bool Continue() => true;

    public void LayerDone(int layer) => tally.PerLayer[layer]++;

    public void SlotsExhausted() => throw new NotSupportedException("slots");

    public bool Leaf(Cell cell)
    {
        tally.Regions++;
        tally.VertexIncidences += cell.Count;
        if (quantities.HasFlag(CountedQuantities.Facets))
        {
            TSet facets = _faces.Facets(cell);
            tally.AddFacets(facets.Count, (facets & _box).Count);
        }

        return true;
    }

    private static TSet BoxSides(int slots)
    {
        TSet sides = default;
        for (int slot = 0; slot < slots; slot++)
        {
            sides = sides.With(slot);
        }

        return sides;
    }
}

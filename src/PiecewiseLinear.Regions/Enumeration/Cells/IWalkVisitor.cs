namespace PiecewiseLinear.Regions;

/// <summary>What is done along a walk. Returning false stops it there: the split or leaf just announced is the first thing not done.</summary>
internal interface IWalkVisitor<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>Asked before each split.</summary>
    bool Continue();

    /// <summary>A cell on which a hidden layer is settled, and all before it.</summary>
    void LayerDone(int layer);

    /// <summary>A region; its forms, phases and vertices are those of the walk's state.</summary>
    bool Leaf(Cell cell);

    /// <summary>The cell about to be split touches more constraints than the walk has slots; it stops.</summary>
    void SlotsExhausted();
}

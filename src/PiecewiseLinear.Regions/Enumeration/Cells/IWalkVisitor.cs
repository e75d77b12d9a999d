namespace PiecewiseLinear.Regions;

/// <summary>What is done along a walk. Returning false stops it there: the split or leaf just announced is the first thing not done.</summary>
internal interface IWalkVisitor<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>Asked before each split.</summary>
    /// <param name="layer">The layer of the neuron that splits.</param>
    bool Continue(int layer);

    /// <summary>The phases of a hidden layer were settled anew: whatever was composed from it is void.</summary>
    void LayerChanged(int layer);

    /// <summary>Whether <see cref="Settled"/>, <see cref="Reached"/> and <see cref="Splitting"/> are to be told.</summary>
    bool WantsSteps { get; }

    /// <summary>A neuron is settled at this cell and not identically zero on it.</summary>
    void Settled(int layer, int neuron, Networks.ActivationPhase phase, Cell cell);

    /// <summary>
    /// A cell that is about to be split or is a region: what can be settled on it is. Told of all cells of the path, also of those on the way to the walk's start.
    /// </summary>
    /// <param name="depth">The number of splits before it.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="isNew">Whether the cell lies behind the walk's start.</param>
    void Reached(int depth, Cell cell, bool isNew);

    /// <summary>The cell is split by a neuron.</summary>
    void Splitting(int layer, int neuron, Cell cell);

    /// <summary>A cell on which a hidden layer is settled, and all before it.</summary>
    void LayerDone(int layer);

    /// <summary>A region; its forms, phases and vertices are those of the walk's state.</summary>
    bool Leaf(Cell cell);

    /// <summary>The cell about to be split touches more constraints than the walk has slots; it stops.</summary>
    /// <param name="layer">The layer that is being looked at.</param>
    void SlotsExhausted(int layer);
}

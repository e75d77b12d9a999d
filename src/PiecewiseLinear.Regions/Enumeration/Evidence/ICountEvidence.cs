namespace PiecewiseLinear.Regions;

/// <summary>Records the steps of an enumeration as evidence for its count: one recorder a thread, one piece of evidence a segment, put together in the order of the tree.</summary>
internal interface ICountEvidence
{
    /// <summary>The recorder of one thread's walk.</summary>
    IStepRecorder<TSet> Recorder<TSet>(CellState<TSet> state)
        where TSet : unmanaged, ITightSet<TSet>;

    /// <summary>The recorder of a walk by linear programs, which has one thread.</summary>
    ProgramStepRecorder ProgramRecorder(ProgramState state);

    /// <summary>
    /// Takes over what a piece of evidence holds so far and empties it. Called in the order of the tree, by one thread at a time; a piece may come several times
    /// before the next one does.
    /// </summary>
    void Append(object evidence);
}

/// <summary>
/// Told of the steps of a walk in depth-first order; but for <see cref="Reached"/> only of those that are new, not of those replayed on the way to the start of a segment.
/// </summary>
internal interface IStepRecorder<TSet>
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>An empty piece of evidence for a segment.</summary>
    object NewEvidence();

    /// <summary>What follows belongs to this piece.</summary>
    void Begin(object evidence);

    /// <summary>About how many bytes a piece holds.</summary>
    long Size(object evidence);

    /// <summary>
    /// A neuron is settled at this cell; not told for one whose form is identically zero there. Neurons come in any order within a cell, all of them before the cell's split or
    /// the next layer.
    /// </summary>
    void Settled(int layer, int neuron, Networks.ActivationPhase phase, Cell cell);

    /// <summary>A cell that is about to be split or is a region, its neurons settled; new ones and replayed ones.</summary>
    void Reached(int depth, Cell cell, bool isNew);

    /// <summary>The cell is split by a neuron; its inactive side follows.</summary>
    void Splitting(int layer, int neuron, Cell cell);

    /// <summary>Finds what the evidence of a region needs before the region is counted; false when the walk needs more slots for it.</summary>
    bool Prepare(Cell cell);

    /// <summary>The region just prepared.</summary>
    void Leaf(Cell cell);
}

namespace PiecewiseLinear.Regions;

/// <summary>
/// A way to walk the tree of cells in one thread: by vertices, or by linear programs. All engines meet the same cells in the same order. At a leaf the engine answers for
/// the region it stands on.
/// </summary>
internal interface IWalkEngine
{
    /// <summary>What the engine has spent so far.</summary>
    EnumerationEffort Effort { get; }

    /// <summary>Walks from the start of its path; false when its events stopped it.</summary>
    bool Run();

    /// <summary>Finds out what is asked of the current region; false when that is beyond the engine's capacity.</summary>
    bool Inspect();

    /// <summary>Adds the current region, once inspected, to totals.</summary>
    void Count(RegionTally tally);

    /// <summary>The current region, once inspected.</summary>
    EnumeratedRegion Region();

    /// <summary>Begins a piece of evidence of the steps; null when none is recorded.</summary>
    object? BeginEvidence();

    /// <summary>Records the current region, and returns about how many bytes the piece of evidence holds.</summary>
    long RecordLeaf(object evidence);
}

/// <summary>Told by an engine where it is. Returning false stops it there: the split or leaf just announced is the first thing not done.</summary>
internal interface IWalkEvents
{
    /// <summary>Before each split by a neuron of a layer.</summary>
    bool Continue(int layer);

    /// <summary>A cell on which a hidden layer is settled that was not counted yet.</summary>
    void LayerDone(int layer);

    /// <summary>A region.</summary>
    bool Leaf();

    /// <summary>The engine stops: the cell it looks at, in this layer, is beyond its capacity.</summary>
    void CapacityExceeded(int layer);
}

/// <summary>Makes the engine of one thread.</summary>
/// <param name="path">The path that it walks.</param>
/// <param name="events">Told where it is.</param>
/// <param name="regions">Whether regions are asked for.</param>
/// <param name="evidence">Records the steps; null for none.</param>
internal delegate IWalkEngine WalkEngineFactory(WalkPath path, IWalkEvents events, bool regions, ICountEvidence? evidence);

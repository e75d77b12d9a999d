namespace PiecewiseLinear.Regions;

/// <summary>Where an enumeration stops although there is more: it then has counted a prefix of the depth-first order exactly.</summary>
public sealed record EnumerationBudget
{
    /// <summary>No limits but the default for sets.</summary>
    public static EnumerationBudget Unlimited { get; } = new();

    /// <summary>Stop after this many regions (of the whole order, those before a resume token included); null for no limit.</summary>
    public long? MaxRegions { get; init; }

    /// <summary>Stop after this much time; null for no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Stop when the process uses more than this many bytes of memory; null for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>
    /// The largest size in bytes of the sets of patterns and maps. Beyond it the quantities that need them are given up (null), and the enumeration goes on. Default: 1 GiB.
    /// </summary>
    public long SetBytes { get; init; } = 1L << 30;
}

/// <summary>Why an enumeration ended.</summary>
public enum EnumerationStop
{
    /// <summary>All regions were enumerated.</summary>
    Completed,

    /// <summary>The budget of regions.</summary>
    MaxRegions,

    /// <summary>The budget of time.</summary>
    Time,

    /// <summary>The budget of memory.</summary>
    Memory,

    /// <summary>The receiver of the regions wanted no more.</summary>
    Sink,
}

/// <summary>How the tree of cells is walked. The tree, its order and all counts are the same.</summary>
public enum EnumerationEngine
{
    /// <summary>Vertices up to dimension 7, linear programs beyond.</summary>
    Auto,

    /// <summary>Cells are kept by their vertices.</summary>
    Vertices,

    /// <summary>Cells are kept by their inequalities and a point inside; linear programs decide what cuts them.</summary>
    LinearPrograms,
}

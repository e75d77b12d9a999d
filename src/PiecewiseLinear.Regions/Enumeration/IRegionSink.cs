namespace PiecewiseLinear.Regions;

/// <summary>Receives the regions of an enumeration one by one, in order.</summary>
public interface IRegionSink
{
    /// <summary>
    /// Takes the next region; false ends the enumeration after it. Called by one thread at a time. While it blocks the enumeration waits (each thread runs ahead by a
    /// bounded number of regions), so a slow receiver costs time and no memory.
    /// </summary>
    bool Accept(EnumeratedRegion region);
}

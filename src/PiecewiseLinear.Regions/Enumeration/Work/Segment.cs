namespace PiecewiseLinear.Regions;

/// <summary>
/// A stretch of the depth-first order that one thread walks: a subtree, less what is given away from its end. The segments of a run are a list in the order of
/// the tree, each one directly after the one it was given away from.
/// </summary>
internal sealed class Segment(WalkStart start, RegionTally tally)
{
    /// <summary>Where it begins.</summary>
    public WalkStart Start { get; } = start;

    /// <summary>What was counted in it.</summary>
    public RegionTally Tally { get; } = tally;

    /// <summary>The next one in order.</summary>
    public Segment? Next { get; set; }

    /// <summary>Regions that wait until all segments before are delivered.</summary>
    public Queue<EnumeratedRegion> Waiting { get; } = new();

    /// <summary>The evidence of its steps that is not yet taken over; null when there is none.</summary>
    public object? Evidence { get; set; }

    /// <summary>Whether the whole of it was walked.</summary>
    public bool IsDone { get; set; }

    /// <summary>The first thing that was not done, when the walk was stopped.</summary>
    public WalkStart? StoppedAt { get; set; }

    /// <summary>The part of the tree's weight that is walked (an estimate's raw material).</summary>
    public double DoneWeight { get; set; }
}

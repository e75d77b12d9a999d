namespace PiecewiseLinear.Regions;

/// <summary>How far an enumeration is.</summary>
/// <param name="Regions">Regions found so far by all threads, those before a resume token included.</param>
/// <param name="CommittedRegions">Regions of the prefix of the order that the resume token stands behind.</param>
/// <param name="Elapsed">Time spent.</param>
/// <param name="EstimatedFraction">
/// An <em>estimate</em> of the part of the tree that is done, between 0 and 1: each split shares the weight of its cell by how many regions as many hyperplanes in
/// general position as still cut each side would make. Deeper layers are unknown to it.
/// </param>
/// <param name="ResumeToken">Where an interrupted enumeration can go on.</param>
public sealed record EnumerationProgress(long Regions, long CommittedRegions, TimeSpan Elapsed, double EstimatedFraction, string ResumeToken)
{
    /// <summary>The <em>estimated</em> number of regions in total, or null while there is nothing to estimate from.</summary>
    public double? EstimatedRegions => EstimatedFraction > 0d ? Math.Max(Regions, Regions / EstimatedFraction) : null;
}

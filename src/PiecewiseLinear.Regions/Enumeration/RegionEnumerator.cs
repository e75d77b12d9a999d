namespace PiecewiseLinear.Regions;

/// <summary>
/// All linear regions of a network in a box, exactly: every full-dimensional cell of the tree over (layer, neuron), depth first, inactive before active.
/// </summary>
/// <remarks>
/// <para>
/// Cells are kept by their vertices: a neuron's hyperplane splits them by the double description step. Everything runs in double with proven error bounds; a sign
/// that a bound does not decide is computed exactly. No visited set, memory O(depth · vertices of a cell). Any number of threads, same answer.
/// </para>
/// <para>Cost in generic networks: time proportional to the number of regions (a few microseconds each up to dimension 5).</para>
/// </remarks>
public static class RegionEnumerator
{
    /// <summary>Counts the regions and what the query asks for.</summary>
    /// <param name="query">The question.</param>
    /// <param name="progress">Told how far the count is; null for no one.</param>
    /// <param name="cancellationToken">Ends the work at the next split.</param>
    /// <returns>The count, incomplete when a budget ended it.</returns>
    /// <exception cref="RegionQueryException">The query is malformed, or its resume token belongs to another question.</exception>
    /// <exception cref="EnumerationLimitException">A cell is beyond what the engine can hold.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RegionCount Count(EnumerationQuery query, IProgress<EnumerationProgress>? progress = null, CancellationToken cancellationToken = default)
        => new EnumerationSession(query, null, progress).Run(cancellationToken);

    /// <summary>Hands every region to a sink, in order, and counts.</summary>
    /// <inheritdoc cref="Count"/>
    public static RegionCount Enumerate(
        EnumerationQuery query, IRegionSink sink, IProgress<EnumerationProgress>? progress = null, CancellationToken cancellationToken = default)
        => new EnumerationSession(query, sink, progress).Run(cancellationToken);
}

using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Measures regions, one record each, as a stream: sizes by their largest inscribed balls, directions of their walls, how the decision boundary crosses them, how alike the regions
/// around them are. These are the quantities of Zhang and Wu (Empirical studies on the properties of linear regions in deep neural networks, ICLR 2020) in definitions of our own.
/// </summary>
public static class RegionStatistics
{
    /// <summary>The regions that contain the given points: one record for each region, in the order of its first point.</summary>
    /// <remarks>
    /// A point on walls counts for all regions that meet there. Cost: an evaluation for each point; for each region one composition of the network, one linear program for the ball, about one for
    /// each redundant row, one or two for each output, and one composition for each hop of a walk. The records come in order and do not depend on the number of threads.
    /// </remarks>
    /// <exception cref="RegionQueryException">A point or the box does not fit the network.</exception>
    /// <exception cref="RegionUndecidedException">Which regions meet at a point could not be decided within the budget.</exception>
    public static IEnumerable<RegionRecord> OverPoints(
        StatisticsQuery query, IReadOnlyList<ImmutableArray<Rational>> points, CancellationToken cancellationToken)
    {
        Domain domain = query.Validate();
        RequireFreeInputs(domain);
        PatternBatch batch = PatternBatch.Find(query.Network, points, query.Threads, cancellationToken);
        ImmutableArray<PointGroup> groups = PointGroup.Of(query, points, batch, cancellationToken);
        RegionMeasurement measurement = new(query, domain, points);
        return OrderedWork.Run(
            groups,
            query.Threads,
            (group, index, token) => measurement.Measure(index, group.Locate(query, points, token), token),
            cancellationToken);
    }

    private static void RequireFreeInputs(Domain domain)
    {
        if (domain.Dimension == 0)
        {
            throw new RegionQueryException("box", "the box fixes every input; expected at least one free input, since regions of a point have no size");
        }
    }
}

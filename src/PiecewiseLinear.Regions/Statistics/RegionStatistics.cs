using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

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

    /// <summary>All regions of the box, in the order of the enumeration (depth first, inactive before active).</summary>
    /// <remarks>
    /// Regions, facets and volumes come from <see cref="RegionEnumerator"/>; the rest costs one composition of the network and one or a few linear programs a region. The enumeration runs a bounded
    /// number of regions ahead of the reader and ends when the reader does.
    /// </remarks>
    /// <param name="query">What to measure; it must have a box.</param>
    /// <param name="budget">Where to stop although there are more regions.</param>
    /// <param name="finished">Told the count after the last record: whether it is complete, and if not, why. Not called when the reader leaves early.</param>
    /// <param name="progress">Told how far the enumeration is; null for no one.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RegionQueryException">There is no box, or it does not fit the network.</exception>
    /// <exception cref="EnumerationLimitException">A cell is beyond what the enumeration can hold.</exception>
    public static IEnumerable<RegionRecord> OverBox(
        StatisticsQuery query,
        EnumerationBudget budget,
        Action<RegionCount> finished,
        IProgress<EnumerationProgress>? progress,
        CancellationToken cancellationToken)
    {
        Domain domain = query.Validate();
        RequireFreeInputs(domain);
        if (query.Box is not { } box)
        {
            throw new RegionQueryException("box", "there is no box; expected one, since all of R^d cannot be enumerated");
        }

        EnumerationQuery enumeration = EnumerationQuery.InBox(query.Network, box) with { Quantities = CountedQuantities.None, Budget = budget, Threads = 1 };
        RegionMeasurement measurement = new(query, domain, []);
        return OrderedWork.Run(
            EnumeratedStream.Of(enumeration, finished, progress, cancellationToken),
            query.Threads,
            (region, index, token) => measurement.Measure(index, Enumerated(query, domain, region), token),
            cancellationToken);
    }

    private static MeasuredRegion Enumerated(StatisticsQuery query, Domain domain, EnumeratedRegion region)
        => new(ExactForms.Along(query.Network, region.Pattern), domain.ToReduced(region.Interior), [], -1)
        {
            Facets = region.Facets,
            Volume = query.Volumes ? region.Volume() : null,
        };

    private static void RequireFreeInputs(Domain domain)
    {
        if (domain.Dimension == 0)
        {
            throw new RegionQueryException("box", "the box fixes every input; expected at least one free input, since regions of a point have no size");
        }
    }
}

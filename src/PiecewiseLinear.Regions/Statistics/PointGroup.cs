using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>The points of one region.</summary>
/// <param name="Pattern">The region's pattern.</param>
/// <param name="Points">The points in its closure, ascending.</param>
/// <param name="StartPoint">The first of them that lies on no wall, or −1.</param>
internal sealed record PointGroup(ActivationPattern Pattern, ImmutableArray<int> Points, int StartPoint)
{
    /// <summary>Sorts points by region, in the order of first points; where several regions meet at a point, in the order in which they are found.</summary>
    public static ImmutableArray<PointGroup> Of(
        StatisticsQuery query, IReadOnlyList<ImmutableArray<Rational>> points, PatternBatch batch, CancellationToken cancellationToken)
    {
        Dictionary<ActivationPattern, List<int>> groups = [];
        Dictionary<ActivationPattern, int> starts = [];
        List<ActivationPattern> order = [];
        void Add(ActivationPattern pattern, int point, bool isStart)
        {
            if (!groups.TryGetValue(pattern, out List<int>? group))
            {
                groups.Add(pattern, group = []);
                order.Add(pattern);
            }

            group.Add(point);
            if (isStart)
            {
                starts.TryAdd(pattern, point);
            }
        }

        for (int p = 0; p < points.Count; p++)
        {
            RequireInBox(query.Box, points, p);
            if (!batch.HasZero[p])
            {
                Add(batch.PatternOf(p), p, isStart: true);
                continue;
            }

            PointPatterns found = PointLocator.LocatePatterns(Ask(query, points[p]), cancellationToken);
            if (!found.Complete)
            {
                throw new RegionUndecidedException($"not all regions at point {p} were found; more than {query.MaxRegionsAtPoint} may meet there");
            }

            bool onWall = found.Signs.Any(static layer => layer.Contains('*', StringComparison.Ordinal));
            foreach (ActivationPattern pattern in found.Patterns)
            {
                Add(pattern, p, isStart: !onWall);
            }
        }

        return [.. order.Select(pattern => new PointGroup(pattern, [.. groups[pattern]], starts.GetValueOrDefault(pattern, -1)))];
    }

    /// <summary>The region itself, composed at its first point.</summary>
    public MeasuredRegion Locate(StatisticsQuery query, IReadOnlyList<ImmutableArray<Rational>> points, CancellationToken cancellationToken)
    {
        ImmutableArray<Rational> point = points[Points[0]];
        Domain domain = new(query.Network.InputDimension, query.Box);
        RegionLeaf leaf = PointLocator.FindLeaves(Ask(query, point), cancellationToken).Single(leaf => leaf.Forms.Pattern.Equals(Pattern));
        ImmutableArray<Rational> inside = RegionInterior.Step(RegionSystem.Create(domain, leaf.Forms), domain.ToReduced(point), leaf.Inward);
        return new MeasuredRegion(leaf.Forms, inside, Points, StartPoint);
    }

    private static RegionQuery Ask(StatisticsQuery query, ImmutableArray<Rational> point)
        => new()
        {
            Network = query.Network,
            NetworkSha256 = string.Empty,
            Point = point,
            Box = query.Box,
            Solver = query.Solver,
            MaxRegions = query.MaxRegionsAtPoint,
        };

    private static void RequireInBox(Box? box, IReadOnlyList<ImmutableArray<Rational>> points, int p)
    {
        for (int j = 0; box is not null && j < box.Dimension; j++)
        {
            if (points[p][j] < box.Lower[j] || points[p][j] > box.Upper[j])
            {
                throw new RegionQueryException("points", $"input {j} of point {p} is {points[p][j]}, outside the box, which allows {box.Lower[j]} to {box.Upper[j]}");
            }
        }
    }
}

using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Answers which linear regions contain a point, exactly: one pass through the layers composes each neuron's affine form and takes its sign at the
/// point; where signs are zero, the directions at the point are split into all incident regions.
/// </summary>
public static class PointLocator
{
    /// <summary>The regions that have the point in their closure, with everything the question asks about each.</summary>
    /// <remarks>
    /// Complexity: one composition of the network per incident region (a multiplication of (d + 1)-column rows per weight between active neurons), then for
    /// each region one linear program in d + 1 variables for the ball and about one small linear program per redundant row.
    /// </remarks>
    /// <exception cref="RegionQueryException">The point or the box does not fit the network.</exception>
    /// <exception cref="RegionUndecidedException">A question could not be decided within the budget before any region was found.</exception>
    public static PointRegions Locate(RegionQuery query, CancellationToken cancellationToken)
    {
        long start = query.Time.GetTimestamp();
        Domain domain = query.Validate();
        QueryPoint point = new(query.Point);
        Walk walk = WalkRegions(query, domain, point, cancellationToken);
        RegionAnalysis analysis = new(query, domain);
        ImmutableArray<AnalyzedRegion> regions = [.. walk.Leaves.Select(leaf => analysis.Analyze(leaf, cancellationToken))];
        return new PointRegions
        {
            Signs = walk.Signs,
            Complete = walk.Stopped is null,
            Incomplete = walk.Stopped,
            Regions = [.. regions.Select(static region => region.Region)],
            Elapsed = query.Time.GetElapsedTime(start),
            CertificateSource = new Lazy<PointRegionsCertificate>(() => new PointRegionsCertificate
            {
                NetworkSha256 = query.NetworkSha256,
                Point = query.Point,
                Box = query.Box,
                Signs = walk.Signs,
                Complete = walk.Stopped is null,
                Splits = walk.Stopped is null ? [.. walk.Splits] : [],
                Regions = [.. regions.Select(static region => region.ToEvidence())],
            }),
        };
    }

    /// <summary>The patterns of the regions that have the point in their closure, without looking at the regions themselves.</summary>
    /// <exception cref="RegionQueryException">The point or the box does not fit the network.</exception>
    public static PointPatterns LocatePatterns(RegionQuery query, CancellationToken cancellationToken)
    {
        Walk walk = WalkRegions(query, query.Validate(), new QueryPoint(query.Point), cancellationToken);
        return new PointPatterns(walk.Signs, [.. walk.Leaves.Select(static leaf => leaf.Forms.Pattern)], walk.Stopped is null);
    }

    /// <summary>The incident regions themselves, for whoever measures them further.</summary>
    /// <exception cref="RegionQueryException">The point or the box does not fit the network.</exception>
    internal static IReadOnlyList<RegionLeaf> FindLeaves(RegionQuery query, CancellationToken cancellationToken)
        => WalkRegions(query, query.Validate(), new QueryPoint(query.Point), cancellationToken).Leaves;

    private static Walk WalkRegions(RegionQuery query, Domain domain, QueryPoint point, CancellationToken cancellationToken)
    {
        DirectionCone tangent = DirectionCone.Tangent(domain, query.Point, query.Solver);
        DirectionWalk walk = new(tangent, cancellationToken);
        List<RegionLeaf> leaves = [];
        SignUnion signs = new();
        string? stopped = null;
        try
        {
            do
            {
                if (leaves.Count == query.MaxRegions)
                {
                    stopped = $"the limit of {query.MaxRegions} regions was reached";
                    break;
                }

                walk.Restart();
                PhaseTrace trace = new(domain, point, walk);
                RegionForms forms = ExactForms.Propagate(query.Network, trace, cancellationToken);
                signs.Add(trace.Signs);
                leaves.Add(new RegionLeaf(forms, walk.Cone.Inside));
            }
            while (walk.MoveToNextLeaf());
        }
        catch (RegionUndecidedException e) when (leaves.Count > 0)
        {
            stopped = e.Message;
        }

        return new Walk(signs.Signs, leaves, walk.Splits, stopped);
    }

    private sealed record Walk(ImmutableArray<string> Signs, List<RegionLeaf> Leaves, IReadOnlyList<DirectionSplit> Splits, string? Stopped);
}

/// <summary>The patterns of the regions that have a point in their closure.</summary>
/// <param name="Signs">Per hidden layer a string of 0, 1 and *.</param>
/// <param name="Patterns">The regions' patterns.</param>
/// <param name="Complete">Whether all regions are listed.</param>
public sealed record PointPatterns(ImmutableArray<string> Signs, ImmutableArray<ActivationPattern> Patterns, bool Complete);

/// <summary>An incident region: its forms, and a direction that leads from the point into its interior.</summary>
internal sealed record RegionLeaf(RegionForms Forms, ImmutableArray<Rational> Inward);

using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Exact descent: the nearest point of D in the region of a candidate, then in the regions that meet there, and so on while the distance falls. It ends at a point that is nearest in all regions around it.
/// </summary>
internal sealed class RegionDescent(DecisionProblem problem, Incumbent incumbent)
{
    private const int MostRegions = 16;
    private readonly RegionPieces _pieces = new(problem);
    private readonly HashSet<ActivationPattern> _seen = [];

    /// <summary>Starts at a candidate.</summary>
    public void From(ImmutableArray<Rational> candidate, CancellationToken cancellationToken)
    {
        Incumbent.Held? before = incumbent.Best;
        Visit(ExactEvaluator.Trace(problem.Query.Network, candidate).Pattern, cancellationToken);
        while (incumbent.Best is { } best && best != before)
        {
            before = best;
            foreach (ActivationPattern pattern in Around(best.Point, cancellationToken))
            {
                Visit(pattern, cancellationToken);
            }
        }
    }

    private void Visit(ActivationPattern pattern, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_seen.Add(pattern))
        {
            _pieces.Offer(pattern, incumbent, cancellationToken);
        }
    }

    private ImmutableArray<ActivationPattern> Around(ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        try
        {
            return PointLocator.LocatePatterns(
                new RegionQuery
                {
                    Network = problem.Query.Network,
                    NetworkSha256 = string.Empty,
                    Point = point,
                    Box = problem.Query.Box,
                    Solver = problem.Query.Solver,
                    MaxRegions = MostRegions,
                },
                cancellationToken).Patterns;
        }
        catch (RegionUndecidedException)
        {
            return [];
        }
    }
}

using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Exact descent: the nearest point of D in the region of a candidate, then in the regions that meet there, and so on while the distance falls. It ends at a point that is nearest in all regions around it. Where the number of changed inputs is limited, the inputs that a point changes are those that its descent may change.
/// </summary>
internal sealed class RegionDescent(DecisionProblem problem, Incumbent incumbent)
{
    private const int MostRegions = 16;
    private readonly RegionPieces _pieces = new(problem);
    private readonly HashSet<(ActivationPattern Pattern, string Free)> _seen = [];

    /// <summary>Starts at a candidate.</summary>
    public void From(ImmutableArray<Rational> candidate, CancellationToken cancellationToken)
    {
        Incumbent.Held? before = incumbent.Best;
        Visit(ExactEvaluator.Trace(problem.Query.Network, candidate, cancellationToken).Pattern, candidate, cancellationToken);
        while (incumbent.Best is { } best && best != before)
        {
            before = best;
            foreach (ActivationPattern pattern in Around(best.Point, cancellationToken))
            {
                Visit(pattern, best.Point, cancellationToken);
            }
        }
    }

    private void Visit(ActivationPattern pattern, ImmutableArray<Rational> from, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ImmutableArray<int>? free = problem.Query.MaxChanged is null ? null : [.. Enumerable.Range(0, from.Length).Where(j => from[j] != problem.Query.Point[j])];
        if (free is { IsEmpty: true } || free?.Length > problem.Query.MaxChanged || !_seen.Add((pattern, string.Join(',', free ?? []))))
        {
            return;
        }

        _pieces.Offer(pattern, free, incumbent, cancellationToken);
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

using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The exact distance from a point P to the decision boundary of a network, in the norms 1, 2 and ∞: to the nearest point of the domain at which another class (or only the target) ties or wins, or that is on the boundary, or
/// where another class wins or ties with all, as the goal says; where it is limited, with at most so many inputs changed.
/// </summary>
/// <remarks>
/// The distance is rational in l1 and linf, its square is in l2, and a nearest point is rational: D is a finite union of rational polyhedra. A search that is stopped early answers with a proved lower bound and
/// the nearest point found. Exact over the reals, for the weights as stored.
/// </remarks>
public static class DecisionRadius
{
    /// <summary>Finds the distance.</summary>
    /// <param name="query">The question.</param>
    /// <param name="progress">Told now and then how far the search is; null for no one.</param>
    /// <param name="cancellationToken">Ends the search with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="Regions.RegionQueryException">The question does not fit the network; the exception names the field.</exception>
    public static RadiusAnswer Find(RadiusQuery query, IProgress<RadiusProgress>? progress, CancellationToken cancellationToken)
    {
        query.Validate();
        DecisionProblem problem = new(query, cancellationToken);
        return Find(problem, new Incumbent(problem), progress, cancellationToken);
    }

    /// <summary>The same; the incumbent holds the best point known whatever ends the search.</summary>
    internal static RadiusAnswer Find(DecisionProblem problem, Incumbent incumbent, IProgress<RadiusProgress>? progress, CancellationToken cancellationToken)
    {
        RadiusQuery query = problem.Query;
        using SearchLimits limits = new(query, incumbent, progress, cancellationToken);
        if (problem.RivalAtPoint is { } other)
        {
            return new RadiusAnswer
            {
                Label = problem.Label,
                Lower = ExactDistance.Zero(query.Norm),
                Upper = ExactDistance.Zero(query.Norm),
                Nearest = query.Point,
                Other = other,
                Incomplete = null,
                Steps = 0,
                Elapsed = limits.Elapsed,
            };
        }

        RadiusBounds bounds = new RadiusStrategy(problem, incumbent, limits).Run();
        limits.ThrowIfCancelled();
        return new RadiusAnswer
        {
            Label = problem.Label,
            Lower = bounds.Lower,
            Upper = incumbent.Best?.Distance,
            Nearest = incumbent.Best?.Point,
            Other = incumbent.Best?.Rival,
            Incomplete = bounds.Incomplete,
            Proof = bounds.Proof,
            Steps = bounds.Steps,
            Elapsed = limits.Elapsed,
        };
    }
}

using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The distance by linear regions, nearest first. Regions come in the order of their exact distance, across facets (<see cref="RegionsNearby"/>); the closed regions cover the domain, so that when the next one is not nearer than the
/// best point of D in those before it, that point is a nearest one, and when there is no next one and no point, D is empty.
/// </summary>
internal static class RegionWalk
{
    /// <summary>Walks until the answer is exact or the search is stopped.</summary>
    public static RadiusBounds Run(DecisionProblem problem, Incumbent incumbent, SearchLimits limits)
    {
        RadiusQuery query = problem.Query;
        RegionPieces pieces = new(problem);
        ExactDistance reached = ExactDistance.Zero(query.Norm);
        long steps = 0;
        string? unknown = null;
        NearbyQuery nearby = new()
        {
            Network = query.Network,
            Point = query.Point,
            Solver = query.Solver,
            Norm = query.Norm,
            Box = query.Box,
            Time = query.Time,
            MaxRegions = int.MaxValue,
        };
        try
        {
            foreach (NearbyMessage message in RegionsNearby.Find(nearby, limits.Stop))
            {
                switch (message)
                {
                    case NearbyMessage.Found { Region: var region }:
                        reached = region.Distance;
                        if (incumbent.Best is { } best && reached >= best.Distance)
                        {
                            return new RadiusBounds(best.Distance, unknown, steps);
                        }

                        steps++;
                        limits.Report(reached);
                        unknown = pieces.Offer(region.Pattern, free: null, incumbent, limits.Stop);
                        if (unknown is not null)
                        {
                            return new RadiusBounds(reached, $"the nearest point of a region: {unknown}", steps);
                        }

                        break;
                    case NearbyMessage.Finished { Summary: var summary }:
                        return summary.Complete ? new RadiusBounds(incumbent.Best?.Distance, null, steps) : new RadiusBounds(reached, summary.Incomplete, steps);
                    default:
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (limits.IsOutOfTime)
        {
            return new RadiusBounds(reached, limits.Reason, steps);
        }
        catch (RegionUndecidedException e)
        {
            limits.ThrowIfCancelled();
            return new RadiusBounds(reached, limits.IsOutOfTime ? limits.Reason : e.Message, steps);
        }

        throw new InvalidOperationException("the regions near a point ended without a summary");
    }
}

/// <summary>What a search has proved.</summary>
/// <param name="Lower">The lower bound; null when D is proved to be empty.</param>
/// <param name="Incomplete">Why the bounds do not meet; null when they do, or D is empty.</param>
/// <param name="Steps">The number of regions, boxes and cells looked at.</param>
/// <param name="Proof">The proof of the lower bound, where one was recorded.</param>
internal sealed record RadiusBounds(ExactDistance? Lower, string? Incomplete, long Steps, RadiusProof? Proof = null);

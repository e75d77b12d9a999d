using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>Branch and bound in a ball around the point that shrinks with every nearer point of D that is found.</summary>
internal static class BranchAndBound
{
    /// <summary>Looks for the nearest point in the ball that the best point so far leaves (in the whole domain while none is known), and proves that there is none nearer.</summary>
    /// <returns>What is proved; with the proof, where one is recorded and the ball did not shrink.</returns>
    public static BallOutcome Run(DecisionProblem problem, Incumbent incumbent, ExactDistance? radius, BallSearchOptions options, SearchLimits limits, CancellationToken stop)
    {
        if (radius is null && problem.Query.Box is null)
        {
            return WithoutBounds(problem, incumbent, limits, stop);
        }

        BallSet set = new(problem, radius);
        using BallSearch search = new(problem, incumbent, set, options, stop);
        BoundedRoot root = set.OpenRoot(problem.Query.Network, search.Stop);
        if (!root.IsUsable)
        {
            return new BallOutcome(Decided: false, 0d, "the network's numbers are too large to be bounded", null, search.Steps);
        }

        search.Pool.Push(0, new RadiusNode(root.Box, [.. Enumerable.Range(0, set.Group.Disjuncts.Length)], null, set.Group.Changes, 0, 0d, search.Proof?.Root ?? 0));
        RunAll(search, root, limits);
        bool decided = search.Pool.IsDone && !search.Stop.IsCancellationRequested;
        return new BallOutcome(
            decided, decided ? double.PositiveInfinity : search.Pool.Least, search.Obstacle, decided && !search.HasShrunk && search.Proof is { } tree ? new RadiusProof(tree) : null, search.Steps);
    }

    /// <summary>All cells of the network over all of R^d, one after the other.</summary>
    private static BallOutcome WithoutBounds(DecisionProblem problem, Incumbent incumbent, SearchLimits limits, CancellationToken stop)
    {
        CellFinisher finisher = new(problem, incumbent);
        ExactFinish? finish = null;
        try
        {
            finish = finisher.Finish(null, null, null, [.. Enumerable.Range(0, problem.Rivals.Length)], [], free: null, long.MaxValue, stop);
        }
        catch (OperationCanceledException)
        {
            limits.ThrowIfCancelled();
        }

        RadiusProof? proof = finish is not null && incumbent.Best is null ? new RadiusProof(finish) : null;
        return new BallOutcome(finish is not null, finish is null ? 0d : double.PositiveInfinity, finisher.Obstacle, proof, finisher.Programs);
    }

    private static void RunAll(BallSearch search, BoundedRoot root, SearchLimits limits)
    {
        int threads = search.Problem.Query.Threads;
        using PackedNetwork? packed = search.SplitsInputs || search.Set.Group.Changes is not null ? null : search.Set.Pack(search.Problem.Query.Network, search.Stop);
        RadiusWorker[] workers = [.. Enumerable.Range(0, threads).Select(t => new RadiusWorker(search, root, packed, t, t == 0 ? search.Proof?.RootWriter : search.Proof?.OpenWriter()))];
        using (limits.Watch(() => search.Pool.Least, search.Set.Radius))
        {
            SearchThreads.Run("radius", workers, search.GiveUp);
        }
    }
}

/// <summary>What a search in a ball has proved.</summary>
/// <param name="Decided">Whether nothing of D is nearer than the best point known and the radius (all of the domain where there is no radius).</param>
/// <param name="Least">A proved lower bound of the distance of what is undecided; +∞ if nothing is.</param>
/// <param name="Obstacle">Why a part could not be decided at all; null where none was met.</param>
/// <param name="Proof">The proof, where one was recorded and holds.</param>
/// <param name="Steps">The number of parts looked at.</param>
internal sealed record BallOutcome(bool Decided, double Least, string? Obstacle, RadiusProof? Proof, long Steps);

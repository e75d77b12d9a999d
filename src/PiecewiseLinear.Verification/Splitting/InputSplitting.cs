namespace PiecewiseLinear.Verification;

/// <summary>Branch and bound that splits the box of inputs; for few inputs.</summary>
internal sealed class InputSplitting : IGroupSearcher
{
    /// <inheritdoc/>
    public bool Run(GroupSearch search)
    {
        if (FirstAttack.Run(search))
        {
            return false;
        }

        BoundedRoot root = RootOf(search);
        if (search.Stop.IsCancellationRequested)
        {
            return false;
        }

        if (!root.IsUsable)
        {
            search.GiveUp("the network's numbers are too large to be bounded");
            return false;
        }

        int disjuncts = search.Group.Disjuncts.Length;
        search.Pool.Push(0, new SearchNode(root.Box, [.. Enumerable.Range(0, disjuncts)], 0, 1d, double.NegativeInfinity, search.Proof?.Root ?? 0));
        SplittingWorker[] workers =
            [.. Enumerable.Range(0, search.Options.Threads).Select(t => new SplittingWorker(search, root, t, t == 0 ? search.Proof?.RootWriter : search.Proof?.OpenWriter()))];
        SearchThreads.Run("verify", workers, search.GiveUp);
        return search.Pool.IsDone && search.Witness is null && !search.Stop.IsCancellationRequested;
    }

    private static BoundedRoot RootOf(GroupSearch search)
        => ChainNetwork.TryCreate(search.Network) is { } chain
            ? new ChainRoot(chain, search.Group, search.Stop)
            : new GraphRoot(search.Network, search.Group, search.Stop);
}

namespace PiecewiseLinear.Regions;

/// <summary>
/// Numbers of facets to cross, kept while regions come in the order of their distance: the shortest paths through the regions so far. A new region may
/// shorten the paths to others; each is looked at again only when a neighbor has come nearer.
/// </summary>
internal static class NearbyHops
{
    /// <summary>Takes in a group of opened regions at one distance; those at distance zero are where paths start.</summary>
    public static void Settle(IEnumerable<NearbyNode> group)
    {
        Queue<NearbyNode> waiting = new();
        foreach (NearbyNode node in group)
        {
            node.Hops = node.Nearest!.Distance.IsZero ? 0 : int.MaxValue;
            waiting.Enqueue(node);
        }

        while (waiting.TryDequeue(out NearbyNode? node))
        {
            foreach (NearbyNode other in node.Across)
            {
                if (other.Hops < node.Hops - 1)
                {
                    node.Hops = other.Hops + 1;
                }
            }

            foreach (NearbyNode other in node.Across)
            {
                if (node.Hops < int.MaxValue && other.Hops > node.Hops + 1 && other.Stage is NearbyStage.Opened or NearbyStage.Listed)
                {
                    waiting.Enqueue(other);
                }
            }
        }
    }
}

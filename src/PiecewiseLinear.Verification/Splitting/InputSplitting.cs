using System.Runtime.ExceptionServices;

namespace PiecewiseLinear.Verification;

/// <summary>Branch and bound that splits the box of inputs; for few inputs.</summary>
internal sealed class InputSplitting : IGroupSearcher
{
    private const int FirstBatch = 64;
    private const int FirstSteps = 24;
    private const int FirstScans = 8;
    private const int MostFirstTries = 16;

    /// <inheritdoc/>
    public bool Run(GroupSearch search)
    {
        if (AttackFirst(search))
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
        try
        {
            RunAll(search, workers);
        }
        finally
        {
            foreach (SplittingWorker worker in workers)
            {
                worker.Dispose();
            }
        }

        return search.Pool.IsDone && search.Witness is null && !search.Stop.IsCancellationRequested;
    }

    /// <summary>A few batches over the whole box, before any bound.</summary>
    private static bool AttackFirst(GroupSearch search)
    {
        using GradientAttack attack = new(search.Group, new BatchGradient(search.Network, FirstBatch), FirstSteps, search.Options.Seed, FirstScans);
        for (int d = 0; d < Math.Min(MostFirstTries, search.Group.Disjuncts.Length) && !search.Stop.IsCancellationRequested; d++)
        {
            if (attack.Try(search.Group.Low, search.Group.High, d, search.Stop) is { } candidate && search.Offer(candidate))
            {
                return true;
            }
        }

        return false;
    }

    private static BoundedRoot RootOf(GroupSearch search)
        => ChainNetwork.TryCreate(search.Network) is { } chain
            ? new ChainRoot(chain, search.Group, search.Stop)
            : new GraphRoot(search.Network, search.Group, search.Stop);

    private static void RunAll(GroupSearch search, SplittingWorker[] workers)
    {
        List<Exception> failures = [];
        Thread[] threads = [.. workers.Skip(1).Select((worker, k) => new Thread(() => Guard(worker)) { IsBackground = true, Name = $"verify {k + 1}" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        Guard(workers[0]);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }

        void Guard(SplittingWorker worker)
        {
            try
            {
                worker.Run();
            }
#pragma warning disable CA1031 // whatever happens on a thread of the search is thrown again on the caller's
            catch (Exception failure)
#pragma warning restore CA1031
            {
                lock (failures)
                {
                    failures.Add(failure);
                }

                search.GiveUp("a thread of the search failed");
            }
        }
    }
}

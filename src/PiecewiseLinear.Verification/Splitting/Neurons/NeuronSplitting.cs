namespace PiecewiseLinear.Verification;

/// <summary>
/// Branch and bound that splits the phases of neurons; for many inputs. Attack, tightened bounds of all neurons, each unsafe polyhedron with slopes of its own; those still open are searched in a tree each
/// (beta-CROWN, Wang et al. 2021), the least bound first.
/// </summary>
internal sealed class NeuronSplitting : IGroupSearcher
{
    private const int RootBatch = 32;
    private const int RootSteps = 40;

    /// <summary>The leaves that each side of a neuron may have before the first search, before the second, …: what is easy is done before it costs anything.</summary>
    private static readonly int[] s_leaves = [1, 12, 96, 768];

    /// <summary>The boxes of each search but the last.</summary>
    private static readonly int[] s_boxes = [1_000, 4_000, 40_000];

    /// <summary>How much the neurons' bounds are tightened before the first search: 0, 1, …; more is for what is known to be hard.</summary>
    public int FirstLevel { get; init; }

    /// <inheritdoc/>
    public bool Run(GroupSearch search)
    {
        if (FirstAttack.Run(search) || OfferWhereAllIsUnsafe(search))
        {
            return false;
        }

        using NeuronRoot root = new(search);
        if (search.Stop.IsCancellationRequested)
        {
            return false;
        }

        if (!root.IsUsable)
        {
            search.GiveUp("the network's numbers are too large to be bounded");
            return false;
        }

        for (int level = FirstLevel; !search.Stop.IsCancellationRequested; level++)
        {
            root.Tighten(s_leaves[Math.Min(level, s_leaves.Length - 1)]);
            long most = level < s_boxes.Length ? search.Boxes + s_boxes[level] : long.MaxValue;
            if (Search(search, root, level, most))
            {
                return true;
            }

            if (most == long.MaxValue)
            {
                return false;
            }

            search.Restart();
        }

        return false;
    }

    /// <summary>Searches from the root's bounds until done, or until so many boxes were bounded.</summary>
    private static bool Search(GroupSearch search, NeuronRoot root, int level, long mostBoxes)
    {
        List<NeuronNode> open = search.Stop.IsCancellationRequested ? [] : BoundRoot(search, root);
        if (search.Stop.IsCancellationRequested || FirstAttack.Again(search, [.. open.Select(static node => node.Disjunct)], level))
        {
            return false;
        }

        foreach (NeuronNode node in open)
        {
            search.Pool.Push(0, node);
        }

        NeuronWorker[] workers =
            [.. Enumerable.Range(0, search.Options.Threads).Select(t => new NeuronWorker(search, root, t, mostBoxes, t == 0 ? search.Proof?.RootWriter : search.Proof?.OpenWriter()))];
        SearchThreads.Run("verify", workers, search.GiveUp);
        return search.Pool.IsDone && search.Witness is null && !search.Stop.IsCancellationRequested;
    }

    /// <summary>A polyhedron without rows has every point.</summary>
    private static bool OfferWhereAllIsUnsafe(GroupSearch search) => search.Group.Disjuncts.Any(static rows => rows.Length == 0) && search.Offer(search.Group.Group.Inputs.Box.Lower);

    /// <summary>Bounds all unsafe polyhedra on the whole set; returns a node for each that stays open, the proof above them written.</summary>
    private static List<NeuronNode> BoundRoot(GroupSearch search, NeuronRoot root)
    {
        search.CountBox();
        List<ProofStep> closed = [InheritItem.Step];
        List<NeuronNode> open = [];
        List<(int Disjunct, int Row)> rows =
            [.. from disjunct in Enumerable.Range(0, search.Group.Disjuncts.Length) from row in Enumerable.Range(0, search.Group.Disjuncts[disjunct].Length) select (disjunct, row)];
        (double Bound, bool Claims, DualSettings Settings)[] found = new (double, bool, DualSettings)[rows.Count];
        Parallel.For(0, (rows.Count + RootBatch - 1) / RootBatch, new ParallelOptions { MaxDegreeOfParallelism = search.Options.Threads }, batch =>
        {
            using DualAscent ascent = new(new DualRows(root.Packed, search.Group, RootBatch));
            int from = batch * RootBatch, count = Math.Min(RootBatch, rows.Count - from);
            for (int k = from; k < from + count; k++)
            {
                ascent.Add(new DualTarget(search.Group.Disjuncts[rows[k].Disjunct][rows[k].Row]), root.Ranges, path: null, start: null);
            }

            ascent.Run(RootSteps, untilProved: true, moveSlopes: true, search.Stop);
            for (int k = 0; k < count; k++)
            {
                found[from + k] = (ascent.BestOf(k), ascent.Claims(k), ascent.SettingsOf(k));
            }
        });
        if (search.Stop.IsCancellationRequested)
        {
            return open;
        }

        foreach (IGrouping<int, int> disjunct in Enumerable.Range(0, rows.Count).GroupBy(k => rows[k].Disjunct))
        {
            int best = disjunct.MaxBy(k => found[k].Claims ? double.PositiveInfinity : found[k].Bound);
            if (found[best].Claims)
            {
                closed.Add(ProofStep.Of(new PackedCasesItem(
                    rows[best].Disjunct, rows[best].Row, [new PackedCase(-1, SettingsRecord.Slopes(root.Packed, root.Ranges, found[best].Settings.Slopes, root.Assumed, nameCloseCalls: true), [])])));
            }
            else
            {
                open.Add(new NeuronNode(
                    rows[best].Disjunct, rows[best].Row, null, root.Ranges, found[best].Settings, found[best].Settings.Slopes, -1, 1d / search.Group.Disjuncts.Length, found[best].Bound, 0));
            }
        }

        search.AddProved(0, 1d - ((double)open.Count / search.Group.Disjuncts.Length));
        return search.Proof is { } proof ? Record(proof, root, closed, open) : open;
    }

    private static List<NeuronNode> Record(ProofTree proof, NeuronRoot root, List<ProofStep> closed, List<NeuronNode> open)
    {
        int node = proof.RootWriter.Again(proof.Root, root.ProofSteps);
        if (open.Count == 0)
        {
            proof.RootWriter.Leaf(node, [.. closed]);
            return open;
        }

        int child = proof.RootWriter.SplitDisjuncts(node, [.. closed], open.Count);
        return [.. open.Select((entry, k) => entry with { ProofNode = child + k })];
    }
}

namespace PiecewiseLinear.Verification;

/// <summary>One thread of a search by neurons: takes a few nodes, bounds their children together, closes those proved, chooses where to split the others.</summary>
internal sealed class NeuronWorker : ISearchWorker
{
    private const int MostNodes = 8;
    private const int Steps = 8;
    private const int FinalSteps = 60;
    private readonly GroupSearch _search;
    private readonly NeuronRoot _root;
    private readonly int _thread;
    private readonly long _mostBoxes;
    private readonly ProofTree.Writer? _proof;
    private readonly DualAscent _ascent;
    private readonly NeuronBranching _branching;
    private readonly CandidatePoints _points;
    private readonly ExactFinisher _finisher;
    private readonly List<NeuronNode> _children = [];
    private readonly List<(NeuronNode Node, DualTarget Target, int[] Candidates)> _open = [];

    /// <param name="search">The search.</param>
    /// <param name="root">Its root.</param>
    /// <param name="thread">The number of the thread.</param>
    /// <param name="mostBoxes">When to pause: the number of boxes of the search.</param>
    /// <param name="proof">Takes the proof; null: none is recorded.</param>
    public NeuronWorker(GroupSearch search, NeuronRoot root, int thread, long mostBoxes, ProofTree.Writer? proof)
    {
        (_search, _root, _thread, _mostBoxes, _proof) = (search, root, thread, mostBoxes, proof);
        _ascent = new DualAscent(new DualRows(root.Packed, search.Group, 2 * MostNodes));
        _branching = new NeuronBranching(root.Packed, search.Group, 4 * MostNodes);
        _points = new CandidatePoints(search, 2 * MostNodes);
        _finisher = new ExactFinisher(search);
    }

    /// <inheritdoc/>
    public void Run() => _search.Pool.Work(_thread, MostNodes, () => _search.Boxes >= _mostBoxes, Process, _search.Stop);

    public void Dispose()
    {
        _ascent.Dispose();
        _branching.Dispose();
        _points.Dispose();
    }

    private void Process(IReadOnlyList<WaitingNode> nodes)
    {
        _children.Clear();
        foreach (NeuronNode node in nodes.Cast<NeuronNode>())
        {
            if (node.Branch < 0)
            {
                _children.Add(node);
                continue;
            }

            int proofNode = _proof?.SplitNeuron(node.ProofNode, StepsOf(node), _root.Packed.NeuronOf[node.Branch]) ?? 0;
            NeuronNode child = node with { Branch = -1, Volume = 0.5 * node.Volume, ProofNode = proofNode, Path = new SplitPath(node.Path, node.Branch, Active: false) };
            _children.Add(child);
            _children.Add(child with { ProofNode = proofNode + 1, Path = new SplitPath(node.Path, node.Branch, Active: true) });
        }

        Bound(Steps);
        _open.Clear();
        _points.Clear();
        for (int k = 0; k < _children.Count && !_search.Stop.IsCancellationRequested; k++)
        {
            _search.CountBox();
            Judge(k);
        }

        if (_search.Stop.IsCancellationRequested || _points.OfferAll())
        {
            return;
        }

        Push();
    }

    private void Bound(int steps)
    {
        _ascent.Clear();
        foreach (NeuronNode child in _children)
        {
            _ascent.Add(TargetOf(child), child.Ranges, child.Path, child.Settings);
        }

        _ascent.Run(steps, untilProved: true, moveSlopes: true, _search.Stop);
    }

    /// <summary>Closes a child that is proved; another one's candidates are found.</summary>
    private void Judge(int slot)
    {
        NeuronNode child = _children[slot];
        if (_ascent.Claims(slot))
        {
            Close(child, _ascent.SettingsOf(slot));
            return;
        }

        int row = _ascent.RowOf(slot);
        _points.Add(_ascent.Rows.MinimizerOf(row), child.Disjunct);
        NeuronNode better = child with { Settings = _ascent.SettingsOf(slot), Margin = Math.Max(child.Margin, _ascent.BestOf(slot)) };
        int[] candidates = _branching.Candidates(_ascent.Rows, row, better.Ranges);
        if (candidates.Length == 0)
        {
            Finish(better);
            return;
        }

        _open.Add((better, TargetOf(better), candidates));
    }

    private void Push()
    {
        if (_open.Count == 0)
        {
            return;
        }

        int[] chosen = _branching.Choose(_open, _search.Stop);
        for (int k = 0; k < chosen.Length; k++)
        {
            _search.Pool.Push(_thread, _open[k].Node with { Branch = chosen[k] });
        }
    }

    /// <summary>Decides a node whose relaxations cost nothing more: with more steps, else exactly; the neurons still free are split there.</summary>
    private void Finish(NeuronNode node)
    {
        using DualAscent ascent = new(new DualRows(_root.Packed, _search.Group, 1));
        ascent.Add(TargetOf(node), node.Ranges, node.Path, node.Settings);
        ascent.Run(FinalSteps, untilProved: true, moveSlopes: true, _search.Stop);
        if (ascent.Claims(0))
        {
            Close(node, ascent.SettingsOf(0));
            return;
        }

        (int Neuron, bool Active)[] path = [.. SplitPath.InOrder(node.Path).Select(split => (_root.Packed.NeuronOf[split.Neuron], split.Active))];
        BoxBounds bounds = new(node.Ranges.Bounds.Low.Length, node.Ranges.Bounds.Lower.Length);
        bounds.CopyFrom(node.Ranges.Bounds);
        foreach ((int neuron, bool active) in path)
        {
            (bounds.Lower[neuron], bounds.Upper[neuron]) = active ? (Math.Max(0d, bounds.Lower[neuron]), bounds.Upper[neuron]) : (bounds.Lower[neuron], Math.Min(0d, bounds.Upper[neuron]));
        }

        switch (_finisher.Finish(bounds, [node.Disjunct], path))
        {
            case ExactVerdict.Safe safe:
                _proof?.Exact(node.ProofNode, [InheritItem.Step], safe.Proof);
                Done(node);
                break;
            case ExactVerdict.Violated violated:
                _search.Offer(violated.Point);
                break;
            default:
                _search.GiveUp("a cell of fixed phases could not be decided within the exact budget");
                break;
        }
    }

    private void Close(NeuronNode node, DualSettings settings)
    {
        if (_proof is not null)
        {
            (int Neuron, bool Active)[] path = SplitPath.InOrder(node.Path);
            int[] slopes = SettingsRecord.Slopes(
                _root.Packed, node.Ranges, settings.Slopes, node.Path is null ? _root.Assumed : node.Inherited, nameCloseCalls: node.Path is null);
            PackedCase named = new(-1, slopes, SettingsRecord.Multipliers(_root.Packed, path, settings));
            _proof.Leaf(node.ProofNode, [InheritItem.Step, ProofStep.Of(new SettingsItem(named)), ProofStep.Close(node.Disjunct, node.Row)]);
        }

        Done(node);
    }

    private void Done(NeuronNode node)
    {
        _search.CountLeaf();
        _search.AddProved(_thread, node.Volume);
    }

    /// <summary>What the proof says at a node that is split: only the root of a polyhedron's tree names slopes.</summary>
    private ProofStep[] StepsOf(NeuronNode node)
        => node.Path is null
            ? [InheritItem.Step, ProofStep.Of(new SettingsItem(new PackedCase(-1, SettingsRecord.Slopes(_root.Packed, node.Ranges, node.Inherited, _root.Assumed, nameCloseCalls: true), [])))]
            : [InheritItem.Step];

    private DualTarget TargetOf(NeuronNode node) => new(_search.Group.Disjuncts[node.Disjunct][node.Row]);
}

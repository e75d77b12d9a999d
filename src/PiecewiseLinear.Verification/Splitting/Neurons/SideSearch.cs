namespace PiecewiseLinear.Verification;

/// <summary>
/// A small branch and bound for one side of one neuron, a lower bound of z or of −z: the leaf with the least bound is split again and again, so that the least of all rises. What it finds is a lemma by cases.
/// </summary>
/// <param name="target">The side.</param>
/// <param name="start">Slopes to start from; null: canonical.</param>
internal sealed class SideSearch(DualTarget target, DualSettings? start)
{
    private readonly List<Leaf> _nodes = [new Leaf(null, start, double.NegativeInfinity, -1, -1)];
    private double _whole = double.NegativeInfinity;

    /// <summary>The side.</summary>
    public DualTarget Target { get; } = target;

    /// <summary>The leaf with the least bound.</summary>
    public int Worst { get; private set; }

    /// <summary>The number of leaves.</summary>
    public int Leaves { get; private set; } = 1;

    /// <summary>The least bound of the leaves.</summary>
    public double Least => _nodes[Worst].Bound;

    /// <summary>The bound proved: by cases, or, where these did not help, without.</summary>
    public double Bound => Math.Max(Least, _whole);

    /// <summary>Whether the worst leaf can be split.</summary>
    public bool CanSplit => _nodes[Worst].Branch >= 0;

    /// <summary>The settings of the whole as it was before any split; null before the first bound.</summary>
    public DualSettings? WholeSettings { get; private set; }

    /// <summary>The phases of a leaf.</summary>
    public SplitPath? PathOf(int node) => _nodes[node].Path;

    /// <summary>The settings that a leaf starts from.</summary>
    public DualSettings? SettingsOf(int node) => _nodes[node].Settings;

    /// <summary>Notes what was reached at a leaf, and the packed neuron to split there next (−1: none).</summary>
    public void Set(int node, double bound, DualSettings settings, int branch, (double Inactive, double Active) beta)
    {
        Leaf leaf = _nodes[node];
        (WholeSettings, _whole) = node == 0 ? (settings, bound) : (WholeSettings, _whole);
        _nodes[node] = leaf with { Bound = bound, Settings = settings, Branch = branch, Beta = beta };
    }

    /// <summary>Splits the worst leaf; the children are the returned node and the next.</summary>
    public int Split()
    {
        Leaf leaf = _nodes[Worst];
        int child = _nodes.Count;
        _nodes.Add(leaf with { Path = new SplitPath(leaf.Path, leaf.Branch, Active: false), Branch = -1, Settings = leaf.Settings!.With(leaf.Beta.Inactive) });
        _nodes.Add(leaf with { Path = new SplitPath(leaf.Path, leaf.Branch, Active: true), Branch = -1, Settings = leaf.Settings!.With(leaf.Beta.Active) });
        _nodes[Worst] = leaf with { Child = child };
        Leaves++;
        return child;
    }

    /// <summary>Finds the worst leaf anew.</summary>
    public void Rank()
    {
        double least = double.PositiveInfinity;
        for (int k = 0; k < _nodes.Count; k++)
        {
            if (_nodes[k].Child < 0 && _nodes[k].Bound < least)
            {
                (least, Worst) = (_nodes[k].Bound, k);
            }
        }
    }

    /// <summary>The cases in preorder: neurons and multipliers. The slopes of all are those of the whole.</summary>
    public PackedCase[] Cases(PackedNetwork network)
    {
        if (Least < _whole)
        {
            return [new PackedCase(-1, [], [])];
        }

        List<PackedCase> cases = [];
        Stack<int> pending = new([0]);
        while (pending.TryPop(out int k))
        {
            Leaf node = _nodes[k];
            if (node.Child >= 0)
            {
                cases.Add(new PackedCase(network.NeuronOf[node.Branch], [], []));
                pending.Push(node.Child + 1);
                pending.Push(node.Child);
                continue;
            }

            (int Neuron, bool Active)[] path = SplitPath.InOrder(node.Path);
            cases.Add(new PackedCase(-1, [], SettingsRecord.Multipliers(network, path, node.Settings!)));
        }

        return [.. cases];
    }

    private sealed record Leaf(SplitPath? Path, DualSettings? Settings, double Bound, int Branch, int Child, (double Inactive, double Active) Beta = default);
}

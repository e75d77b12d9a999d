using System.Collections.Immutable;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Divides a question by which inputs change. A node says of each input that it stays, may change, or is undecided (and how many undecided ones may still change); rigorous bounds on all of it
/// refute most nodes, and the others are divided at the undecided input that matters most, the most promising node first. What is left are supports: sets of inputs that may all change.
/// </summary>
internal sealed class SupportTree
{
    private readonly ChangeBounds _bounds;
    private readonly ChangeSpace _space;
    private readonly ImmutableArray<GoalCase> _cases;
    private readonly int _neurons;

    public SupportTree(ChangeNetwork network, ChangeSpace space, ImmutableArray<GoalCase> cases)
    {
        (_space, _cases) = (space, cases);
        _bounds = new ChangeBounds(network, space);
        _neurons = network.Neurons.Length;
    }

    /// <summary>The number of nodes bounded so far.</summary>
    public long Nodes { get; private set; }

    /// <summary>The supports that bounds do not refute, the most promising first. An enumeration that ends by itself, without cancellation, has refuted all others.</summary>
    public IEnumerable<SupportNode> Leaves(CancellationToken cancellationToken)
    {
        PriorityQueue<SupportNode, double> open = new();
        if (Bound(Root(), cancellationToken) is { } root)
        {
            open.Enqueue(root, 0d);
        }

        while (!cancellationToken.IsCancellationRequested && open.TryDequeue(out SupportNode? node, out _))
        {
            if (node.Branch < 0)
            {
                yield return node;
                continue;
            }

            foreach (InputRole role in (ReadOnlySpan<InputRole>)[InputRole.Free, InputRole.Kept])
            {
                if (Bound(node.Child(node.Branch, role), cancellationToken) is { } child)
                {
                    open.Enqueue(child, -child.Margin);
                }
            }
        }
    }

    private SupportNode Root()
    {
        SupportNode root = new(_space.Allowed.Length, _neurons) { Open = [.. _cases.Select(static _ => true)], Budget = _space.MostChanged - _space.Forced.Length };
        foreach (int j in _space.Free)
        {
            root.Roles[j] = root.Budget >= _space.Free.Length ? InputRole.Free : root.Budget == 0 ? InputRole.Kept : InputRole.Undecided;
        }

        foreach (int j in _space.Forced)
        {
            root.Roles[j] = InputRole.Free;
        }

        root.Lower.AsSpan().Fill(double.NegativeInfinity);
        root.Upper.AsSpan().Fill(double.PositiveInfinity);
        return root;
    }

    /// <summary>The node with its bounds; null where they refute it.</summary>
    private SupportNode? Bound(SupportNode node, CancellationToken cancellationToken)
    {
        Nodes++;
        _bounds.Tighten(node, cancellationToken);
        bool isLeaf = !node.Roles.Contains(InputRole.Undecided);
        node.Margin = double.NegativeInfinity;
        int best = -1;
        for (int c = 0; c < _cases.Length; c++)
        {
            if (!node.Open[c])
            {
                continue;
            }

            double margin = Margin(node, _cases[c], isLeaf);
            node.Open[c] = margin > double.NegativeInfinity;
            if (margin > node.Margin)
            {
                (node.Margin, best) = (margin, c);
            }
        }

        if (best < 0)
        {
            return null;
        }

        node.Branch = -1;
        if (!isLeaf)
        {
            _ = _bounds.Least(node, _cases[best].Rows[0], -1d);
            node.Branch = _bounds.Branch(node);
        }

        return node;
    }

    /// <summary>An upper bound of the least row of a case; −∞ where the case is refuted. Before the leaves only the comparison with the label is looked at.</summary>
    private double Margin(SupportNode node, GoalCase goal, bool isLeaf)
    {
        double margin = double.PositiveInfinity;
        foreach (GoalRow row in isLeaf ? goal.Rows : goal.Rows[..1])
        {
            double high = -_bounds.Least(node, row, -1d);
            if (row.Relation == GoalRelation.AboveZero ? high <= 0d : high < 0d)
            {
                return double.NegativeInfinity;
            }

            if (row.Relation == GoalRelation.Zero && _bounds.Least(node, row, 1d) > 0d)
            {
                return double.NegativeInfinity;
            }

            margin = Math.Min(margin, high);
        }

        return margin;
    }
}

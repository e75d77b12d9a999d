using System.Collections.Immutable;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Divides a question by which inputs change. A node says of each input that it stays, may change, or is undecided (and how many undecided ones may still change); rigorous bounds on all of it
/// refute most nodes, and the others are divided at the undecided input that matters most, the most promising node first. What is left are supports: sets of inputs that may all change. Where these are few and many neurons are open, their intervals are halved until few
/// neurons are: that is what a solver of logic can finish.
/// </summary>
internal sealed class SupportTree
{
    /// <summary>A support with at most so many open neurons goes to the solver.</summary>
    private const int FewNeurons = 8;

    /// <summary>The intervals of at most so many inputs are halved: with more, halving one at a time is of no use.</summary>
    private const int FewInputs = 12;

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

            foreach (SupportNode part in Parts(node))
            {
                if (Bound(part, cancellationToken) is { } child)
                {
                    open.Enqueue(child, -child.Margin);
                }
            }
        }
    }

    private List<SupportNode> Parts(SupportNode node)
    {
        int j = node.Branch;
        if (node.Roles[j] == InputRole.Undecided)
        {
            return [node.WithRole(j, InputRole.Free), node.WithRole(j, InputRole.Kept)];
        }

        double middle = node.Low[j] + ((node.High[j] - node.Low[j]) / 2d);
        List<SupportNode> parts = [];
        foreach ((double low, double high) in (ReadOnlySpan<(double, double)>)[(node.Low[j], middle), (middle, node.High[j])])
        {
            // Of whole numbers and finite sets only the hull of those in the half is left.
            AllowedValues inside = _space.AllowedIn(j, low, high);
            if (!inside.IsEmpty)
            {
                bool isInterval = inside is { Values.IsDefault: true, IsInteger: false };
                parts.Add(isInterval
                    ? node.WithInterval(j, low, high)
                    : node.WithInterval(j, Math.Max(low, (inside.Lower!.Value - _space.Point[j]).RoundDown()), Math.Min(high, (inside.Upper!.Value - _space.Point[j]).RoundUp())));
            }
        }

        return parts;
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

        for (int j = 0; j < root.Roles.Length; j++)
        {
            root.Low[j] = _space.Allowed[j].Lower is { } low ? (low - _space.Point[j]).RoundDown() : double.NegativeInfinity;
            root.High[j] = _space.Allowed[j].Upper is { } high ? (high - _space.Point[j]).RoundUp() : double.PositiveInfinity;
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
        if (!isLeaf || IsWorthHalving(node))
        {
            _ = _bounds.Least(node, _cases[best].Rows[0], -1d);
            node.Branch = _bounds.Branch(node, isLeaf ? InputRole.Free : InputRole.Undecided);
            if (isLeaf && node.Branch >= 0 && !CanBeHalved(node.Low[node.Branch], node.High[node.Branch]))
            {
                node.Branch = -1;
            }
        }

        return node;
    }

    private static bool IsWorthHalving(SupportNode node) => node.Unstable > FewNeurons && node.Roles.Count(static role => role == InputRole.Free) <= FewInputs;

    private static bool CanBeHalved(double low, double high)
    {
        double middle = low + ((high - low) / 2d);
        return middle > low && middle < high && double.IsFinite(high - low);
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

namespace PiecewiseLinear.Verification;

/// <summary>One thread of a search by input splitting: takes a box, bounds it, closes and cuts what is proved, attacks, splits the rest.</summary>
internal sealed unsafe class SplittingWorker : ISearchWorker
{
    private const int AttackPoints = 8;
    private const int AttackSteps = 12;
    private const int WidePoints = 32;
    private const int WideSteps = 16;
    private const int WideScans = 8;
    private const int WideOften = 64;
    private const int WideSeldom = 512;
    private const int AttackFreely = 8_192;
    private const int AttackSeldom = 8;
    private const double BoundAgain = 0.5;
    private readonly GroupSearch _search;
    private readonly int _thread;
    private readonly LinearBounds _bounds;
    private readonly GradientAttack _attack;
    private readonly GradientAttack _wideAttack;
    private readonly ExactFinisher _finisher;
    private readonly ProofTree.Writer? _proof;
    private readonly OpenDisjuncts _disjuncts;
    private readonly Stack<BoxBounds> _spare = new();
    private readonly List<ProofStep> _steps = [];
    private long _processed;

    public SplittingWorker(GroupSearch search, BoundedRoot root, int thread, ProofTree.Writer? proof)
    {
        (_search, _thread, _proof) = (search, thread, proof);
        _bounds = root.Open();
        _attack = new GradientAttack(search.Group, new BatchGradient(search.Network, AttackPoints), AttackSteps, HashCode.Combine(search.Options.Seed, thread));
        _wideAttack = new GradientAttack(search.Group, new BatchGradient(search.Network, WidePoints), WideSteps, HashCode.Combine(search.Options.Seed, thread, 1), WideScans);
        _finisher = new ExactFinisher(search);
        _disjuncts = new OpenDisjuncts(search.Group, _bounds);
    }

    /// <summary>Works until the search is over.</summary>
    public void Run() => _search.Pool.Work(_thread, most: 1, static () => false, nodes => Process((SearchNode)nodes[0]), _search.Stop);

    public void Dispose()
    {
        _bounds.Dispose();
        _attack.Dispose();
        _wideAttack.Dispose();
    }

    private void Process(SearchNode node)
    {
        _search.CountBox();
        _processed++;
        _steps.Clear();
        BoxBounds box = node.Bounds;
        int unsettled = _bounds.Bound(box, _search.Stop);
        if (_search.Stop.IsCancellationRequested)
        {
            return;
        }

        foreach ((int neuron, double alpha) in _bounds.CloseSlopes)
        {
            _steps.Add(ProofStep.Slope(neuron, alpha));
        }

        _disjuncts.Cut(node, unsettled, _steps);
        if (_disjuncts.Left.Count == 0)
        {
            Close(node);
            return;
        }

        double kept = _disjuncts.Shrink(box);
        AddProved(node.Volume * (1d - kept));
        SearchNode rest = node with { Open = [.. _disjuncts.Left], Volume = node.Volume * kept, Margin = _disjuncts.Margin };
        if (Attack(box))
        {
            return;
        }

        if (_finisher.IsWorthwhile(unsettled, node.Depth, _disjuncts.IsTie) && TryFinish(rest))
        {
            return;
        }

        if (kept < BoundAgain)
        {
            Push(rest with { Depth = rest.Depth + 1, ProofNode = _proof?.Again(node.ProofNode, [.. _steps]) ?? 0 });
        }
        else
        {
            Split(rest);
        }
    }

    /// <summary>Attacks the box, often at first and seldom later, and now and then the whole input set. Returns whether the search is over.</summary>
    private bool Attack(BoxBounds box)
    {
        int disjunct = _disjuncts.Left[(int)(_processed % _disjuncts.Left.Count)];
        int rhythm = _processed <= AttackFreely ? WideOften : WideSeldom;
        if (_processed % rhythm == 0
            && _wideAttack.Try(_search.Group.Low, _search.Group.High, (int)(_processed / rhythm % _search.Group.Disjuncts.Length), _search.Stop) is { } far
            && _search.Offer(far))
        {
            return true;
        }

        return (_processed <= AttackFreely || _processed % AttackSeldom == 0)
            && _attack.Try(box.Low, box.High, disjunct, _search.Stop) is { } candidate && _search.Offer(candidate);
    }

    private bool TryFinish(SearchNode node, bool isLast = false)
    {
        switch (isLast ? _finisher.FinishAtLast(node) : _finisher.Finish(node))
        {
            case ExactVerdict.Safe safe:
                _proof?.Exact(node.ProofNode, [.. _steps], safe.Proof);
                Done(node);
                return true;
            case ExactVerdict.Violated violated:
                return _search.Offer(violated.Point);
            default:
                return false;
        }
    }

    private void Close(SearchNode node)
    {
        _proof?.Leaf(node.ProofNode, [.. _steps]);
        Done(node);
    }

    private void Done(SearchNode node)
    {
        _search.CountLeaf();
        AddProved(node.Volume);
        _spare.Push(node.Bounds);
    }

    private void AddProved(double volume) => _search.AddProved(_thread, volume);

    private void Split(SearchNode node)
    {
        BoxBounds box = node.Bounds;
        int input = SplitChoice.Input(box, _disjuncts.Scores);
        if (input < 0)
        {
            if (TryFinish(node, isLast: true))
            {
                return;
            }

            _search.GiveUp("a box as small as doubles allow could not be decided");
            return;
        }

        double at = SplitChoice.Middle(box.Low[input], box.High[input]);
        int child = _proof?.Split(node.ProofNode, [.. _steps], input, at) ?? 0;
        BoxBounds other = _spare.TryPop(out BoxBounds? spare) ? spare : new BoxBounds(box.Low.Length, box.Lower.Length);
        other.CopyFrom(box);
        double below = (at - box.Low[input]) / (box.High[input] - box.Low[input]);
        box.High[input] = at;
        other.Low[input] = at;
        SearchNode low = node with { Depth = node.Depth + 1, Volume = node.Volume * below, ProofNode = child };
        SearchNode high = node with { Bounds = other, Depth = node.Depth + 1, Volume = node.Volume * (1d - below), ProofNode = child + 1 };

        // The half where the attack came nearest goes first (last in, first out).
        bool lowFirst = _attack.BestPoint[input] <= at;
        Push(lowFirst ? high : low);
        Push(lowFirst ? low : high);
    }

    private void Push(SearchNode node) => _search.Pool.Push(_thread, node);
}

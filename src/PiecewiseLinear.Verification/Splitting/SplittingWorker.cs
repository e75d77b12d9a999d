using System.Runtime.InteropServices;

namespace PiecewiseLinear.Verification;

/// <summary>One thread of a search by input splitting: takes a box, bounds it, closes and cuts what is proved, attacks, splits the rest.</summary>
internal sealed unsafe class SplittingWorker : IDisposable
{
    private const int AttackPoints = 8;
    private const int AttackSteps = 12;
    private const int WidePoints = 64;
    private const int WideSteps = 24;
    private const int WideSeldom = 64;
    private const int AttackFreely = 4_096;
    private const int AttackSeldom = 4;
    private const double BoundAgain = 0.5;
    private const double TieErrors = 1_000d;
    private readonly GroupSearch _search;
    private readonly int _thread;
    private readonly LinearBounds _bounds;
    private readonly GradientAttack _attack;
    private readonly GradientAttack _wideAttack;
    private readonly ExactFinisher _finisher;
    private readonly ProofTree.Writer? _proof;
    private readonly OwnBox _own;
    private readonly Stack<BoxBounds> _spare = new();
    private readonly List<ProofStep> _steps = [];
    private readonly List<int> _left = [];
    private readonly List<CompiledRow> _rows = [];
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly double[] _scores;
    private long _processed;
    private bool _isTie;

    public SplittingWorker(GroupSearch search, BoundedRoot root, int thread, ProofTree.Writer? proof)
    {
        int inputs = search.Network.InputDimension;
        (_search, _thread, _proof) = (search, thread, proof);
        _bounds = root.Open();
        _attack = new GradientAttack(search.Group, new BatchGradient(search.Network, AttackPoints), AttackSteps, HashCode.Combine(search.Options.Seed, thread));
        _wideAttack = new GradientAttack(search.Group, new BatchGradient(search.Network, WidePoints), WideSteps, HashCode.Combine(search.Options.Seed, thread, 1));
        _finisher = new ExactFinisher(search);
        _own = new OwnBox(inputs);
        (_low, _high, _scores) = (new double[inputs], new double[inputs], new double[inputs]);
    }

    /// <summary>Works until the search is over.</summary>
    public void Run()
    {
        SpinWait wait = default;
        while (!_search.Stop.IsCancellationRequested)
        {
            if (_search.Pool.TryTake(_thread) is { } node)
            {
                wait.Reset();
                Process(node);
                _search.Pool.Finish();
            }
            else if (_search.Pool.IsDone)
            {
                return;
            }
            else
            {
                wait.SpinOnce();
            }
        }
    }

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

        double margin = CutAll(node);
        if (_left.Count == 0)
        {
            Close(node);
            return;
        }

        double kept = Shrink(box);
        AddProved(node.Volume * (1d - kept));
        SearchNode rest = node with { Open = [.. _left], Volume = node.Volume * kept, Margin = margin };
        if (Attack(box))
        {
            return;
        }

        if (_finisher.IsWorthwhile(unsettled, node.Depth, _isTie) && TryFinish(rest))
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

    /// <summary>Closes or cuts every open disjunct; what stays open is in _left, the hull of their boxes in _low and _high. Returns the least margin of those.</summary>
    private double CutAll(SearchNode node)
    {
        _left.Clear();
        Array.Fill(_low, double.PositiveInfinity);
        Array.Fill(_high, double.NegativeInfinity);
        Array.Clear(_scores);
        _isTie = false;
        double margin = double.PositiveInfinity;
        for (int from = 0; from < node.Open.Length;)
        {
            int to = from;
            _rows.Clear();
            while (to < node.Open.Length && (to == from || _rows.Count + _search.Group.Disjuncts[node.Open[to]].Length <= LinearBounds.MostRows))
            {
                _rows.AddRange(_search.Group.Disjuncts[node.Open[to++]].AsSpan(0, Math.Min(LinearBounds.MostRows, _search.Group.Disjuncts[node.Open[to - 1]].Length)));
            }

            _bounds.BoundRows(CollectionsMarshal.AsSpan(_rows));
            for (int first = 0; from < to; from++)
            {
                int disjunct = node.Open[from], count = Math.Min(LinearBounds.MostRows, _search.Group.Disjuncts[disjunct].Length);
                if (!_own.Cut(_bounds, node.Bounds, disjunct, first, count, _steps))
                {
                    margin = Math.Min(margin, _own.Margin);
                    _isTie |= count > 0 && _own.Margin >= -TieErrors * _bounds.ErrorOf(_own.BestRow);
                    Keep(disjunct, node.Bounds, count);
                }

                first += count;
            }
        }

        return margin;
    }

    private void Keep(int disjunct, BoxBounds box, int rows)
    {
        _left.Add(disjunct);
        for (int j = 0; j < _low.Length; j++)
        {
            _low[j] = Math.Min(_low[j], _own.Low[j]);
            _high[j] = Math.Max(_high[j], _own.High[j]);
        }

        if (rows > 0)
        {
            _bounds.AddSplitScores(_own.BestRow, box, _scores);
        }
    }

    /// <summary>Shrinks the node's box to the hull and returns the share of the volume that is left.</summary>
    private double Shrink(BoxBounds box)
    {
        double kept = 1d;
        for (int j = 0; j < _low.Length; j++)
        {
            double width = box.High[j] - box.Low[j];
            if (width > 0d)
            {
                double share = (_high[j] - _low[j]) / width;
                kept *= share;
                _scores[j] *= share;
            }

            (box.Low[j], box.High[j]) = (_low[j], _high[j]);
        }

        return kept;
    }

    /// <summary>Attacks the box, often at first and seldom later, and now and then the whole input set. Returns whether the search is over.</summary>
    private bool Attack(BoxBounds box)
    {
        int disjunct = _left[(int)(_processed % _left.Count)];
        if (_processed % WideSeldom == 0
            && _wideAttack.Try(_search.Group.Low, _search.Group.High, (int)(_processed / WideSeldom % _search.Group.Disjuncts.Length), _search.Stop) is { } far
            && _search.Offer(far))
        {
            return true;
        }

        return (_processed <= AttackFreely || _processed % AttackSeldom == 0)
            && _attack.Try(box.Low, box.High, disjunct, _search.Stop) is { } candidate && _search.Offer(candidate);
    }

    private bool TryFinish(SearchNode node)
    {
        switch (_finisher.Finish(node))
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

    private void AddProved(double volume) => Volatile.Write(ref _search.Proved[8 * _thread], _search.Proved[8 * _thread] + volume);

    private void Split(SearchNode node)
    {
        BoxBounds box = node.Bounds;
        int input = SplitChoice.Input(box, _scores);
        if (input < 0)
        {
            if (TryFinish(node))
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

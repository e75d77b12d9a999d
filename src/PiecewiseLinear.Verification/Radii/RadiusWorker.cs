namespace PiecewiseLinear.Verification;

/// <summary>One thread of a search in a ball: takes a part, bounds it, closes what is proved, finishes it exactly where few neurons are open, splits it otherwise.</summary>
internal sealed unsafe class RadiusWorker : ISearchWorker
{
    /// <summary>
    /// Parts with at most this many open neurons are finished exactly at once; with up to the second number near ties and deep in the tree, now and then, as long as that succeeds: each failure takes off, each success adds.
    /// </summary>
    private const int FewUnsettled = 4;
    private const int SomeUnsettled = 24;
    private const int LessAfterFailure = 1;
    private const int MoreAfterSuccess = 4;
    private const int Often = 4;
    private const long MostPrograms = 200;
    private readonly BallSearch _search;
    private readonly int _thread;
    private readonly LinearBounds _bounds;
    private readonly OpenDisjuncts _disjuncts;
    private readonly PartDuals? _duals;
    private readonly CellFinisher _finisher;
    private readonly ProofTree.Writer? _proof;
    private readonly PartSides _sides;
    private readonly PartDistance _distance;
    private readonly List<ProofStep> _steps = [];
    private readonly double[] _scores;
    private readonly double[] _moves;
    private readonly Stack<BoxBounds> _spare = new();
    private int _someUnsettled = SomeUnsettled;

    public RadiusWorker(BallSearch search, BoundedRoot root, PackedNetwork? packed, int thread, ProofTree.Writer? proof)
    {
        (_search, _thread, _proof) = (search, thread, proof);
        _bounds = root.Open();
        _disjuncts = new OpenDisjuncts(search.Set.Group, _bounds, byCases: packed is null);
        _duals = packed is null ? null : new PartDuals(search.Set.Group, packed);
        _finisher = new CellFinisher(search.Problem, search.Incumbent);
        _sides = new PartSides(search.Problem.Query.Box, search.Set.Group);
        _distance = new PartDistance(search.Problem);
        _scores = new double[root.Neurons];
        _moves = new double[search.Problem.Query.Network.InputDimension];
    }

    /// <summary>Works until the search is over.</summary>
    public void Run() => _search.Pool.Work(_thread, most: 1, static () => false, nodes => Process((RadiusNode)nodes[0]), _search.Stop);

    public void Dispose()
    {
        _bounds.Dispose();
        _duals?.Dispose();
    }

    private void Process(RadiusNode node)
    {
        _search.Count(1);
        double radius = _search.Radius;
        if (_search.HasShrunk && (node.Distance >= radius || !PartSides.Shrink(node.Bounds, _search.Problem, radius)))
        {
            return;
        }

        if (!_search.HasShrunk && node.Changes is null && _distance.To(node.Bounds) >= radius && _sides.Outside(node.Bounds, _search.Problem.Query.Point, _search.Set.Radius!.Value, node.Open) is { } outside)
        {
            _proof?.Exact(node.ProofNode, [InheritItem.Step], outside);
            _spare.Push(node.Bounds);
            return;
        }

        _steps.Clear();
        _bounds.Set.Changes = node.Changes;
        int unsettled = _bounds.Bound(node.Bounds, _search.Stop);
        if (_search.Stop.IsCancellationRequested)
        {
            return;
        }

        foreach ((int neuron, double alpha) in _bounds.CloseSlopes)
        {
            _steps.Add(ProofStep.Slope(neuron, alpha));
        }

        _disjuncts.Cut(new SearchNode(node.Bounds, node.Open, node.Depth, 1d, 0d, node.ProofNode), unsettled, _steps);
        if (_disjuncts.Left.Count > 0 && _duals is not null)
        {
            _disjuncts.Keep(_duals.Close(node, _disjuncts.Left, _disjuncts.BestRows, _steps, _search.Stop));
        }

        IReadOnlyList<int> left = _disjuncts.Left;
        if (left.Count == 0)
        {
            _proof?.Leaf(node.ProofNode, [.. _steps]);
            _spare.Push(node.Bounds);
            return;
        }

        _disjuncts.Shrink(node.Bounds);
        RadiusNode rest = node with { Open = [.. left], Distance = Math.Max(node.Distance, Measure(node.Bounds, left)) };
        if (_search.HasShrunk && rest.Distance >= radius)
        {
            return;
        }

        if (IsWorthwhile(rest) && TryFinish(rest, MostPrograms))
        {
            return;
        }

        Split(rest);
    }

    /// <summary>A lower bound of the distance to D in the part, by the linear bounds of the rivals left; with it the scores of neurons, and how far each input moves the row of the nearest rival.</summary>
    private double Measure(BoxBounds box, IReadOnlyList<int> left)
    {
        Array.Clear(_scores);
        double least = double.PositiveInfinity;
        foreach (int rival in left)
        {
            CompiledRow[] rows = _search.Set.Group.Disjuncts[rival];
            ReadOnlySpan<CompiledRow> some = rows.AsSpan(0, Math.Min(rows.Length, LinearBounds.MostRows));
            _bounds.BoundRows(some);
            (int best, double distance) = (0, 0d);
            for (int r = 0; r < some.Length; r++)
            {
                double bound = _distance.Of(_bounds, r, box);
                (best, distance) = bound > distance ? (r, bound) : (best, distance);
            }

            if (distance < least)
            {
                least = distance;
                MeasureMoves(best, box);
            }

            _bounds.AddNeuronScores(best, box, _scores);
        }

        return least;
    }

    private void MeasureMoves(int row, BoxBounds box)
    {
        double* form = _bounds.FormOf(row);
        for (int j = 0; j < _moves.Length; j++)
        {
            double point = Math.Clamp(_search.Problem.Center[j], box.Low[j], box.High[j]);
            _moves[j] = form[j] > 0d ? form[j] * (point - box.Low[j]) : -form[j] * (box.High[j] - point);
        }
    }

    /// <summary>Inputs are split where few can move, neurons elsewhere.</summary>
    private bool SplitsInputs(RadiusNode node) => node.Changes is { } changes ? changes.Free.Length <= _search.Problem.Query.MostSplitInputs : _search.SplitsInputs;

    /// <summary>Whether to try cells; where changes are undecided these would not know how many there may be.</summary>
    private bool IsWorthwhile(RadiusNode node)
    {
        if (node.Changes is { IsDecided: false })
        {
            return false;
        }

        int open = CellFinisher.CountUnsettled(node.Bounds, node.Path);
        return open <= FewUnsettled || (open <= _someUnsettled && (_disjuncts.IsTie || (SplitsInputs(node) && node.Depth > 0 && node.Depth % Often == 0)));
    }

    private bool TryFinish(RadiusNode node, long programs)
    {
        ExactFinish? finish;
        try
        {
            finish = _finisher.Finish(_search.Set.Radius, node.Bounds, node.Path, node.Open, _sides.Of(node.Bounds, node.Changes), node.Changes?.Free, programs, _search.Stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        _search.Count(_finisher.Programs);
        _someUnsettled = finish is null ? Math.Max(FewUnsettled, _someUnsettled - LessAfterFailure) : Math.Min(SomeUnsettled, _someUnsettled + MoreAfterSuccess);
        if (finish is null)
        {
            return false;
        }

        _proof?.Exact(node.ProofNode, [.. _steps], finish);
        _spare.Push(node.Bounds);
        return true;
    }

    private void Split(RadiusNode node)
    {
        if (node.Changes is { IsDecided: false } changes)
        {
            SplitChange(node, changes);
            return;
        }

        int input = SplitsInputs(node) ? SplitChoice.Input(node.Bounds, _disjuncts.Scores) : -1;
        int neuron = input < 0 ? BestNeuron(node) : -1;
        if (input < 0 && neuron < 0)
        {
            if (!_search.Stop.IsCancellationRequested && !TryFinish(node, long.MaxValue))
            {
                _search.GiveUp(_finisher.Obstacle ?? "a part could not be decided");
            }

            return;
        }

        BoxBounds box = node.Bounds, other = Copy(box);
        int child;
        PathStep? low = node.Path, high = node.Path;
        if (input >= 0)
        {
            double at = SplitChoice.Middle(box.Low[input], box.High[input]);
            child = _proof?.Split(node.ProofNode, [.. _steps], input, at) ?? 0;
            box.High[input] = at;
            other.Low[input] = at;
        }
        else
        {
            child = _proof?.SplitNeuron(node.ProofNode, [.. _steps], neuron) ?? 0;
            box.Upper[neuron] = Math.Min(box.Upper[neuron], 0d);
            other.Lower[neuron] = Math.Max(other.Lower[neuron], 0d);
            (low, high) = (new PathStep(neuron, Active: false, node.Path), new PathStep(neuron, Active: true, node.Path));
        }

        _search.Pool.Push(_thread, node with { Path = low, Depth = node.Depth + 1, Distance = Math.Max(node.Distance, _distance.To(box)), ProofNode = child });
        _search.Pool.Push(_thread, node with { Bounds = other, Path = high, Depth = node.Depth + 1, Distance = Math.Max(node.Distance, _distance.To(other)), ProofNode = child + 1 });
    }

    /// <summary>Splits at the undecided input that moves the row measured last most: it keeps the point's value, or may change.</summary>
    private void SplitChange(RadiusNode node, ChangeBudget changes)
    {
        int input = -1;
        for (int j = 0; j < _moves.Length; j++)
        {
            input = changes[j] == ChangeRole.Undecided && (input < 0 || _moves[j] > _moves[input]) ? j : input;
        }

        int child = _proof?.SplitChange(node.ProofNode, [.. _steps], input) ?? 0;
        (ChangeRole, BoxBounds)[] parts = [(ChangeRole.Kept, node.Bounds), (ChangeRole.Free, Copy(node.Bounds))];
        foreach ((ChangeRole role, BoxBounds box) in parts)
        {
            ChangeBudget part = changes.With(input, role);
            part.Cut(box.Low, box.High);
            _search.Pool.Push(_thread, node with { Bounds = box, Changes = part, Depth = node.Depth + 1, Distance = Math.Max(node.Distance, _distance.To(box)), ProofNode = child++ });
        }
    }

    private BoxBounds Copy(BoxBounds box)
    {
        BoxBounds copy = _spare.TryPop(out BoxBounds? spare) ? spare : new BoxBounds(box.Low.Length, box.Lower.Length);
        copy.CopyFrom(box);
        return copy;
    }

    /// <summary>The open neuron whose relaxation costs most; −1 where none is open.</summary>
    private int BestNeuron(RadiusNode node)
    {
        int best = -1;
        for (int n = 0; n < _scores.Length; n++)
        {
            if (node.Bounds.Lower[n] < 0d && node.Bounds.Upper[n] > 0d && (best < 0 || _scores[n] > _scores[best]) && !IsOnPath(node.Path, n))
            {
                best = n;
            }
        }

        return best;
    }

    private static bool IsOnPath(PathStep? path, int neuron)
    {
        for (PathStep? step = path; step is not null; step = step.Before)
        {
            if (step.Neuron == neuron)
            {
                return true;
            }
        }

        return false;
    }
}
